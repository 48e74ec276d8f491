// Work controls for tests: one that lets everything run, one that cancels after so many pauses.

import type { WorkControl } from "../../src/core/base/cancelled.ts";

export function freely(): WorkControl {
  return { signal: new AbortController().signal, progress: () => {}, pause: async () => {} };
}

export function cancelAfter(pauses: number): WorkControl & { readonly pauses: () => number } {
  const controller = new AbortController();
  let seen = 0;
  return {
    signal: controller.signal,
    progress: () => {},
    pause: async () => {
      if (++seen >= pauses) controller.abort();
    },
    pauses: () => seen,
  };
}
