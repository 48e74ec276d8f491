// The timeline: four series over the events, failures as marks, and a cursor that can be dragged or stepped.
//
// The chart is drawn when the recording, the size or the theme changes, never while dragging: the cursor is an element
// above it that only moves.

import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { FailureTable, HeapSnapshot } from "../../../src/core/recording/index.ts";
import { sliderText } from "../layout/cursor-words.ts";
import { countText } from "../layout/figures.ts";
import { steppedCursor } from "../layout/steps.ts";
import { hypotheticalFrom, lastEventOf } from "../layout/timeline-marks.ts";
import type { Theme } from "../paint/theme.ts";
import type { Actions } from "../session.ts";
import type { ReadyState } from "../state.ts";
import { createTimelineChart, type TimelineChart } from "./timeline-chart.ts";
import { timelineLegend } from "./timeline-legend.ts";
import { transportView } from "./transport-view.ts";

const CHART_HEIGHT = 128;

class TimelineView extends LitElement {
  declare shown: ReadyState;
  declare failures: FailureTable | undefined;
  declare cursor: number;
  declare snapshot: HeapSnapshot | undefined;
  declare theme: Theme;
  declare actions: Actions;
  private chart: TimelineChart | undefined;
  private readonly resized = new ResizeObserver(() => this.refit());

  static override properties = {
    shown: { attribute: false },
    failures: { attribute: false },
    cursor: { attribute: false },
    snapshot: { attribute: false },
    theme: { attribute: false },
    actions: { attribute: false },
  };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.chart?.destroy();
  }

  protected override render(): TemplateResult {
    const { shown, cursor, actions, snapshot, failures } = this;
    const last = lastEventOf(shown);
    const from = hypotheticalFrom(shown);
    return html`
      <section class="panel timeline" aria-label="Timeline">
        <div class="timeline-bar">
          ${transportView(cursor, last, actions)}
          <span class="cursor-place" ?data-hypothetical=${from !== undefined && cursor > from}>
            event <b data-testid="cursor-event">${cursor < 0 ? "start" : countText(cursor)}</b>
            <span class="dim">of ${countText(shown.recording.eventCount)}</span>
            <span class="hypothetical-mark">hypothetical</span>
          </span>
          ${timelineLegend(shown, snapshot, failures)}
        </div>
        <div
          class="chart"
          data-testid="timeline"
          role="slider"
          tabindex="0"
          aria-label="Event"
          aria-orientation="horizontal"
          aria-valuemin="-1"
          aria-valuemax=${last}
          aria-valuenow=${cursor}
          aria-valuetext=${sliderText(shown, cursor)}
          @keydown=${this.onKey}
          @pointerdown=${this.onPointerDown}
          @pointermove=${this.onPointerMove}
        ></div>
      </section>
    `;
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.chartElement);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("shown")?.recording.recording ?? this.shown.recording.recording;
    if (this.chart === undefined || before !== this.shown.recording.recording) {
      this.chart?.destroy();
      this.chart = createTimelineChart(this.chartElement, this.chartWidth, CHART_HEIGHT, () => ({
        shown: this.shown,
        failures: this.failures,
        theme: this.theme,
      }));
    } else if (changed.has("theme") || changed.has("failures")) {
      this.chart.redraw();
    }
    this.chart.moveTo(this.cursor);
  }

  private get chartElement(): HTMLElement {
    return this.querySelector(".chart") as HTMLElement;
  }

  private get chartWidth(): number {
    return this.chartElement.clientWidth;
  }

  private refit(): void {
    this.chart?.resize(this.chartWidth, CHART_HEIGHT);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const next = steppedCursor(event.key, this.cursor, lastEventOf(this.shown));
    if (next === undefined) return;
    event.preventDefault();
    this.actions.moveTo(next);
  }

  private onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || this.chart === undefined) return;
    this.chartElement.setPointerCapture(event.pointerId);
    this.actions.moveTo(this.chart.eventAt(event.clientX));
  }

  private onPointerMove(event: PointerEvent): void {
    if (!this.chartElement.hasPointerCapture(event.pointerId) || this.chart === undefined) return;
    this.actions.moveTo(this.chart.eventAt(event.clientX));
  }
}

customElements.define("hk-timeline", TimelineView);
