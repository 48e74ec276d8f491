// The map as a table: one row per slab of every SuperSlab, unused ones too, then libc's blocks.
//
// Rows are places, not contents, so a row keeps its number while the cursor moves.

import { html, LitElement, type TemplateResult } from "lit";
import { eventText } from "../layout/figures.ts";
import type { HeapReader } from "../layout/slab-facts.ts";
import { libcCells, slabCells, tableColumns } from "../layout/slab-words.ts";
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
    return selected.superSlab * this.slabs + Math.max(0, selected.slab);
  }

  private source(): GridSource {
    const { reader, actions, slabs } = this;
    const { blockSizes } = this.shown.recording.geometry;
    const superSlabs = reader?.snapshot.superSlabCount ?? 0;
    const libcFrom = superSlabs * slabs;
    return {
      label: `Heap after ${eventText(this.cursor)}`,
      columns: tableColumns,
      rowHeight: 22,
      rowCount: libcFrom + (reader?.snapshot.libcCount ?? 0),
      row(index): GridRow | undefined {
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
        if (index >= libcFrom) {
          const address = reader?.libc(index - libcFrom)?.address ?? 0;
          actions.select({ superSlab: -1, slab: -1, address });
        } else {
          const superSlab = Math.floor(index / slabs);
          actions.select({ superSlab, slab: index % slabs, address: 0 });
        }
      },
      look({ first, count }) {
        const firstSuperSlab = Math.min(superSlabs, Math.floor(first / slabs));
        const endSuperSlab = Math.ceil((first + count) / slabs);
        const firstLibc = Math.max(0, first - libcFrom);
        actions.look({
          firstSuperSlab,
          superSlabCount: Math.max(0, endSuperSlab - firstSuperSlab),
          firstLibc,
          libcCount: Math.max(0, first + count - libcFrom - firstLibc),
        });
      },
    };
  }
}

customElements.define("hk-heap-table", HeapTable);
