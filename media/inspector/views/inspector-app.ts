// The page: puts the parts together, hands each what it needs of the state, and speaks to screen readers.
//
// It renders into the document itself, so one style sheet under the strict policy serves all parts.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { cursorSummary } from "../layout/cursor-words.ts";
import { type HeapReader, readHeap } from "../layout/slab-facts.ts";
import { threadsKnown } from "../layout/verdict-words.ts";
import { readTheme, type Theme, watchTheme } from "../paint/theme.ts";
import type { Session } from "../session.ts";
import type { HeapSlice, ReadyState } from "../state.ts";
import { bannerView } from "./banner-view.ts";
import { cardsView } from "./cards-view.ts";
import { headerView } from "./header-view.ts";
import { heapPanelView } from "./heap-panel-view.ts";
import { problemsView } from "./problems-view.ts";
import "./failure-list.ts";
import "./timeline-view.ts";

export class InspectorApp extends LitElement {
  private readonly session: Session;
  private theme: Theme;
  private read: { readonly slice: HeapSlice; readonly reader: HeapReader } | undefined;

  constructor(session: Session) {
    super();
    this.session = session;
    this.theme = readTheme();
    session.store.subscribe(() => this.requestUpdate());
    watchTheme((theme) => {
      this.theme = theme;
      this.requestUpdate();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", (event) => this.onKey(event));
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { state } = this.session.store;
    const { actions } = this.session;
    return html`
      ${bannerView(state, actions)}
      ${state.shown === undefined ? nothing : this.renderRecording(state.shown)}
      <div class="visually-hidden" role="status" aria-live="polite" data-testid="announcement">
        ${cursorSummary(state)}
      </div>
    `;
  }

  private renderRecording(shown: ReadyState): TemplateResult {
    const { state } = this.session.store;
    const { actions } = this.session;
    const reader = this.readerOf(state.heap, shown);
    return html`
      ${headerView(shown, state.host.kind === "working", actions)}
      ${problemsView(shown)}
      ${cardsView(shown)}
      <hk-timeline
        .shown=${shown}
        .failures=${state.failures}
        .cursor=${state.cursor}
        .snapshot=${state.heap?.snapshot}
        .theme=${this.theme}
        .actions=${actions}
      ></hk-timeline>
      <main class="panels">
        ${heapPanelView({ state, shown, reader, theme: this.theme, actions })}
        <hk-failure-list
          .shown=${shown}
          .failures=${state.failures}
          .chosen=${state.chosenFailure}
          .actions=${actions}
        ></hk-failure-list>
      </main>
    `;
  }

  /** One index for each answer, however often the page is drawn. */
  private readerOf(slice: HeapSlice | undefined, shown: ReadyState): HeapReader | undefined {
    if (slice === undefined) return undefined;
    if (this.read?.slice !== slice) {
      const { geometry } = shown.recording;
      const reading = { geometry, threadsKnown: threadsKnown(shown) };
      const reader = readHeap(slice.snapshot, slice.range, reading);
      this.read = { slice, reader };
    }
    return this.read.reader;
  }

  /** Keys that mean the same everywhere on the page. */
  private onKey(event: KeyboardEvent): void {
    if (
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      event.target instanceof HTMLSelectElement
    ) {
      return;
    }
    if (event.key === "[") this.session.actions.stepFailure("previous");
    else if (event.key === "]") this.session.actions.stepFailure("next");
    else return;
    event.preventDefault();
  }
}

customElements.define("hk-inspector", InspectorApp);
