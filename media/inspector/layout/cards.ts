// The figures under the verdict: what the replay measured over the whole trace, each with its unit and its provenance.
//
// Every number is the model's ("replayed"). What the trace cannot support is withheld, which is not the same as zero.

import type { ReadyState } from "../state.ts";
import { bytesText, countText, WITHHELD } from "./figures.ts";

export interface Card {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly provenance: "replayed" | "withheld";
  readonly tone: "plain" | "warning" | "error";
}

export function cardsOf(shown: ReadyState): readonly Card[] {
  const { totals, geometry } = shown.recording;
  return [
    replayed("peak-live", "Peak live", bytesText(totals.peakLiveBytes), "requested bytes"),
    replayed(
      "peak-committed",
      "Peak committed",
      bytesText(totals.peakCommittedBytes),
      ratioNote(totals.peakCommittedBytes, totals.peakLiveBytes),
    ),
    replayed(
      "super-slabs",
      "SuperSlabs",
      countText(totals.superSlabs),
      superSlabsNote(geometry.superSlabBytes, totals.superSlabsReleased),
    ),
    failing("fallbacks", "Fallbacks", totals.fallbacks, "requests passed to libc", "warning"),
    failing(
      "foreign-frees",
      "Foreign frees",
      totals.foreignFrees,
      "of blocks not its own",
      "error",
    ),
    failing(
      "refill-failures",
      "Refill failures",
      totals.oomEvents,
      "for want of memory",
      "warning",
    ),
    totals.remoteFrees === null
      ? {
          id: "remote-frees",
          label: "Remote frees",
          value: WITHHELD,
          note: "no thread ids in the trace",
          provenance: "withheld",
          tone: "plain",
        }
      : replayed(
          "remote-frees",
          "Remote frees",
          countText(totals.remoteFrees),
          "by another thread",
        ),
  ];
}

function replayed(id: string, label: string, value: string, note: string): Card {
  return { id, label, value, note, provenance: "replayed", tone: "plain" };
}

function failing(
  id: string,
  label: string,
  count: number,
  note: string,
  tone: "warning" | "error",
): Card {
  return { ...replayed(id, label, countText(count), note), tone: count === 0 ? "plain" : tone };
}

function superSlabsNote(bytes: number, released: number): string {
  const size = `of ${bytesText(bytes)}`;
  return released === 0 ? `${size}, ever mapped` : `${size}, ${countText(released)} given back`;
}

function ratioNote(committed: number, live: number): string {
  if (live === 0) return "memory behind SuperSlabs";
  const ratio = committed / live;
  return `${ratio < 100 ? ratio.toFixed(1) : countText(Math.round(ratio))}× peak live`;
}
