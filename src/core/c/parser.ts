// What the C layer needs of a parser, which is passed in: core loads no WASM.
//
// A tree is WASM memory: whoever gets one deletes it in a `finally`, and `census` tells how many were forgotten. Beyond
// this file and the building of plain syntax nobody holds a node.

import type { Node, TreeCursor } from "web-tree-sitter";

export type { Node, TreeCursor };

export interface CTree {
  readonly root: Node;
  delete(): void;
}

export interface CParser {
  /** Undefined when the grammar gives up, as it does on text made for that. */
  parse(text: string): CTree | undefined;
  /** Trees handed out and not deleted yet. */
  census(): number;
  dispose(): void;
}
