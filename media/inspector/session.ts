// The conversation with the host, and the only writer of the page's state.
//
// Views call these actions and never talk to the host. Heap states are asked for one at a time and the latest cursor wins,
// so dragging cannot queue requests; the cursor is reported and kept at the same pace, not at each pixel.

import {
  type Channel,
  type InspectorMethods,
  type InspectorState,
  openChannel,
} from "../../src/core/protocol/index.ts";
import type { FailureTable } from "../../src/core/recording/index.ts";
import { coalesced } from "./coalesced.ts";
import { createFailureLoader } from "./failure-loader.ts";
import { parseGoTo, parseState } from "./host-notes.ts";
import { type IdleGate, idleGate } from "./idle.ts";
import { covers, firstScreen, rangeFor, rowIn, type VisibleHeap } from "./layout/heap-range.ts";
import { clampCursor, failureAfter, failureAt, failureBefore } from "./layout/steps.ts";
import { lastEventOf } from "./layout/timeline-marks.ts";
import type { HostLink } from "./port.ts";
import { type ColourBy, parseSavedView, type SavedView, type Tab } from "./saved-view.ts";
import { createStore, type PageState, type Place, type ReadyState, type Store } from "./state.ts";

export interface Actions {
  moveTo(event: number): void;
  /** To the nearest failure before or after the cursor; fetches more failures when it has to. */
  stepFailure(direction: "previous" | "next"): void;
  /** Moves everything to a failure in the list. */
  chooseFailure(row: number): void;
  select(place: Place): void;
  show(tab: Tab): void;
  colour(colourBy: ColourBy): void;
  /** The view shows this part of the heap now. */
  look(visible: VisibleHeap): void;
  /** The list shows rows up to this one now. */
  needFailures(row: number): void;
  replayWith(policy: string): void;
  cancel(): void;
  retry(): void;
  reload(): void;
}

export interface Session {
  readonly store: Store;
  readonly actions: Actions;
  readonly idle: IdleGate;
}

type HostChannel = Channel<InspectorMethods>;

