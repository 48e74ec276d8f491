// The legend of the timeline, with the values at the cursor: line styles differ as well as colours.

import { html, nothing, type TemplateResult } from "lit";
import type { FailureTable, HeapSnapshot } from "../../../src/core/recording/index.ts";
import { keptFailures } from "../layout/failure-rows.ts";
import { bytesText, countText } from "../layout/figures.ts";
import type { ReadyState } from "../state.ts";

export function timelineLegend(
  shown: ReadyState,
  snapshot: HeapSnapshot | undefined,
  failures: FailureTable | undefined,
): TemplateResult {
  const kept = keptFailures(shown.recording.totals);
  const known = failures?.length ?? 0;
  const entry = (series: string, name: string, value: string | undefined) => html`
    <li><span class="swatch" data-series=${series}></span>${name} <b>${value ?? "…"}</b></li>
  `;
  return html`
    <ul class="legend" aria-label="Series and their values at the cursor, replayed">
      ${entry("live", "live", snapshot && bytesText(snapshot.liveBytes))}
      ${entry("committed", "committed", snapshot && bytesText(snapshot.committedBytes))}
      ${entry("super-slabs", "SuperSlabs", snapshot && countText(snapshot.superSlabCount))}
      ${entry("libc", "libc blocks", snapshot && countText(snapshot.libcCount))}
      ${
        kept === 0
          ? nothing
          : html`<li>
            <span class="swatch" data-series="failure"></span>failures
            ${known < kept ? html`<b>first ${countText(known)} of ${countText(kept)}</b>` : nothing}
          </li>`
      }
      <li class="provenance-mark">replayed</li>
    </ul>
  `;
}
