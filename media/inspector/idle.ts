// Knows whether anything is under way, so that a test waits for a fact and never for a time.
//
// Idle means: no request pending, the host not working, and two frames drawn since. It says nothing about whether the
// last request succeeded.

declare global {
  interface Window {
    /** What a test waits for; set by the page's entry. */
    inspectorIdle: () => Promise<void>;
  }
}

export interface IdleGate {
  /** Counts `work` as pending until it settles; its result passes through. */
  track<T>(work: Promise<T>): Promise<T>;
  whenIdle(): Promise<void>;
}

export interface IdleOptions {
  /** Something pending that no promise stands for. */
  readonly busy: () => boolean;
  /** Resolves after the next frame was drawn. */
  readonly nextFrame: () => Promise<void>;
}

export function idleGate(options: IdleOptions): IdleGate {
  let pending = 0;
  return {
    async track(work) {
      pending += 1;
      try {
        return await work;
      } finally {
        pending -= 1;
      }
    },
    async whenIdle() {
      let quietFrames = 0;
      while (quietFrames < 2) {
        await options.nextFrame();
        quietFrames = pending === 0 && !options.busy() ? quietFrames + 1 : 0;
      }
    },
  };
}
