// Where a pointer value can come from, as far as the rules care.

import type { AllocatorTraits } from "./function-families.ts";
import type { SyntaxNode } from "./syntax.ts";

export type Origin =
  /** A NULL constant. */
  | { readonly kind: "null" }
  | {
      readonly kind: "allocation";
      readonly call: SyntaxNode;
      readonly name: string;
      readonly traits: AllocatorTraits;
    }
  | { readonly kind: "parameter"; readonly name: string; readonly index: number }
  /** The allocator's own memory, taken from a place that the function then moves on. */
  | { readonly kind: "list"; readonly place: string; readonly how: "popped" | "carved" }
  /** The result of a function that sounds like an allocator and that nothing more is known of. */
  | { readonly kind: "call"; readonly call: SyntaxNode; readonly name: string };

/** Where a value that may be the failure value is needed. */
export interface Use {
  readonly node: SyntaxNode;
  readonly how: "dereferenced" | "indexed" | "offset" | "passed";
  /** The function it is passed to. */
  readonly callee: string | undefined;
}
