// The row of figures under the head.

import { html, type TemplateResult } from "lit";
import { cardsOf } from "../layout/cards.ts";
import type { ReadyState } from "../state.ts";

export function cardsView(shown: ReadyState): TemplateResult {
  return html`
    <dl class="cards" aria-label="Totals of the replay">
      ${cardsOf(shown).map(
        (card) => html`
          <div class="card" data-testid="card-${card.id}" data-tone=${card.tone} data-provenance=${card.provenance}>
            <dt>${card.label}</dt>
            <dd class="card-value">${card.value}</dd>
            <dd class="card-note">
              ${card.note}${
                card.provenance === "replayed"
                  ? html` <span class="provenance-mark" title="a number of the model">replayed</span>`
                  : ""
              }
            </dd>
          </div>
        `,
      )}
    </dl>
  `;
}
