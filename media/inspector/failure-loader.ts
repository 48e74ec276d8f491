// Fetches failures page by page, as far as someone looks: the recording may keep ten thousand.
//
// An answer without rows ends the fetching, whatever the totals promised, so a short table cannot make a loop.

import type { FailureTable } from "../../src/core/recording/index.ts";
import type { IdleGate } from "./idle.ts";
import { FAILURES_PER_REQUEST, joinFailures, keptFailures } from "./layout/failure-rows.ts";
import type { Store } from "./state.ts";

export interface FailureLoader {
  /** Makes sure that `row` is fetched, now or soon. */
  need(row: number): void;
  /** The row that `find` names, fetching while it names one past the end; the length when there is none. */
  rowAfter(find: (known: FailureTable) => number): Promise<number>;
}

export type FetchFailures = (params: { first: number; count: number }) => Promise<FailureTable>;

export function createFailureLoader(
  store: Store,
  fetchFailures: FetchFailures,
  idle: IdleGate,
): FailureLoader {
  let fetching: Promise<boolean> | undefined;

  /** True when rows arrived. */
  async function fetchPage(): Promise<boolean> {
    const { shown, failures: known } = store.state;
    if (shown === undefined || known === undefined) return false;
    if (known.length >= keptFailures(shown.recording.totals)) return false;
    try {
      const page = await fetchFailures({ first: known.length, count: FAILURES_PER_REQUEST });
      if (store.state.failures !== known || page.length === 0) return false;
      store.update({ failures: joinFailures(known, page) });
      return true;
    } catch {
      // The rows that are there stay; scrolling further asks again.
      return false;
    }
  }

  function nextPage(): Promise<boolean> {
    fetching ??= idle.track(fetchPage()).finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  async function rowAfter(find: (known: FailureTable) => number): Promise<number> {
    for (;;) {
      const known = store.state.failures;
      if (known === undefined) return 0;
      const row = find(known);
      if (row < known.length || !(await nextPage())) return row;
    }
  }

  return {
    need: (row) => void rowAfter((known) => (known.length > row ? row : known.length)),
    rowAfter,
  };
}
