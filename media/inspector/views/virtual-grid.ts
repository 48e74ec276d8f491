// A grid of any number of rows of which only the visible ones exist. The failure list and the table twin of the map are
// both this.
//
// Focus stays on the grid; the marked row is its active descendant, so one Tab reaches it and the arrow keys walk it.
// Rows that have not arrived yet show an ellipsis and keep their place.

import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import {
  type RowWindow,
  rowWindow,
  scrollTopShowing,
  spacerHeight,
} from "../layout/virtual-rows.ts";

const HEAD_HEIGHT = 22;

export interface GridRow {
  readonly cells: readonly string[];
  /** A word for the style sheet: "error", "unused", … */
  readonly tone: string;
}

export interface GridSource {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Pixels; the style sheet gives rows the same height. */
  readonly rowHeight: number;
  /** Undefined: not here yet. */
  row(index: number): GridRow | undefined;
  activate(index: number): void;
  look(rows: { readonly first: number; readonly count: number }): void;
}

class VirtualGrid extends LitElement {
  declare source: GridSource;
  /** Row that is chosen from outside, -1 none; it is scrolled into view when it changes. */
  declare chosen: number;
  declare gridTestId: string;
  declare rowTestId: string;
  private active = 0;
  private viewport = 0;
  private looked = "";
  /** Is the marked row in view? Then it stays so when the grid gets another size. */
  private activeSeen = false;
  private readonly resized = new ResizeObserver(() => {
    if (this.activeSeen) this.mark(this.active);
    this.requestUpdate();
  });

  static override properties = {
    source: { attribute: false },
    chosen: { attribute: false },
    gridTestId: { attribute: "grid-test-id" },
    rowTestId: { attribute: "row-test-id" },
  };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override render(): TemplateResult {
    const { source } = this;
    const rows = this.window();
    const indices = Array.from({ length: rows.count }, (_, index) => rows.first + index);
    const top = (this.scroller?.scrollTop ?? 0) + rows.offset;
    const marked = this.rowId(this.active);
    return html`
      <div
        class="grid"
        role="grid"
        tabindex="0"
        data-testid=${this.gridTestId}
        aria-label=${source.label}
        aria-rowcount=${source.rowCount + 1}
        aria-colcount=${source.columns.length}
        aria-activedescendant=${indices.includes(this.active) ? marked : ""}
        @scroll=${this.onScroll}
        @keydown=${this.onKey}
      >
        <div class="grid-row grid-head" role="row" aria-rowindex="1">
          ${source.columns.map((name) => html`<span role="columnheader">${name}</span>`)}
        </div>
        <div class="grid-spacer" role="rowgroup" .style=${`height:${spacerHeight(this.list())}px`}>
          ${indices.map((row, index) => this.renderRow(row, top + index * source.rowHeight))}
        </div>
      </div>
    `;
  }

  private renderRow(row: number, top: number): TemplateResult {
    const content = this.source.row(row);
    const cells = content?.cells ?? this.source.columns.map(() => "…");
    return html`
      <div
        class="grid-row"
        role="row"
        id=${this.rowId(row)}
        data-testid=${this.rowTestId}
        data-row=${row}
        data-tone=${content?.tone ?? "pending"}
        aria-rowindex=${row + 2}
        aria-selected=${row === this.chosen ? "true" : "false"}
        ?data-active=${row === this.active}
        .style=${`transform:translateY(${top}px)`}
        @click=${() => this.activate(row)}
      >
        ${cells.map((text) => html`<span role="gridcell" title=${text}>${text}</span>`)}
      </div>
    `;
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.scroller as HTMLElement);
    this.requestUpdate();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("chosen") && this.chosen >= 0) this.mark(this.chosen);
    const { first, count } = this.window();
    const seen = {
      first,
      count: Math.max(count, Math.ceil(this.viewport / this.source.rowHeight)),
    };
    const key = `${seen.first} ${seen.count}`;
    if (key === this.looked || this.viewport === 0) return;
    this.looked = key;
    this.source.look(seen);
  }

  private get scroller(): HTMLElement | null {
    return this.querySelector(".grid");
  }

  private list() {
    this.viewport = Math.max(0, (this.scroller?.clientHeight ?? 0) - HEAD_HEIGHT);
    return {
      rowCount: this.source.rowCount,
      rowHeight: this.source.rowHeight,
      viewport: this.viewport,
    };
  }

  private window(): RowWindow {
    return rowWindow(this.list(), this.scroller?.scrollTop ?? 0);
  }

  private rowId(row: number): string {
    return `${this.gridTestId}-${row}`;
  }

  private mark(row: number): void {
    const { scroller } = this;
    if (scroller === null || this.source.rowCount === 0) return;
    this.active = Math.max(0, Math.min(this.source.rowCount - 1, row));
    scroller.scrollTop = scrollTopShowing(this.list(), this.active, scroller.scrollTop);
    this.activeSeen = true;
    this.requestUpdate();
  }

  private onScroll(): void {
    const { first, count } = this.window();
    this.activeSeen = this.active >= first && this.active < first + count;
    this.requestUpdate();
  }

  private activate(row: number): void {
    this.active = row;
    this.source.activate(row);
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.viewport / this.source.rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowUp: this.active - 1,
      ArrowDown: this.active + 1,
      PageUp: this.active - page,
      PageDown: this.active + page,
      Home: 0,
      End: this.source.rowCount - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) this.mark(to);
    else if (event.key === "Enter" || event.key === " ") this.activate(this.active);
    else return;
    event.preventDefault();
  }
}

customElements.define("hk-grid", VirtualGrid);
