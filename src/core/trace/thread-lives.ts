// Thread ids of a file become numbered thread lives, in order of first mention; life 0 is the main thread.
//
// An id that speaks again after its end reopens the life it had: thread-exit destructors still free after the recorder
// has noted the end, and no format says whether a tid was handed to a new thread. Reuse of a tid is thus not seen.

import { GrowingColumn } from "../base/growing-column.ts";
import type { ThreadLife } from "./trace.ts";

/** Ids beyond so many are taken together as the last life: no program has them, a damaged file may. */
const MOST_LIVES = 1_000_000;

const Birth = ["unknown", "inferred", "recorded"] as const;
const End = ["unknown", "recorded"] as const;

export class ThreadLives {
  private readonly lives = new Map<number, number>();
  private readonly tids: number[] = [];
  private readonly births = new GrowingColumn((length) => new Uint8Array(length), 16);
  private readonly ends = new GrowingColumn((length) => new Uint8Array(length), 16);
  private lastTid = -1;
  private lastLife = -1;

  get count(): number {
    return this.tids.length;
  }

  /** The life of a thread id; a new one at its first mention. */
  lifeOf(tid: number): number {
    if (tid === this.lastTid) return this.lastLife;
    const life = this.lives.get(tid) ?? this.begin(tid);
    this.lastTid = tid;
    this.lastLife = life;
    return life;
  }

  /** Has this life's end been recorded? */
  hasEnded(life: number): boolean {
    return this.ends.get(life) === End.indexOf("recorded");
  }

  recordBirth(life: number): void {
    this.births.set(life, Birth.indexOf("recorded"));
  }

  recordEnd(life: number): void {
    this.ends.set(life, End.indexOf("recorded"));
  }

  /** What the file calls a life, when that is not the id it was first mentioned by. */
  rename(life: number, tid: number): void {
    this.tids[life] = tid;
  }

  finish(): ThreadLife[] {
    return this.tids.map((tid, life) => ({
      tid,
      birth: Birth[this.births.get(life)] ?? "unknown",
      end: End[this.ends.get(life)] ?? "unknown",
    }));
  }

  private begin(tid: number): number {
    if (this.tids.length === MOST_LIVES) return MOST_LIVES - 1;
    const life = this.tids.push(tid) - 1;
    this.lives.set(tid, life);
    this.births.push(Birth.indexOf(life === 0 ? "unknown" : "inferred"));
    this.ends.push(End.indexOf("unknown"));
    return life;
  }
}
