// Figures as a Markdown table: a row a contestant, a column a trace, nanoseconds with the ratio to the base behind them.

import type { Absent } from "./contestants.ts";
import type { Cell, Row } from "./figures.ts";

const CUT = " \\*";

export interface TableOptions {
  readonly title: string;
  readonly traces: readonly string[];
  readonly rows: readonly Row[];
  readonly absent: readonly Absent[];
}

export function markdownTable({ title, traces, rows, absent }: TableOptions): string {
  const lines = [
    `**${title}**`,
    "",
    tableLine(["", ...traces, "geometric mean"]),
    tableLine(["---", ...traces.map(() => "---"), "---"]),
    ...rows.map((row) => tableLine(rowTexts(row, traces))),
    ...absent.map(({ name, absent }) =>
      tableLine([name, `absent: ${absent}`, ...traces.map(() => "")]),
    ),
  ];
  if (rows.some(isCut))
    lines.push("", `${CUT.trim()} only the beginning of the trace: it took too long`);
  return `${lines.join("\n")}\n`;
}

function rowTexts(row: Row, traces: readonly string[]): string[] {
  const cells = traces.map((trace) => cellText(row.cells.get(trace)));
  return [row.name, ...cells, `${figure(row.overall, 2)}${isCut(row) ? CUT : ""}`];
}

function isCut({ cells }: Row): boolean {
  return [...cells.values()].some(({ cut }) => cut);
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return "failed";
  return `${figure(cell.ns, 1)} (${figure(cell.ratio, 2)})${cell.cut ? CUT : ""}`;
}

function figure(value: number, decimals: number): string {
  return Number.isFinite(value) ? value.toFixed(decimals) : "-";
}
