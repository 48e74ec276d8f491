// Many small jobs with only a few of them under way.
//
// A job that throws does not stop the others: its error is given to `failed`. Once `signal` aborts no new job starts,
// and the call returns after those under way have ended.

export interface BoundedOptions<T> {
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly run: (item: T) => Promise<void>;
  readonly failed: (item: T, error: unknown) => void;
}

/** Resolves to the number of jobs that ended, failed ones included. */
export async function runBounded<T>(
  items: readonly T[],
  options: BoundedOptions<T>,
): Promise<number> {
  const queue = items[Symbol.iterator]();
  let ended = 0;

  async function lane(): Promise<void> {
    for (const item of queue) {
      if (options.signal.aborted) return;
      try {
        await options.run(item);
      } catch (error) {
        options.failed(item, error);
      }
      ended += 1;
    }
  }

  await Promise.all(Array.from({ length: Math.min(options.limit, items.length) }, lane));
  return ended;
}
