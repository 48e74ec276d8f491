// Time as a port, so that debouncing can be tested without waiting.

export interface Clock {
  /** Runs `task` after a delay; the returned function forgets it. */
  after(milliseconds: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  after(milliseconds, task) {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};
