// The chart under the cursor: uPlot draws the series, this adds failure marks, the hypothetical part and the cursor line.
//
// Bytes have their axis on the left, counts on the right. Samples keep extremes, so a line may lie above a state that is
// only sampled around; exact values stand in the legend.

import uPlot from "uplot";
import type { FailureTable } from "../../../src/core/recording/index.ts";
import { bytesText, countText } from "../layout/figures.ts";
import { failureMarks, hypotheticalFrom, lastEventOf } from "../layout/timeline-marks.ts";
import { canvasSurface } from "../paint/canvas-surface.ts";
import type { Theme } from "../paint/theme.ts";
import { paintTimelineMarks } from "../paint/timeline-marks.ts";
import type { ReadyState } from "../state.ts";

export interface ChartSubject {
  readonly shown: ReadyState;
  readonly failures: FailureTable | undefined;
  readonly theme: Theme;
}

export interface TimelineChart {
  eventAt(clientX: number): number;
  moveTo(event: number): void;
  redraw(): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

const FONT_SIZE = 11;

export function createTimelineChart(
  parent: HTMLElement,
  width: number,
  height: number,
  subject: () => ChartSubject,
): TimelineChart {
  const { timeline } = subject().shown.recording;
  const theme = () => subject().theme;
  const axis = (scale: string, side: 1 | 2 | 3, size: number): uPlot.Axis => ({
    scale,
    side,
    size,
    gap: 4,
    font: `${FONT_SIZE}px ${theme().fontFamily}`,
    stroke: () => theme().muted,
    grid: { show: side !== 1, stroke: () => theme().gridLine, width: 1 },
    ticks: { show: false },
  });
  const line = (scale: string, colour: (theme: Theme) => string): uPlot.Series => ({
    scale,
    stroke: () => colour(theme()),
    width: 1.5,
    points: { show: false },
  });
  const stepped = uPlot.paths.stepped?.({ align: 1 });

  const playhead = document.createElement("div");
  playhead.className = "playhead";
  let cursor = -1;
  // Positions exist only after the chart was laid out, so each drawing places the playhead anew.
  const placePlayhead = (drawn: uPlot) => {
    playhead.style.transform = `translateX(${Math.round(drawn.valToPos(cursor, "x"))}px)`;
  };

  const plot = new uPlot(
    {
      width,
      height,
      legend: { show: false },
      cursor: { show: false },
      padding: [10, 4, 0, 4],
      scales: {
        x: { time: false, range: () => [-1, Math.max(1, lastEventOf(subject().shown))] },
        bytes: { range: (_plot, _least, most) => [0, Math.max(1024, most * 1.05)] },
        // Committed memory follows the SuperSlabs: with more head room their lines do not cover each other.
        count: { range: (_plot, _least, most) => [0, Math.max(4, most * 1.3)] },
      },
      axes: [
        { ...axis("x", 2, 22), space: 90, values: (_plot, splits) => splits.map(eventLabel) },
        {
          ...axis("bytes", 3, 62),
          splits: (_plot, _axis, least, most) => byteSplits(least, most),
          values: (_plot, splits) => splits.map(bytesText),
        },
        {
          ...axis("count", 1, 46),
          splits: (_plot, _axis, least, most) => countSplits(least, most),
          values: (_plot, splits) => splits.map(countText),
        },
      ],
      series: [
        {},
        { ...line("bytes", (t) => t.committed), fill: () => faint(theme().committed, 12) },
        { ...line("bytes", (t) => t.live), fill: () => faint(theme().live, 24) },
        {
          ...line("count", (t) => t.text),
          width: 1,
          dash: [6, 3],
          ...(stepped && { paths: stepped }),
        },
        {
          ...line("count", (t) => t.libc),
          width: 1,
          dash: [2, 2],
          ...(stepped && { paths: stepped }),
        },
      ],
      hooks: {
        draw: [
          (drawn) => {
            paintOver(drawn, subject());
            placePlayhead(drawn);
          },
        ],
      },
    },
    [
      [...timeline.event],
      [...timeline.committedBytes],
      [...timeline.liveBytes],
      [...timeline.superSlabs],
      [...timeline.libcBlocks],
    ],
    parent,
  );

  plot.over.append(playhead);

  return {
    eventAt: (clientX) => plot.posToVal(clientX - plot.over.getBoundingClientRect().left, "x"),
    moveTo(event) {
      cursor = event;
      placePlayhead(plot);
    },
    redraw: () => plot.redraw(false),
    resize: (newWidth, newHeight) => plot.setSize({ width: newWidth, height: newHeight }),
    destroy: () => plot.destroy(),
  };
}

function paintOver(plot: uPlot, { shown, failures, theme }: ChartSubject): void {
  const scale = uPlot.pxRatio;
  const box = {
    x: plot.bbox.left / scale,
    y: plot.bbox.top / scale,
    width: plot.bbox.width / scale,
    height: plot.bbox.height / scale,
  };
  const xOf = (event: number) => box.x + plot.valToPos(event, "x");
  plot.ctx.save();
  plot.ctx.setTransform(scale, 0, 0, scale, 0, 0);
  const from = hypotheticalFrom(shown);
  paintTimelineMarks(
    canvasSurface(plot.ctx, { family: theme.fontFamily }),
    {
      box,
      hypotheticalX: from === undefined ? undefined : xOf(from),
      marks: failures === undefined ? [] : failureMarks(failures, xOf),
    },
    theme,
  );
  plot.ctx.restore();
}

function eventLabel(event: number): string {
  return Number.isInteger(event) && event >= 0 ? countText(event) : "";
}

/** Four round steps of a power of two, so that labels read 1 MiB and not 0.95 MiB. */
function byteSplits(least: number, most: number): number[] {
  const step = 2 ** Math.ceil(Math.log2((most - least) / 4));
  return stepsUpTo(step, most);
}

function countSplits(least: number, most: number): number[] {
  const rough = (most - least) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? power);
  return stepsUpTo(step, most);
}

function stepsUpTo(step: number, most: number): number[] {
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

function faint(colour: string, percent: number): string {
  return `color-mix(in srgb, ${colour} ${percent}%, transparent)`;
}
