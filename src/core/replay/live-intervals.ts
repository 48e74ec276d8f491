// Live memory as disjoint intervals in address order, for a hundred thousand and more of them.
//
// Sorted runs of at most RUN_LIMIT intervals: finding one is two binary searches, adding one moves at most a run. Knows
// nothing of allocators. If intervals that overlap are added after all, each is still found by its start, but a question
// sees only the nearest one below.

const RUN_LIMIT = 512;

interface Run {
  length: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

export interface Interval {
  readonly start: number;
  readonly end: number;
}

export class LiveIntervals {
  size = 0;
  private readonly runs: Run[] = [emptyRun()];

  /** A live interval that shares a byte with the given one. */
  overlapping(start: number, end: number): Interval | undefined {
    let at = this.runBefore(start);
    let run = this.runs[at] as Run;
    let row = lastAtOrBelow(run, start);
    if (row >= 0 && (run.end[row] as number) > start) return intervalAt(run, row);
    row++;
    while (row >= run.length) {
      at++;
      if (at >= this.runs.length) return undefined;
      run = this.runs[at] as Run;
      row = 0;
    }
    return (run.start[row] as number) < end ? intervalAt(run, row) : undefined;
  }

  /** Does an interval start exactly here? */
  has(start: number): boolean {
    const run = this.runs[this.runBefore(start)] as Run;
    const row = lastAtOrBelow(run, start);
    return row >= 0 && run.start[row] === start;
  }

  /** Adds an interval, or gives the one with the same start another end. */
  set(start: number, end: number): void {
    const at = this.runBefore(start);
    const run = this.runs[at] as Run;
    const row = lastAtOrBelow(run, start);
    if (row >= 0 && run.start[row] === start) {
      run.end[row] = end;
      return;
    }
    run.start.copyWithin(row + 2, row + 1, run.length);
    run.end.copyWithin(row + 2, row + 1, run.length);
    run.start[row + 1] = start;
    run.end[row + 1] = end;
    run.length++;
    this.size++;
    if (run.length === RUN_LIMIT) this.halve(at);
  }

  /** False: no interval starts there. */
  remove(start: number): boolean {
    const at = this.runBefore(start);
    const run = this.runs[at] as Run;
    const row = lastAtOrBelow(run, start);
    if (row < 0 || run.start[row] !== start) return false;
    run.start.copyWithin(row, row + 1, run.length);
    run.end.copyWithin(row, row + 1, run.length);
    run.length--;
    this.size--;
    if (run.length === 0 && this.runs.length > 1) this.runs.splice(at, 1);
    return true;
  }

  /** The last run that starts at or below the address; the first one if none does. */
  private runBefore(address: number): number {
    let low = 0;
    let high = this.runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (((this.runs[middle] as Run).start[0] as number) <= address) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private halve(at: number): void {
    const run = this.runs[at] as Run;
    const upper = emptyRun();
    const half = RUN_LIMIT / 2;
    upper.start.set(run.start.subarray(half, RUN_LIMIT));
    upper.end.set(run.end.subarray(half, RUN_LIMIT));
    upper.length = RUN_LIMIT - half;
    run.length = half;
    this.runs.splice(at + 1, 0, upper);
  }
}

function emptyRun(): Run {
  return { length: 0, start: new Float64Array(RUN_LIMIT), end: new Float64Array(RUN_LIMIT) };
}

function lastAtOrBelow(run: Run, address: number): number {
  let low = -1;
  let high = run.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((run.start[middle] as number) <= address) low = middle;
    else high = middle - 1;
  }
  return low;
}

function intervalAt(run: Run, row: number): Interval {
  return { start: run.start[row] as number, end: run.end[row] as number };
}
