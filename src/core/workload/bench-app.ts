// The bench trace that looks most like a program: four threads, mostly small blocks, most of which die young.
//
// Threads work in bursts. A burst allocates some blocks into the thread's nursery; then the nursery is brought back to its
// size, block by block at random: most are freed, the rest grow old, first in a middle generation and then in an old one,
// which both hold so much and push out at random too. A block is freed by the thread that allocated it, one in ten by
// another. Each block is named anew.
//
// All of these figures are invented; no program was measured.

import type { WorkControl } from "../base/cancelled.ts";
import { BenchRows } from "./bench-rows.ts";
import type { Generated } from "./chain-rows.ts";
import { Random } from "./random.ts";
import { Slices } from "./slices.ts";
import type { BenchWorkload } from "./workload.ts";

const THREADS = 4;
const LONGEST_BURST = 16;
const NURSERY_BLOCKS = 64;
/** Blocks that each generation holds, and how many in a hundred of those pushed out of the one before are freed. */
const GENERATIONS = [
  { blocks: 4096, freedBefore: 85 },
  { blocks: 28_000, freedBefore: 70 },
] as const;
const FREED_BY_ANOTHER = 10;
/** Of a hundred blocks so many have a size up to this one, and above that of the row before. */
const SIZES = [
  { share: 55, upTo: 64 },
  { share: 30, upTo: 256 },
  { share: 15, upTo: 1024 },
] as const;
const MIN_SIZE = 16;
const SEED = 1;

export async function generateApp(
  { events }: BenchWorkload,
  control: WorkControl,
): Promise<Generated> {
  const app = new App(events);
  const slices = new Slices(control);
  while (!app.rows.full) {
    const calls = app.burst();
    if (slices.due(calls)) await slices.pause(app.rows.length, events);
  }
  return app.rows.finish(control);
}

/** Blocks are slot × THREADS + the thread that allocated it. */
class App {
  readonly rows: BenchRows;
  private readonly random = new Random(SEED);
  private readonly nurseries = Array.from({ length: THREADS }, (): number[] => []);
  private readonly generations = GENERATIONS.map((): number[] => []);

  constructor(events: number) {
    this.rows = new BenchRows({ events, threads: THREADS, freshSlots: true });
  }

  /** Answers how many blocks were allocated. */
  burst(): number {
    const thread = this.random.below(THREADS);
    const nursery = this.nurseries[thread] as number[];
    const count = 1 + this.random.below(LONGEST_BURST);
    for (let i = 0; i < count; i++) {
      nursery.push(this.rows.malloc(thread, this.size()) * THREADS + thread);
    }
    while (nursery.length > NURSERY_BLOCKS) this.leave(this.anyOf(nursery), 0);
    return count;
  }

  /** A block pushed out of its generation is freed, or enters the next one. */
  private leave(block: number, next: number): void {
    const generation = this.generations[next];
    const { blocks, freedBefore } = GENERATIONS[next] ?? { blocks: 0, freedBefore: 100 };
    if (generation === undefined || this.random.below(100) < freedBefore) {
      this.free(block);
      return;
    }
    generation.push(block);
    if (generation.length > blocks) this.leave(this.anyOf(generation), next + 1);
  }

  private free(block: number): void {
    const owner = block % THREADS;
    const foreign = this.random.below(100) < FREED_BY_ANOTHER;
    const thread = foreign ? (owner + 1 + this.random.below(THREADS - 1)) % THREADS : owner;
    this.rows.free(thread, (block - owner) / THREADS);
  }

  /** Takes one out of a list, at random. */
  private anyOf(blocks: number[]): number {
    const at = this.random.below(blocks.length);
    const block = blocks[at] as number;
    blocks[at] = blocks[blocks.length - 1] as number;
    blocks.pop();
    return block;
  }

  private size(): number {
    let toss = this.random.below(100);
    let least = MIN_SIZE;
    for (const { share, upTo } of SIZES) {
      if (toss < share) return least + this.random.below(upTo - least + 1);
      toss -= share;
      least = upTo + 1;
    }
    return least;
  }
}
