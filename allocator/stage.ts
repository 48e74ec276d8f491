// Where hot loops run: one large array per thread of JavaScript, never replaced, with the numbers that a loop needs at fixed
// places and one allocator's hot columns behind them.
//
// Why: V8 writes the address and length of an array into a function's code only if the array is a constant of the only
// closure made from that function; anything else costs each access several loads, and the loops would be half as fast.
// So loops are closures over this array, made once, and the allocator that plays brings its columns here. They stay until
// another allocator plays; then they move back into an array of their own. Pages that nobody touched take no memory.

import { ARENA_AT, CLASSES_AT, FIGURES_AT, NONE, REQUEST_MASK } from "./bits.ts";
import type { Arena } from "./columns.ts";

/** 512 MiB: room for some 30 million blocks. */
const STAGE_INTS = 2 ** 27;

export class Stage {
  readonly memory = new Int32Array(STAGE_INTS);
  private readonly forArena = this.memory.subarray(ARENA_AT);
  private arena: Arena | undefined;
  /** Whose tables of plain requests lie at CLASSES_AT. */
  private tablesOf: unknown;

  /** Brings an arena here; false if it is too large. It may then grow up to `room` integers. */
  enter(arena: Arena): boolean {
    if (arena === this.arena) return arena.top <= this.forArena.length;
    if (2 * arena.top > this.forArena.length) return false;
    this.arena?.moveTo(new Int32Array(this.arena.top));
    this.tablesOf = undefined;
    arena.moveTo(this.forArena);
    this.arena = arena;
    return true;
  }

  /** The size class by request, below 0 where it is not plain; written only if another table was here. */
  setClasses(table: Int32Array): void {
    if (this.tablesOf === table) return;
    this.memory.fill(NONE, CLASSES_AT, CLASSES_AT + REQUEST_MASK + 1);
    this.memory.set(table, CLASSES_AT);
    this.tablesOf = table;
  }

  clearFigures(): void {
    this.memory.fill(0, FIGURES_AT, ARENA_AT);
  }
}
