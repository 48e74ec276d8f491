// What is wrong with the trace file, with lines: a defect of the file is never a failure of the traced program, so it has a
// place of its own between the verdict and the figures.

import { html, nothing, type TemplateResult } from "lit";
import { problemLines, problemsNote, problemsText } from "../layout/problem-lines.ts";
import type { ReadyState } from "../state.ts";
import { icon } from "./icons.ts";

export function problemsView(shown: ReadyState): TemplateResult | typeof nothing {
  const { problems } = shown.trace.summary;
  if (problems.total === 0) return nothing;
  const note = problemsNote(problems);
  return html`
    <details class="fold problems" data-testid="problems">
      <summary>
        ${icon("warning")}<b>${problemsText(problems)}</b>
        <span class="fold-words">${problemLines(problems)[0]?.message}</span>
      </summary>
      <ol tabindex="0" aria-label="Problems in the file">
        ${problemLines(problems).map(
          ({ place, message }) =>
            html`<li><span class="problem-place">${place}</span><span>${message}</span></li>`,
        )}
      </ol>
      ${note === undefined ? nothing : html`<p class="note">${note}</p>`}
    </details>
  `;
}
