// Where hot loops run: one large array per thread of JavaScript, never replaced, with the numbers that a loop needs at fixed
// places and one allocator's hot columns behind them.
//
// Why: V8 writes the address and length of an array into a function's code only if the array is a constant of the only
// closure made from that function; anything else costs each access several loads, and the loops would be half as fast.
// So loops are closures over this array, made once, and the allocator that plays brings its columns here. They stay until
// another allocator plays; then they move back into an array of their own. Pages that nobody touched take no memory.

import { ARENA_AT, FOREIGN, LIVE_BYTES, PEAK, PUSHES, REMOTE_FREES, STAGED_CALLS } from "./bits.ts";
import type { Arena } from "./columns.ts";

/** 512 MiB: room for some 30 million blocks. */
const STAGE_INTS = 2 ** 27;

export class Stage {
  readonly memory = new Int32Array(STAGE_INTS);
  private readonly forArena = this.memory.subarray(ARENA_AT);
  private arena: Arena | undefined;
  private rulesOf: unknown;
  private rulesMark = 0;
  private calls: Int32Array | undefined;
  private firstCall = 0;

  /** Brings an arena here; false if it is too large. */
  enter(arena: Arena): boolean {
    if (arena === this.arena) return arena.top <= this.forArena.length;
    if (2 * arena.top > this.forArena.length) return false;
    this.arena?.moveTo(new Int32Array(this.arena.top));
    arena.moveTo(this.forArena);
    this.arena = arena;
    return true;
  }

  /** Brings calls here, `from` and the ones behind it; the number of the first that is here. */
  bringCalls(calls: Int32Array, from: number, to: number): number {
    const here = calls === this.calls && from >= this.firstCall;
    if (!here || to > this.firstCall + STAGED_CALLS) {
      this.memory.set(calls.subarray(2 * from, 2 * (from + STAGED_CALLS)));
      this.calls = calls;
      this.firstCall = from;
    }
    return this.firstCall;
  }

  /** True if the rules of that model, as its mark has them, are not here yet; from now on they are. */
  needsRules(model: unknown, mark: number): boolean {
    if (this.rulesOf === model && this.rulesMark === mark) return false;
    this.rulesOf = model;
    this.rulesMark = mark;
    return true;
  }

  clearFigures(): void {
    const { memory } = this;
    memory[LIVE_BYTES] = 0;
    memory[PEAK] = 0;
    memory[PUSHES] = 0;
    memory[FOREIGN] = 0;
    memory[REMOTE_FREES] = 0;
  }
}
