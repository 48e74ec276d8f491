// The row of figures under the head.

import { html, nothing, type TemplateResult } from "lit";
import { cardsOf } from "../layout/cards.ts";
import type { ReadyState } from "../state.ts";

export function cardsView(shown: ReadyState): TemplateResult {
  return html`
    <dl class="cards" aria-label="Totals of the replay">
      ${cardsOf(shown).map(
        (card) => html`
          <div class="card" data-testid="card-${card.id}" data-tone=${card.tone} data-provenance=${card.provenance}>
            <dt>
              ${card.label}
              ${
                card.provenance === "replayed"
                  ? html`<span class="provenance-mark" title="a number of the model">replayed</span>`
                  : nothing
              }
            </dt>
            <dd class="card-value">${card.value}</dd>
            <dd class="card-note" title=${card.note}>${card.note}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}
