// The buttons that move the cursor; each does what its key does.

import { html, type TemplateResult } from "lit";
import { BEFORE_FIRST } from "../layout/steps.ts";
import type { Actions } from "../session.ts";
import { type IconName, icon } from "./icons.ts";

export function transportView(cursor: number, last: number, actions: Actions): TemplateResult {
  const button = (name: IconName, label: string, key: string, act: () => void) => html`
    <button class="transport" aria-label=${label} title="${label} (${key})" @click=${act}>
      ${icon(name)}
    </button>
  `;
  return html`
    <div class="transport-bar" role="group" aria-label="Move the cursor">
      ${button("first", "Before the first event", "Home", () => actions.moveTo(BEFORE_FIRST))}
      ${button("previousFailure", "Previous failure", "[", () => actions.stepFailure("previous"))}
      ${button("back", "Step back", "Left", () => actions.moveTo(cursor - 1))}
      ${button("forward", "Step forward", "Right", () => actions.moveTo(cursor + 1))}
      ${button("nextFailure", "Next failure", "]", () => actions.stepFailure("next"))}
      ${button("last", "Last event", "End", () => actions.moveTo(last))}
    </div>
  `;
}
