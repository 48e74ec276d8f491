// Small pieces of Markdown, so that the document reads as sentences with figures in them.

import { count } from "../../src/core/base/number-words.ts";

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** `9,585 to 9,586`, or the one figure that all have. */
export function range(figures: readonly number[]): string {
  const least = Math.min(...figures);
  const most = Math.max(...figures);
  return least === most ? count(least) : `${count(least)} to ${count(most)}`;
}

/** How far a figure lies from another, in percent of that: `+0.05 %`. */
export function miss(figure: number, from: number): string {
  const percent = (100 * (figure - from)) / from;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(2)} %`;
}

export function mib(value: number): string {
  return `${count(Math.round(value))} MiB`;
}
