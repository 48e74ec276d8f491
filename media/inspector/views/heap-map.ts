// The heap map on one canvas: only the visible SuperSlabs are asked for and drawn, 47,000 scroll like 40.
//
// The canvas stays in place while an empty element as tall as the whole map scrolls under it. Mouse and keyboard mark a
// slab; its figures stand below the map, so nothing floats over the picture. A row says where a SuperSlab is drawn at this
// event, its number which one it is: what is selected is a number, so the mark stays with it when rows move up.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { amountText } from "../layout/figures.ts";
import { LANE_HEIGHT, laneCapacity, laneHit } from "../layout/libc-lane.ts";
import { type Hit, hitTest, type MapGrid, mapGrid, ROW_HEIGHT } from "../layout/map-grid.ts";
import type { HeapReader } from "../layout/slab-facts.ts";
import { steppedSlab } from "../layout/slab-steps.ts";
import {
  type RowWindow,
  rowWindow,
  scrollTopShowing,
  spacerHeight,
} from "../layout/virtual-rows.ts";
import { canvasSurface, clearedCanvas } from "../paint/canvas-surface.ts";
import { paintHeapMap } from "../paint/heap-map.ts";
import { paintLibcLane } from "../paint/libc-lane.ts";
import type { Theme } from "../paint/theme.ts";
import type { ColourBy } from "../saved-view.ts";
import type { Actions } from "../session.ts";
import type { Place, ReadyState } from "../state.ts";
import { mapDetails, mapKey } from "./map-details.ts";

class HeapMap extends LitElement {
  declare shown: ReadyState;
  declare reader: HeapReader | undefined;
  /** Event whose heap `reader` reads. */
  declare readEvent: number | undefined;
  declare cursor: number;
  declare colourBy: ColourBy;
  declare selected: Place | undefined;
  declare revealed: number;
  declare theme: Theme;
  declare actions: Actions;
  declare hovered: Hit | undefined;
  declare hoveredLibc: number;
  private width = 0;
  private viewport = 0;
  private looked = "";
  private revealDone = 0;
  /** A place that was chosen before its row has arrived. */
  private awaited: Hit | undefined;
  private readonly resized = new ResizeObserver(() => this.requestUpdate());

  static override properties = {
    shown: { attribute: false },
    reader: { attribute: false },
    readEvent: { attribute: false },
    cursor: { attribute: false },
    colourBy: { attribute: false },
    selected: { attribute: false },
    revealed: { attribute: false },
    theme: { attribute: false },
    actions: { attribute: false },
    hovered: { state: true },
    hoveredLibc: { state: true },
  };

  constructor() {
    super();
    this.hoveredLibc = -1;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override render(): TemplateResult {
    const libcCount = this.reader?.snapshot.libcCount ?? 0;
    return html`
      <div
        class="map-scroll"
        data-testid="heap-map"
        role="application"
        aria-roledescription="heap map"
        aria-label="Heap map: arrow keys walk slabs and SuperSlabs; the Table tab holds the same data"
        aria-describedby="map-details"
        tabindex="0"
        @scroll=${() => this.requestUpdate()}
        @keydown=${this.onKey}
        @click=${this.onClick}
        @pointermove=${this.onPointerMove}
        @pointerleave=${this.onPointerLeave}
      >
        <canvas class="map-canvas"></canvas>
        <div class="map-spacer" .style=${`height:${spacerHeight(this.list())}px`}></div>
        ${
          this.reader?.snapshot.superSlabCount === 0
            ? html`<p class="empty map-empty">No SuperSlab is mapped at this event.</p>`
            : ""
        }
      </div>
      ${this.givenBack()}
      <div class="libc-lane" ?data-empty=${libcCount === 0}>
        <span class="lane-label">libc</span>
        <canvas
          class="lane-canvas"
          @pointermove=${this.onLanePointerMove}
          @pointerleave=${this.onPointerLeave}
          @click=${this.onLaneClick}
        ></canvas>
        <span class="lane-more">${this.laneWords(libcCount)}</span>
      </div>
      ${mapDetails(this.shown, this.reader, this.hovered, this.hoveredLibc, this.selected)}
      ${mapKey()}
    `;
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.scroller);
    this.requestUpdate();
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.reveal();
    this.selectAwaited();
    this.paint();
    this.lookAround();
  }

  /** Scrolls to the chosen place as soon as the heap that holds it is here. */
  private reveal(): void {
    const { selected } = this;
    if (this.revealDone === this.revealed || this.readEvent !== this.cursor) return;
    this.awaited = undefined;
    const inHeap = selected !== undefined && selected.superSlab >= 0;
    const row = inHeap ? this.reader?.rowOf(selected.superSlab) : -1;
    if (row === undefined) return;
    this.revealDone = this.revealed;
    if (row >= 0) this.showRow(row);
  }

  /** Where the selection is drawn; undefined when it is not, or not known to be. */
  private selectedHit(): Hit | undefined {
    const { selected, reader } = this;
    if (selected === undefined || selected.superSlab < 0) return undefined;
    const row = reader?.rowOf(selected.superSlab) ?? -1;
    return row < 0 ? undefined : { row, slab: selected.slab };
  }

  private showRow(row: number): void {
    const { scroller } = this;
    scroller.scrollTop = scrollTopShowing(this.list(), row, scroller.scrollTop);
  }

