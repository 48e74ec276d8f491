// What the program writes into the blocks it gets, by the switch `writes`: traces hold no stores, so a replay says which
// ones it assumes.

import { LARSON_FIRST, LARSON_SECOND } from "./bits.ts";
import type { Switches } from "./policy.ts";

const LARSON = [LARSON_FIRST, LARSON_SECOND] as const;
const FILL = 0x63;

export class WrittenBytes {
  /** The byte that `full` writes. */
  readonly fill = FILL;
  readonly kind: Switches["writes"];

  constructor(kind: Switches["writes"]) {
    this.kind = kind;
  }

  /** Bytes written into a request of `size`. */
  count(size: number): number {
    if (this.kind === "full") return size;
    return this.kind === "larson" ? Math.min(size, LARSON.length) : 0;
  }

  /** The byte written at an offset from USER. */
  byteAt(offset: number): number {
    if (this.kind === "full") return FILL;
    return this.kind === "larson" ? (LARSON[offset] ?? 0) : 0;
  }
}
