// The map as a table: one row per slab of every mapped SuperSlab, unused ones too, then libc's blocks, then the SuperSlabs
// that were given back.
//
// Rows are places, not contents: until a SuperSlab is given back, a row keeps its number while the cursor moves.

import { html, LitElement, type TemplateResult } from "lit";
import { eventText } from "../layout/figures.ts";
import type { HeapReader } from "../layout/slab-facts.ts";
import { libcCells, releasedCells, slabCells, tableColumns } from "../layout/slab-words.ts";
import type { Actions } from "../session.ts";
import type { Place, ReadyState } from "../state.ts";
import type { GridRow, GridSource } from "./virtual-grid.ts";
import "./virtual-grid.ts";

class HeapTable extends LitElement {
  declare shown: ReadyState;
  declare reader: HeapReader | undefined;
  declare cursor: number;
  declare selected: Place | undefined;
  declare actions: Actions;

  static override properties = {
    shown: { attribute: false },
    reader: { attribute: false },
    cursor: { attribute: false },
    selected: { attribute: false },
    actions: { attribute: false },
  };

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`
      <hk-grid
        class="heap-grid"
        grid-test-id="heap-table"
        row-test-id="heap-row"
        .source=${this.source()}
        .chosen=${this.chosenRow()}
      ></hk-grid>
    `;
  }

  private get slabs(): number {
    return this.shown.recording.geometry.slabsPerSuperSlab;
  }

  private chosenRow(): number {
    const { selected } = this;
    if (selected === undefined || selected.superSlab < 0) return -1;
    const row = this.reader?.rowOf(selected.superSlab) ?? -1;
    return row < 0 ? -1 : row * this.slabs + Math.max(0, selected.slab);
  }

  private source(): GridSource {
    const { reader, actions, slabs } = this;
    const { blockSizes } = this.shown.recording.geometry;
    const superSlabs = reader?.snapshot.superSlabCount ?? 0;
    const libcFrom = superSlabs * slabs;
    const releasedFrom = libcFrom + (reader?.snapshot.libcCount ?? 0);
    const rowCount = releasedFrom + (reader?.snapshot.releasedCount ?? 0);
    const placeAt = (index: number): Place | undefined => {
      if (index >= releasedFrom) {
        const released = reader?.released(index - releasedFrom);
        return released && { superSlab: released.id, slab: -1, address: 0 };
      }
      if (index >= libcFrom) {
        const block = reader?.libc(index - libcFrom);
        return block && { superSlab: -1, slab: -1, address: block.address };
      }
      const slab = reader?.slab(Math.floor(index / slabs), index % slabs);
      return slab && { superSlab: slab.superSlab, slab: slab.slab, address: 0 };
    };
    return {
      label: `Heap after ${eventText(this.cursor)}`,
      columns: tableColumns,
      rowHeight: 22,
      rowCount,
      row(index): GridRow | undefined {
        if (index >= releasedFrom) {
          const released = reader?.released(index - releasedFrom);
          return released && { cells: releasedCells(released), tone: "released" };
        }
        if (index >= libcFrom) {
          const block = reader?.libc(index - libcFrom);
          return block && { cells: libcCells(block), tone: "libc" };
        }
        const slab = reader?.slab(Math.floor(index / slabs), index % slabs);
        return (
          slab && { cells: slabCells(slab, blockSizes), tone: slab.inUse ? "in-use" : "unused" }
        );
      },
      activate(index) {
        const place = placeAt(index);
        if (place !== undefined) actions.select(place);
      },
      look({ first, count }) {
        const end = first + count;
        const firstSuperSlab = Math.min(superSlabs, Math.floor(first / slabs));
        const libc = overlap(first, end, libcFrom, releasedFrom);
        const released = overlap(first, end, releasedFrom, rowCount);
        actions.look({
          firstSuperSlab,
          superSlabCount: Math.max(0, Math.ceil(end / slabs) - firstSuperSlab),
          firstReleased: released.first,
          releasedCount: released.count,
          firstLibc: libc.first,
          libcCount: libc.count,
        });
      },
    };
  }
}

/** The part of the rows `first` to `end` that lies in a section, counted from the section's start. */
function overlap(
  first: number,
  end: number,
  from: number,
  to: number,
): { readonly first: number; readonly count: number } {
  const start = Math.max(first, from);
  return { first: start - from, count: Math.max(0, Math.min(end, to) - start) };
}

customElements.define("hk-heap-table", HeapTable);
