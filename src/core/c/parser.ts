// The C parser: web-tree-sitter behind a door that counts what it hands out.
//
// Both wasm files come in as bytes, because a bundle has no place of its own to load them from. A tree is WASM memory:
// whoever gets one deletes it in a `finally`, and `census` tells how many were forgotten. `parse` gives undefined when
// the grammar needs far more steps than the text has characters, which only text made for that does.

import { Language, type Node, Parser, type TreeCursor } from "web-tree-sitter";

export type { Node, TreeCursor };

export interface CTree {
  readonly root: Node;
  delete(): void;
}

export interface CParser {
  parse(text: string): CTree | undefined;
  /** Trees handed out and not deleted yet. */
  census(): number;
  dispose(): void;
}

/** Progress calls allowed for each thousand characters; ordinary code needs below 40, nested brackets 60. */
const CALLS_PER_THOUSAND = 400;

export async function createCParser(runtimeWasm: Uint8Array, cWasm: Uint8Array): Promise<CParser> {
  await Parser.init({ wasmBinary: runtimeWasm });
  const language = await Language.load(cWasm);
  const parser = new Parser();
  parser.setLanguage(language);
  let alive = 0;

  return {
    parse(text) {
      let calls = 10_000 + (text.length / 1000) * CALLS_PER_THOUSAND;
      const tree = parser.parse(text, null, { progressCallback: () => --calls < 0 });
      if (tree === null) {
        parser.reset();
        return undefined;
      }
      alive++;
      let deleted = false;
      return {
        root: tree.rootNode,
        delete() {
          if (deleted) return;
          deleted = true;
          alive--;
          tree.delete();
        },
      };
    },
    census: () => alive,
    dispose: () => parser.delete(),
  };
}
