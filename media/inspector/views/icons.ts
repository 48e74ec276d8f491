// The page's few icons, drawn as paths: no font to load, and they take the colour of the text around them.

import { html, svg, type TemplateResult } from "lit";
import type { Severity } from "../layout/verdict-words.ts";

const paths = {
  error: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2",
  warning: "M8 2 14.5 13.5h-13ZM8 6.2v3.6M8 11.2v.9",
  passed: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM4.9 8.2l2.2 2.2 4-4.6",
  first: "M3.5 3v10M12.5 3.5 6.5 8l6 4.5Z",
  previousFailure: "M9.5 3.5 3.5 8l6 4.5ZM12 4.5l2 2M14 4.5l-2 2",
  back: "M10.5 3.5 5 8l5.5 4.5Z",
  forward: "M5.5 3.5 11 8l-5.5 4.5Z",
  nextFailure: "M6.5 3.5l6 4.5-6 4.5ZM2 4.5l2 2M4 4.5l-2 2",
  last: "M12.5 3v10M3.5 3.5l6 4.5-6 4.5Z",
} as const satisfies Readonly<Record<string, string>>;

export type IconName = keyof typeof paths;

export function icon(name: IconName | Severity): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    ${svg`<path d=${paths[name]}></path>`}
  </svg>`;
}
