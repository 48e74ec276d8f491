// One inspector page and the conversation with it.
//
// Every request of the page is checked before anything is done. A panel that waits for the answer of a replay does not
// get the same state as a note besides. Errors go to the page as words. Closing the page ends the conversation; what the
// page had asked for is stopped, a running replay is not, since other panels may show it.

import * as vscode from "vscode";
import {
  type Channel,
  type InspectorMethods,
  type InspectorState,
  openChannel,
} from "../core/protocol/index.ts";
import { DisposableStore } from "./disposables.ts";
import { inspectorPage } from "./inspector-page.ts";
import {
  parseCursorReport,
  parseFailuresRequest,
  parseHeapRequest,
  parseReplayRequest,
} from "./inspector-requests.ts";
import { isCancelled, presentError } from "./present-error.ts";
import type { TraceDocument } from "./trace-document.ts";

type NoMethods = Record<never, { params: unknown; result: unknown }>;

export class InspectorPanel {
  readonly view: vscode.WebviewPanel;
  private readonly document: TraceDocument;
  private readonly store = new DisposableStore();
  private readonly channel: Channel<NoMethods>;
  /** Requests under way whose answer is the state itself. */
  private awaitedStates = 0;
  /** The page has had its first answer. */
  private isDrawn = false;
  /** Event to show as soon as the page can. */
  private wanted: number | undefined;

  constructor(view: vscode.WebviewPanel, document: TraceDocument, extension: vscode.Uri) {
    this.view = view;
    this.document = document;
    const dist = vscode.Uri.joinPath(extension, "dist");
    view.webview.options = {
      enableScripts: true,
      enableCommandUris: false,
      enableForms: false,
      localResourceRoots: [dist],
    };
    this.channel = this.open();
    document.panels.add(this);
    this.store.add({ dispose: () => document.panels.delete(this) });
    this.store.add({ dispose: () => this.channel.close("the inspector was closed") });
    this.store.add(view.onDidDispose(() => this.store.dispose()));
    this.store.add(
      view.onDidChangeViewState(() => {
        if (!view.visible) this.isDrawn = false; // A hidden page is thrown away.
      }),
    );
    view.webview.html = inspectorPage({
      cspSource: view.webview.cspSource,
      script: view.webview.asWebviewUri(vscode.Uri.joinPath(dist, "inspector.js")).toString(),
      style: view.webview.asWebviewUri(vscode.Uri.joinPath(dist, "inspector.css")).toString(),
      language: vscode.env.language,
    });
  }

  show(state: InspectorState): void {
    if (this.awaitedStates > 0 && state.kind !== "working") return;
    this.channel.note("state", state);
  }

  /** A page that is still loading hears of it once it has something to show. */
  goTo(event: number): void {
    this.wanted = event;
    if (this.isDrawn) this.sendWanted();
  }

  private drawn(): void {
    this.isDrawn = true;
    this.sendWanted();
  }

  private sendWanted(): void {
    if (this.wanted !== undefined) this.channel.note("goTo", { event: this.wanted });
    this.wanted = undefined;
  }

  private open(): Channel<NoMethods> {
    const { session } = this.document;
    const { webview } = this.view;
    return openChannel<InspectorMethods, NoMethods>({
      port: {
        post: (message) => void webview.postMessage(message),
        listen: (receive) => {
          const listening = webview.onDidReceiveMessage(receive);
          return () => listening.dispose();
        },
      },
      newAbortController: () => new AbortController(),
      handlers: {
        ready: async () => {
          const state = await this.state("open", () => session.settled());
          setImmediate(() => this.drawn()); // After this answer.
          return state;
        },
        replay: (params) =>
          this.state("replay", async () => session.replay(parseReplayRequest(params))),
        retry: () => this.state("replay", () => session.replay()),
        reload: () => this.state("reload", () => session.reload()),
        cancel: () => {
          session.cancel();
          return null;
        },
        heap: (params, { signal }) =>
          this.inWords("show the heap of", () =>
            session.heap(parseHeapRequest(params, session.eventCount), { signal }),
          ),
        failures: (params, { signal }) =>
          this.inWords("list the failures of", () =>
            session.failures(parseFailuresRequest(params), { signal }),
          ),
      },
      onNote: (method, params) => {
        if (method !== "cursor") return;
        const event = parseCursorReport(params, session.eventCount);
        if (event !== undefined) this.document.moveCursor(event);
      },
    });
  }

  private async state(task: string, ask: () => Promise<InspectorState>): Promise<InspectorState> {
    this.awaitedStates += 1;
    try {
      return await this.inWords(task, ask);
    } finally {
      this.awaitedStates -= 1;
    }
  }

  private async inWords<T>(task: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (isCancelled(error)) throw error;
      throw new Error(presentError(error, { task, subject: this.document.name }).message);
    }
  }
}
