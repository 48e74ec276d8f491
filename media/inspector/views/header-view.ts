// The head of the page: the verdict as its headline, the policy, and what the verdict rests on.
//
// The sentence is shown whole and untouched: what happened stands out, its cause and the assumption follow in smaller
// print. What it rests on is one line that opens. Every word from the trace goes through a text binding, so markup in a
// symbol or file name stays text.

import { html, nothing, type TemplateResult } from "lit";
import { policyGroups } from "../layout/policy-groups.ts";
import {
  basisText,
  headerFacts,
  originWord,
  recordedText,
  sentenceParts,
  severityOf,
  severityWords,
} from "../layout/verdict-words.ts";
import type { Actions } from "../session.ts";
import type { ReadyState } from "../state.ts";
import { icon } from "./icons.ts";

export function headerView(shown: ReadyState, working: boolean, actions: Actions): TemplateResult {
  const severity = severityOf(shown);
  const { lead, cause, assumed } = sentenceParts(shown);
  const { policy } = shown.recording;
  const choose = (event: Event) => actions.replayWith((event.target as HTMLSelectElement).value);
  return html`
    <header class="head" data-severity=${severity}>
      <div class="headline">
        <span class="verdict-icon" role="img" aria-label=${severityWords[severity]}>
          ${icon(severity)}
        </span>
        <h1 data-testid="verdict"><span class="lead">${lead}</span><span class="cause">${cause}</span><span
          class="assumed">${assumed}</span></h1>
        <label class="policy">
          <span>Replay with policy</span>
          <select data-testid="policy-select" title=${policy.summary} ?disabled=${working} @change=${choose}>
            ${policyGroups(shown.policies).map(
              ({ heading, choices }) => html`
                <optgroup label=${heading}>
                  ${choices.map(
                    ({ name, title, summary }) => html`
                      <option value=${name} title=${summary} .selected=${name === policy.name}>
                        ${title}
                      </option>
                    `,
                  )}
                </optgroup>
              `,
            )}
          </select>
        </label>
      </div>
      ${basisView(shown)}
    </header>
  `;
}

function basisView(shown: ReadyState): TemplateResult {
  const { policy, replayId } = shown.recording;
  const { confessions } = shown.trace;
  return html`
    <details class="fold basis">
      <summary><b>What this rests on</b> <span class="fold-words">${basisText(shown)}</span></summary>
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
        ${confessions.length === 0 ? nothing : confessionsView(confessions)}
      </div>
    </details>
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
