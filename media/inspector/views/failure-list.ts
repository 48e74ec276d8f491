// The failures of the replay: totals by kind, then every kept failure in event order. Choosing one moves everything to it.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { FailureTable } from "../../../src/core/recording/index.ts";
import {
  allFailures,
  failureRow,
  keptFailures,
  kindTotals,
  omittedFailures,
} from "../layout/failure-rows.ts";
import { countText, eventText } from "../layout/figures.ts";
import { lastEventOf } from "../layout/timeline-marks.ts";
import { threadsKnown } from "../layout/verdict-words.ts";
import type { Actions } from "../session.ts";
import type { ReadyState } from "../state.ts";
import type { GridSource } from "./virtual-grid.ts";
import "./virtual-grid.ts";

const columns = ["Event", "Kind", "Thread", "Class", "Slab", "Address", "What happened"] as const;

class FailureList extends LitElement {
  declare shown: ReadyState;
  declare failures: FailureTable | undefined;
  declare chosen: number;
  declare actions: Actions;

  static override properties = {
    shown: { attribute: false },
    failures: { attribute: false },
    chosen: { attribute: false },
    actions: { attribute: false },
  };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { totals } = this.shown.recording;
    const all = allFailures(totals);
    const note = omittedFailures(totals);
    return html`
      <section class="panel failures" aria-label="Failures">
        <div class="panel-head">
          <h2>Failures <span class="count">${countText(all)}</span></h2>
          <span class="provenance-mark">replayed</span>
        </div>
        <ul class="kinds" aria-label="Failures by kind">
          ${kindTotals(totals).map(
            ({ kind, words, count }) =>
              html`<li data-kind=${kind}>${words} <b>${countText(count)}</b></li>`,
          )}
        </ul>
        ${
          all === 0
            ? html`<p class="empty" data-testid="failure-list">Nothing failed in this replay.</p>`
            : html`<hk-grid
              class="failure-grid"
              .style=${`--hk-event-width:${this.eventWidth()}`}
              grid-test-id="failure-list"
              row-test-id="failure-row"
              .source=${this.source()}
              .chosen=${this.chosen}
            ></hk-grid>`
        }
        ${this.renderChosen()}
        ${note === undefined ? nothing : html`<p class="note">${note}</p>`}
      </section>
    `;
  }

  /** The chosen failure's words in full: its row may have cut them short. */
  private renderChosen(): TemplateResult | typeof nothing {
    const text = this.failures?.text[this.chosen];
    if (text === undefined) return nothing;
    const event = this.failures?.event[this.chosen] as number;
    return html`<p class="chosen-failure"><b>${eventText(event)}</b> ${text}</p>`;
  }

  /** Wide enough for the last event in bold digits: a number cut short would be another number. */
  private eventWidth(): string {
    const digits = countText(lastEventOf(this.shown)).length;
    return `max(52px, ${(digits * 1.12).toFixed(2)}ch)`;
  }

  private source(): GridSource {
    const { failures, actions } = this;
    const { totals, geometry } = this.shown.recording;
    const reading = { blockSizes: geometry.blockSizes, threadsKnown: threadsKnown(this.shown) };
    return {
      label: "Failures in event order",
      columns,
      rowHeight: 40,
      rowCount: keptFailures(totals),
      row(index) {
        if (failures === undefined || index >= failures.length) return undefined;
        const row = failureRow(failures, index, reading);
        return {
          cells: [
            countText(row.event),
            row.kind,
            row.thread,
            row.sizeClass,
            row.place,
            row.address,
            row.text,
          ],
          tone: row.grave ? "error" : "warning",
        };
      },
      activate: (index) => actions.chooseFailure(index),
      look: ({ first, count }) => actions.needFailures(first + count - 1),
    };
  }
}

customElements.define("hk-failure-list", FailureList);
