import type { LineIndex } from "./line-index.ts";
import type { Define, Include } from "./mask.ts";
import type { Node } from "./parser.ts";

export interface CFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly defines: readonly Define[];
  readonly includes: readonly Include[];
}

export interface FileFacts {
  readonly file: CFile;
}

export function collectFacts(_root: Node, _masked: string, file: CFile): FileFacts {
  return { file };
}