export function startSession(link: HostLink, nextFrame: () => Promise<void>): Session {
  const saved = parseSavedView(link.kept);
  const store = createStore({
    host: { kind: "working", task: "Opening the trace", done: 0, total: 0 },
    shown: undefined,
    cursor: -1,
    tab: saved.tab,
    colourBy: saved.colourBy,
    heap: undefined,
    heapProblem: undefined,
    failures: undefined,
    chosenFailure: -1,
    selected: undefined,
    revealed: 0,
  });
  const idle = idleGate({ busy: () => store.state.host.kind === "working", nextFrame });
  const channel: HostChannel = openChannel<Record<string, never>, InspectorMethods>({
    port: link.port,
    handlers: {},
    onNote: receiveNote,
    newAbortController: () => new AbortController(),
  });
  const failures = createFailureLoader(
    store,
    (params) => channel.request("failures", params),
    idle,
  );
  const refreshHeap = coalesced(() => idle.track(fetchHeap()));
  let visible: VisibleHeap = firstScreen;
  let reported: number | undefined;
  let kept = "";

  function receiveNote(method: string, params: unknown): void {
    if (method === "state") {
      const state = parseState(params);
      if (state !== undefined) takeState(state);
    } else if (method === "goTo") {
      const event = parseGoTo(params);
      if (event !== undefined) jumpTo(event);
    }
  }

  function takeState(host: InspectorState): void {
    if (host.kind !== "ready") {
      store.update({ host });
      return;
    }
    const before = store.state.shown;
    if (before?.recording.recording === host.recording.recording) {
      store.update({ host, shown: host });
      return;
    }
    const cursor = firstCursor(host, before);
    store.update({
      host,
      shown: host,
      cursor,
      heap: undefined,
      heapProblem: undefined,
      failures: host.recording.failures,
      chosenFailure: -1,
      selected: undefined,
      ...failureMarked(host.recording.failures, failureAt(host.recording.failures, cursor)),
    });
    refreshHeap();
  }

  /** Where a recording is opened: as before, as kept, else at what decided the verdict. */
  function firstCursor(host: ReadyState, before: ReadyState | undefined): number {
    const { event } = host.recording.verdict;
    const kept = saved.traceName === host.trace.name ? saved.cursor : undefined;
    const wanted = before === undefined ? kept : store.state.cursor;
    return clampCursor(wanted ?? (event >= 0 ? event : lastEventOf(host)), lastEventOf(host));
  }

  /** Asks until the answer is about the newest cursor and the newest view. */
  async function fetchHeap(): Promise<void> {
    const { shown, cursor, heap, selected } = store.state;
    if (shown === undefined) return;
    keepView();
    const recording = shown.recording.recording;
    const sought = selected?.superSlab ?? -1;
    if (heap?.recording === recording && heap.event === cursor) {
      const found = sought < 0 || rowIn(heap.snapshot, heap.range, sought) !== undefined;
      if (found && covers(heap.range, visible, heap.snapshot)) return;
    }
    const range = rangeFor(visible, sought);
    try {
      const snapshot = await channel.request("heap", { event: cursor, range });
      if (store.state.shown?.recording.recording !== recording) return;
      store.update({ heap: { recording, event: cursor, range, snapshot }, heapProblem: undefined });
    } catch (error) {
      store.update({ heapProblem: error instanceof Error ? error.message : String(error) });
    }
  }

  function keepView(): void {
    const { shown, cursor, tab, colourBy } = store.state;
    if (shown === undefined) return;
    const view: SavedView = { traceName: shown.trace.name, cursor, tab, colourBy };
    const text = JSON.stringify(view);
    if (text !== kept) link.keep(view);
    kept = text;
    if (reported === cursor) return;
    reported = cursor;
    channel.note("cursor", { event: cursor });
  }

  /** The mark goes along: the request for the new event asks for its row too. */
  function moveTo(event: number, mark: Partial<PageState> = {}): void {
    const { shown } = store.state;
    if (shown === undefined) return;
    const cursor = clampCursor(event, lastEventOf(shown));
    store.update({ cursor, chosenFailure: -1, ...mark });
    refreshHeap();
  }

  /** To an event that was named, with its failure if it has one. */
  function jumpTo(event: number): void {
    const { shown, failures: table } = store.state;
    if (shown === undefined || table === undefined) return;
    const row = failureAt(table, clampCursor(event, lastEventOf(shown)));
    moveTo(event, failureMarked(table, row));
  }

  function chooseFailure(row: number): void {
    const table = store.state.failures;
    if (table === undefined || row < 0 || row >= table.length) return;
    moveTo(table.event[row] as number, failureMarked(table, row));
  }

  function failureMarked(table: FailureTable, row: number): Partial<PageState> {
    if (row < 0) return {};
    return {
      chosenFailure: row,
      selected: {
        superSlab: table.superSlab[row] as number,
        slab: table.slab[row] as number,
        address: table.address[row] as number,
      },
      revealed: store.state.revealed + 1,
    };
  }

  async function stepFailure(direction: "previous" | "next"): Promise<void> {
    const { cursor, failures: table } = store.state;
    if (table === undefined) return;
    if (direction === "previous") chooseFailure(failureBefore(table, cursor));
    else chooseFailure(await failures.rowAfter((known) => failureAfter(known, cursor)));
  }

  /** Requests that answer with a whole state share their failures' fate too. */
  async function ask(task: string, request: Promise<InspectorState>): Promise<void> {
    const before = store.state;
    store.update({ host: { kind: "working", task, done: 0, total: 0 } });
    try {
      takeState(await request);
    } catch (error) {
      const cancelled = error instanceof Error && error.name === "CancelledError";
      if (cancelled && before.shown !== undefined) store.update({ host: before.shown });
      else {
        const message = cancelled ? "The replay was cancelled." : String((error as Error).message);
        store.update({ host: { kind: "failed", message, canRetry: true } });
      }
    }
  }

  const asking = (task: string, request: Promise<InspectorState>) =>
    void idle.track(ask(task, request));

  asking("Opening the trace", channel.request("ready", {}));

  return {
    store,
    idle,
    actions: {
      moveTo: (event) => moveTo(event),
      chooseFailure,
      stepFailure: (direction) => void idle.track(stepFailure(direction)),
      select(place) {
        store.update({ selected: place });
      },
      show(tab) {
        store.update({ tab });
        keepView();
      },
      colour(colourBy) {
        store.update({ colourBy });
        keepView();
      },
      look(now) {
        visible = now;
        refreshHeap();
      },
      needFailures: (row) => failures.need(row),
      replayWith(policy) {
        asking(`Replaying with policy ${policy}`, channel.request("replay", { policy }));
      },
      // The request that runs answers for itself; a failing cancel has nothing to add.
      cancel: () => void idle.track(channel.request("cancel", {}).catch(() => null)),
      retry: () => asking("Starting again", channel.request("retry", {})),
      reload: () => asking("Reading the file again", channel.request("reload", {})),
    },
  };
}
