// The head of the page: the verdict as its headline, under which hypothesis it was reached, and which policy was played.
//
// Every word from the trace goes through a text binding, so markup in a symbol or file name stays text.

import { html, nothing, type TemplateResult } from "lit";
import {
  headerFacts,
  originWord,
  recordedText,
  severityOf,
  severityWords,
} from "../layout/verdict-words.ts";
import type { Actions } from "../session.ts";
import type { ReadyState } from "../state.ts";
import { icon } from "./icons.ts";

export function headerView(shown: ReadyState, working: boolean, actions: Actions): TemplateResult {
  const severity = severityOf(shown);
  const { policy, verdict, replayId } = shown.recording;
  const choose = (event: Event) => actions.replayWith((event.target as HTMLSelectElement).value);
  return html`
    <header class="head" data-severity=${severity}>
      <div class="headline">
        <span class="verdict-icon" role="img" aria-label=${severityWords[severity]}>
          ${icon(severity)}
        </span>
        <h1 data-testid="verdict">${verdict.sentence}</h1>
        <label class="policy">
          <span>Replay with policy</span>
          <select data-testid="policy-select" title=${policy.summary} ?disabled=${working} @change=${choose}>
            ${shown.policies.map(
              ({ name, title }) =>
                html`<option value=${name} .selected=${name === policy.name}>${title}</option>`,
            )}
          </select>
        </label>
      </div>
      <dl class="facts" aria-label="What the verdict rests on">
        ${headerFacts(shown).map(
          ({ name, value, caution }) => html`
            <div class="fact" ?data-caution=${caution}><dt>${name}</dt><dd>${value}</dd></div>
          `,
        )}
      </dl>
      <div class="sources">
        <p>
          <span class="provenance">replayed</span>
          <span><b>${policy.title}</b>: ${policy.summary} <span class="replay-id" title="replay id">${replayId}</span></span>
        </p>
        <p>
          <span class="provenance">${originWord(shown)}</span>
          <span><b>${shown.trace.name}</b>: ${recordedText(shown)}</span>
        </p>
        ${shown.trace.confessions.length === 0 ? nothing : confessionsView(shown.trace.confessions)}
      </div>
    </header>
  `;
}

/** What the trace cannot say: it limits what any replay of it can show. */
function confessionsView(confessions: readonly string[]): TemplateResult {
  return html`
    <p class="confessions">
      <span class="provenance">limits</span>
      <span>${confessions.map((confession) => html`<span>${confession}</span> `)}</span>
    </p>
  `;
}
