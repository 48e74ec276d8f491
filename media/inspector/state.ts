// The page's whole state, and the store that holds it. `session.ts` is its only writer; views read and call actions.
//
// `shown` outlives the host's state: while the host works or has failed, the last good recording stays on the screen
// under a banner instead of vanishing.

import type { InspectorState } from "../../src/core/protocol/index.ts";
import type { FailureTable, HeapRange, HeapSnapshot } from "../../src/core/recording/index.ts";
import type { ColourBy, Tab } from "./saved-view.ts";

export type ReadyState = Extract<InspectorState, { kind: "ready" }>;

/** A part of the heap as one answer brought it. */
export interface HeapSlice {
  /** Recording it was asked of. */
  readonly recording: number;
  /** Event that was asked for; the snapshot may name an earlier one, where the replay ended. */
  readonly event: number;
  readonly range: HeapRange;
  readonly snapshot: HeapSnapshot;
}

/** A place in the heap: a slab of a SuperSlab, or a libc block's address when it is in none. */
export interface Place {
  /** Its number, which is no row; -1: in no SuperSlab. */
  readonly superSlab: number;
  /** -1: the whole SuperSlab. */
  readonly slab: number;
  /** 0: not known. */
  readonly address: number;
}

export interface PageState {
  readonly host: InspectorState;
  readonly shown: ReadyState | undefined;
  /** Event after which the heap is shown; -1 is before the first. */
  readonly cursor: number;
  readonly tab: Tab;
  readonly colourBy: ColourBy;
  readonly heap: HeapSlice | undefined;
  /** Why the last heap request brought nothing. */
  readonly heapProblem: string | undefined;
  /** Failures fetched so far; the first rows of what the recording keeps. */
  readonly failures: FailureTable | undefined;
  /** Row in `failures` that was chosen, -1 none. */
  readonly chosenFailure: number;
  readonly selected: Place | undefined;
  /** Grows with each wish to bring `selected` into view. */
  readonly revealed: number;
}

export interface Store {
  readonly state: PageState;
  update(change: Partial<PageState>): void;
  subscribe(changed: () => void): () => void;
}

export function createStore(initial: PageState): Store {
  const listeners = new Set<() => void>();
  let state = initial;
  return {
    get state() {
      return state;
    },
    update(change) {
      state = { ...state, ...change };
      for (const changed of listeners) changed();
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