  private paint(): void {
    const { reader, theme } = this;
    const { width, viewport } = this.measure();
    const family = { family: theme.fontFamily };
    const context = clearedCanvas(this.canvas(".map-canvas"), width, viewport);
    if (context !== undefined && reader !== undefined) {
      const scene = {
        grid: this.grid(),
        rows: this.window(),
        heap: reader,
        blockSizes: this.shown.recording.geometry.blockSizes,
        colourBy: this.colourBy,
        selected: this.selectedHit(),
        hovered: this.hovered,
      };
      paintHeapMap(canvasSurface(context, family), scene, theme);
    }
    const shownBlocks = Math.min(this.laneBlocks(), reader?.snapshot.libcCount ?? 0);
    const laneWidth = this.canvas(".lane-canvas").parentElement?.clientWidth ?? 0;
    const lane = clearedCanvas(this.canvas(".lane-canvas"), this.laneWidth(laneWidth), LANE_HEIGHT);
    if (lane === undefined) return;
    paintLibcLane(
      canvasSurface(lane, family),
      {
        blocks: Array.from({ length: shownBlocks }, (_, index) => reader?.libc(index)),
        selected: this.selected?.address ?? 0,
        hovered: this.hoveredLibc,
      },
      theme,
    );
  }

  private lookAround(): void {
    if (this.viewport === 0) return;
    const visible = {
      firstSuperSlab: this.window().first,
      superSlabCount: Math.ceil(this.viewport / ROW_HEIGHT) + 1,
      firstReleased: 0,
      releasedCount: 0,
      firstLibc: 0,
      libcCount: this.laneBlocks(),
    };
    const key = JSON.stringify(visible);
    if (key === this.looked) return;
    this.looked = key;
    this.actions.look(visible);
  }

  /** What the map leaves out, and where it is. */
  private givenBack(): TemplateResult | typeof nothing {
    const count = this.reader?.snapshot.releasedCount ?? 0;
    if (count === 0) return nothing;
    const words = `${amountText(count, "SuperSlab")} given back by this event`;
    return html`<p class="map-note">${words}; the table lists ${count === 1 ? "it" : "them"} last</p>`;
  }

  private laneWords(libcCount: number): string {
    if (libcCount === 0) return "no block";
    const more = libcCount - this.laneBlocks();
    return more > 0 ? `+${more} more` : "";
  }

  /** What is left of the lane between its words. */
  private laneWidth(whole: number): number {
    return Math.max(0, whole - 128);
  }

  private laneBlocks(): number {
    return laneCapacity(this.laneWidth(this.width));
  }

  private get scroller(): HTMLElement {
    return this.querySelector(".map-scroll") as HTMLElement;
  }

  private canvas(selector: string): HTMLCanvasElement {
    return this.querySelector(selector) as HTMLCanvasElement;
  }

  private measure(): { width: number; viewport: number } {
    const scroller = this.querySelector(".map-scroll");
    this.width = scroller?.clientWidth ?? 0;
    this.viewport = scroller?.clientHeight ?? 0;
    return { width: this.width, viewport: this.viewport };
  }

  private list() {
    const { viewport } = this.measure();
    return {
      rowCount: this.reader?.snapshot.superSlabCount ?? 0,
      rowHeight: ROW_HEIGHT,
      viewport,
    };
  }

  private window(): RowWindow {
    return rowWindow(this.list(), this.scroller.scrollTop);
  }

  private grid(): MapGrid {
    const { geometry, policy } = this.shown.recording;
    const mixed = policy.superSlabs.supply === "shared-pool";
    return mapGrid(this.width, geometry.slabsPerSuperSlab, mixed);
  }

  private hitAt(event: MouseEvent): Hit | undefined {
    const box = this.canvas(".map-canvas").getBoundingClientRect();
    const { first, offset } = this.window();
    const rows = { first, offset, rowCount: this.list().rowCount };
    return hitTest(this.grid(), rows, event.clientX - box.left, event.clientY - box.top);
  }

  private onPointerMove(event: PointerEvent): void {
    const hit = this.hitAt(event);
    if (hit?.row !== this.hovered?.row || hit?.slab !== this.hovered?.slab) this.hovered = hit;
  }

  private onPointerLeave(): void {
    this.hovered = undefined;
    this.hoveredLibc = -1;
  }

  private onClick(event: MouseEvent): void {
    const hit = this.hitAt(event);
    if (hit !== undefined) this.select(hit);
  }

  private laneIndex(event: MouseEvent): number {
    const box = this.canvas(".lane-canvas").getBoundingClientRect();
    const count = Math.min(this.laneBlocks(), this.reader?.snapshot.libcCount ?? 0);
    return laneHit(event.clientX - box.left, count);
  }

  private onLanePointerMove(event: PointerEvent): void {
    this.hoveredLibc = this.laneIndex(event);
  }

  private onLaneClick(event: MouseEvent): void {
    const block = this.reader?.libc(this.laneIndex(event));
    if (block === undefined) return;
    this.actions.select({ superSlab: -1, slab: -1, address: block.address });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = this.awaited ?? this.selectedHit() ?? { row: this.window().first, slab: -1 };
    const to = steppedSlab(event.key, at, {
      rows: this.list().rowCount,
      slabs: this.shown.recording.geometry.slabsPerSuperSlab,
      pageRows: Math.max(1, Math.floor(this.viewport / ROW_HEIGHT) - 1),
    });
    if (to === undefined) return;
    event.preventDefault();
    this.hovered = undefined;
    this.showRow(to.row);
    this.select(to);
  }

  private select(hit: Hit): void {
    this.awaited = hit;
    this.selectAwaited();
  }

  private selectAwaited(): void {
    const { awaited, reader } = this;
    if (awaited === undefined || reader === undefined) return;
    const superSlab = reader.superSlab(awaited.row);
    if (superSlab === undefined && awaited.row < reader.snapshot.superSlabCount) return;
    this.awaited = undefined;
    if (superSlab === undefined) return;
    this.actions.select({ superSlab: superSlab.id, slab: awaited.slab, address: 0 });
  }
}

customElements.define("hk-heap-map", HeapMap);
