// The two wasm files of the C parser, read from the folder that the build put them in.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface GrammarFiles {
  readonly runtimeWasm: Uint8Array;
  readonly cWasm: Uint8Array;
}

export async function readGrammarFiles(directory: string): Promise<GrammarFiles> {
  const [runtimeWasm, cWasm] = await Promise.all([
    readFile(join(directory, "tree-sitter.wasm")),
    readFile(join(directory, "tree-sitter-c.wasm")),
  ]);
  return { runtimeWasm, cWasm };
}
