// Findings of `lint`: lines an editor's problem matcher reads, or JSON (media/schemas/lint.schema.json).

import type { Finding } from "../c/index.ts";

export interface FileFindings {
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** `path:line:column: severity rule message`, one-based, one line a finding. */
export function lintText(files: readonly FileFindings[]): string {
  const lines = files.flatMap(({ path, findings }) =>
    findings.map(({ range, severity, rule, message }) => {
      const { line, character } = range.start;
      return `${path}:${line + 1}:${character + 1}: ${severity} ${rule} ${message}`;
    }),
  );
  const total = lines.length;
  const summary = `${total} ${total === 1 ? "finding" : "findings"} in ${files.length} ${files.length === 1 ? "file" : "files"}`;
  return `${[...lines, summary].join("\n")}\n`;
}

export function lintJson(files: readonly FileFindings[]): object {
  return {
    files: files.length,
    findings: files.flatMap(({ path, findings }) =>
      findings.map((finding) => ({ path, ...finding, fix: finding.fix ?? null })),
    ),
  };
}
