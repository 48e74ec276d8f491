// Who may import whom: the allow-list behind the layer table of ARCHITECTURE.md. Whatever is not listed is refused,
// type imports included.
//
// `values` may be imported freely, `types` only with `import type`. A layer always may import itself. Beyond folders, a
// name is a package, `node:*` any module of Node.

export interface Allowed {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

const everyCoreLayer = [
  "src/core/base",
  "src/core/trace",
  "src/core/workload",
  "src/core/recording",
  "src/core/replay",
  "src/core/c",
  "src/core/policy",
  "src/core/report",
  "src/core/protocol",
];

export const layers: Readonly<Record<string, Allowed>> = {
  allocator: { values: [], types: [] },
  "src/core/base": { values: [], types: ["allocator"] },
  "src/core/trace": { values: ["src/core/base", "fflate", "fzstd"], types: ["allocator"] },
  "src/core/workload": { values: ["src/core/base", "src/core/trace"], types: ["allocator"] },
  "src/core/recording": { values: ["src/core/base"], types: ["allocator"] },
  "src/core/replay": {
    values: ["allocator", "src/core/base", "src/core/trace", "src/core/recording"],
    types: [],
  },
  "src/core/policy": { values: ["allocator", "src/core/base"], types: [] },
  "src/core/c": { values: ["src/core/base"], types: ["web-tree-sitter"] },
  "src/core/report": {
    values: ["src/core/base", "src/core/recording", "src/core/c"],
    types: ["allocator", "src/core/trace"],
  },
  "src/core/protocol": {
    values: ["src/core/base"],
    types: ["src/core/c", "src/core/recording", "src/core/trace"],
  },
  "src/worker": {
    values: [...everyCoreLayer, "allocator", "web-tree-sitter", "node:*"],
    types: [],
  },
  "src/cli": { values: [...everyCoreLayer, "allocator", "src/worker", "node:*"], types: [] },
  "src/host": {
    values: ["vscode", "src/core/base", "src/core/protocol", "node:*"],
    types: ["src/core/c", "src/core/recording", "src/core/trace"],
  },
  "src/extension.ts": { values: ["vscode", "src/host"], types: [] },
  "media/inspector": {
    values: [
      ...["src/core/base", "src/core/protocol", "src/core/recording"],
      ...["lit", "uplot", "@vscode-elements/elements", "@vscode/codicons"],
    ],
    types: ["src/core/trace"],
  },
};

/** The layer that a path lies in, or undefined for a path outside all of them. */
export function layerOf(path: string): string | undefined {
  return Object.keys(layers).find((layer) => path === layer || path.startsWith(`${layer}/`));
}
