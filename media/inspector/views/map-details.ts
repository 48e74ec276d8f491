// Under the map: the figures of the slab that is hovered or else selected, and the key to the drawing.

import { html, type TemplateResult } from "lit";
import type { Hit } from "../layout/map-grid.ts";
import type { HeapReader } from "../layout/slab-facts.ts";
import {
  type Details,
  libcDetails,
  slabDetails,
  superSlabDetails,
  unmappedDetails,
} from "../layout/slab-words.ts";
import type { Place, ReadyState } from "../state.ts";

export function mapDetails(
  shown: ReadyState,
  reader: HeapReader | undefined,
  hovered: Hit | undefined,
  hoveredLibc: number,
  selected: Place | undefined,
): TemplateResult {
  const details =
    libcAt(reader, hoveredLibc) ??
    (hovered && placeDetails(shown, reader, hovered.row, hovered.slab)) ??
    (selected && selectedDetails(shown, reader, selected));
  return html`
    <div class="details" id="map-details" data-testid="details" aria-live="polite">
      ${
        details === undefined
          ? html`<span class="dim">Point at a slab, or walk the map with the arrow keys.</span>`
          : html`
            <b class="details-title">${details.title}</b>
            <dl>
              ${details.figures.map(
                ({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
              )}
            </dl>
          `
      }
    </div>
  `;
}

export function mapKey(): TemplateResult {
  const entry = (mark: string, words: string) =>
    html`<li><span class="key-mark" data-mark=${mark}></span>${words}</li>`;
  return html`
    <ul class="map-key" aria-label="Key to the map">
      ${entry("live", "live")} ${entry("cached", "in a cache")}
      ${entry("free", "on the free list")} ${entry("uncarved", "never carved")}
      ${entry("unused", "slab not taken")} ${entry("remote", "remote free queued")}
      ${entry("exhausted", "exhausted")} ${entry("unregistered", "not registered")}
    </ul>
  `;
}

function selectedDetails(
  shown: ReadyState,
  reader: HeapReader | undefined,
  selected: Place,
): Details | undefined {
  if (reader === undefined) return undefined;
  const { snapshot } = reader;
  if (selected.superSlab >= 0) {
    const row = reader.rowOf(selected.superSlab);
    if (row === undefined) return undefined;
    if (row >= 0) return placeDetails(shown, reader, row, selected.slab);
    return unmappedDetails(selected.superSlab, snapshot.superSlabCount + snapshot.releasedCount);
  }
  for (let row = 0; row < snapshot.libc.length; row += 1) {
    const block = reader.libc(row);
    if (block?.address === selected.address) return libcDetails(block);
  }
  return undefined;
}

function placeDetails(
  shown: ReadyState,
  reader: HeapReader | undefined,
  row: number,
  slab: number,
): Details | undefined {
  const { geometry } = shown.recording;
  const superSlab = reader?.superSlab(row);
  if (superSlab === undefined) return undefined;
  const facts = reader?.slab(row, slab);
  return facts === undefined
    ? superSlabDetails(superSlab, geometry.slabsPerSuperSlab, geometry.blockSizes)
    : slabDetails(facts, superSlab, geometry.slabsPerSuperSlab, geometry.blockSizes);
}

function libcAt(reader: HeapReader | undefined, row: number): Details | undefined {
  const block = row < 0 ? undefined : reader?.libc(row);
  return block && libcDetails(block);
}
