// The C parser: web-tree-sitter behind a door that counts the trees it hands out.
//
// Both wasm files come in as bytes, because a bundle has no place of its own to load them from. Parsing stops when it
// needs far more steps than the text has characters, counted and not timed, so that the same text always gives the same.

import { Language, Parser } from "web-tree-sitter";
import type { CParser } from "../core/c/index.ts";

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

/** Progress calls allowed for each thousand characters; ordinary code needs 6, long nested expressions 40. */
const CALLS_PER_THOUSAND = 400;
