// A Surface on a 2D canvas. Sizes are CSS pixels; the canvas is as fine as the screen.

import type { Box } from "../layout/map-grid.ts";
import type { Surface } from "./surface.ts";

const HATCH_STEP = 6;

export function canvasSurface(
  context: CanvasRenderingContext2D,
  fonts: { readonly family: string },
): Surface {
  return {
    fill(box, colour) {
      context.fillStyle = colour;
      context.fillRect(box.x, box.y, box.width, box.height);
    },
    tint(box, colour) {
      context.save();
      context.globalAlpha = 0.28;
      context.fillStyle = colour;
      context.fillRect(box.x, box.y, box.width, box.height);
      context.restore();
    },
    hatch(box, colour) {
      context.save();
      clip(context, box);
      context.strokeStyle = colour;
      context.lineWidth = 1.25;
      context.beginPath();
      // Lines start at multiples of the step, so that neighbouring boxes form one pattern.
      const start = Math.floor((box.x - box.height) / HATCH_STEP) * HATCH_STEP;
      for (let x = start; x < box.x + box.width; x += HATCH_STEP) {
        context.moveTo(x, box.y + box.height);
        context.lineTo(x + box.height, box.y);
      }
      context.stroke();
      context.restore();
    },
    stripes(box, colour) {
      context.fillStyle = colour;
      for (let y = 0; y < box.height; y += 2) {
        context.fillRect(box.x, box.y + y, box.width, Math.min(1, box.height - y));
      }
    },
    frame(box, colour, style, thickness) {
      context.save();
      context.strokeStyle = colour;
      context.lineWidth = thickness;
      context.setLineDash(style === "dashed" ? [4, 3] : []);
      const half = thickness / 2;
      context.strokeRect(
        box.x + half,
        box.y + half,
        Math.max(0, box.width - thickness),
        Math.max(0, box.height - thickness),
      );
      context.restore();
    },
    dot(x, y, radius, colour) {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(x, y, radius, 0, Math.PI * 2);
      context.fill();
    },
    text(x, baseline, text, style) {
      context.fillStyle = style.colour;
      context.font = `${style.weight === "bold" ? "600 " : ""}${style.size}px ${fonts.family}`;
      context.textAlign = style.align;
      context.fillText(text, x, baseline);
    },
  };
}

/** Fits the canvas to its element and clears it; returns the context, scaled to CSS pixels. */
export function clearedCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const scale = window.devicePixelRatio;
  const deviceWidth = Math.max(1, Math.round(width * scale));
  const deviceHeight = Math.max(1, Math.round(height * scale));
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  if (context === null) return undefined;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

function clip(context: CanvasRenderingContext2D, box: Box): void {
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
}
