// The heap at the cursor: the same data as a map or as a table.

import { html, nothing, type TemplateResult } from "lit";
import { heapWords } from "../layout/cursor-words.ts";
import { countText, eventText } from "../layout/figures.ts";
import type { HeapReader } from "../layout/slab-facts.ts";
import { threadsKnown } from "../layout/verdict-words.ts";
import type { Theme } from "../paint/theme.ts";
import type { ColourBy, Tab } from "../saved-view.ts";
import type { Actions } from "../session.ts";
import type { PageState, ReadyState } from "../state.ts";
import "./heap-map.ts";
import "./heap-table.ts";

export interface HeapPanel {
  readonly state: PageState;
  readonly shown: ReadyState;
  readonly reader: HeapReader | undefined;
  readonly theme: Theme;
  readonly actions: Actions;
}

export function heapPanelView(panel: HeapPanel): TemplateResult {
  const { state, shown, reader, theme, actions } = panel;
  const tab = (name: Tab, words: string) => html`
    <button
      role="tab"
      id="${name}-tab"
      data-testid="${name}-tab"
      aria-selected=${state.tab === name}
      aria-controls="heap-panel"
      tabindex=${state.tab === name ? 0 : -1}
      @click=${() => actions.show(name)}
    >${words}</button>
  `;
  const colour = (by: ColourBy, words: string) => html`
    <label><input
      type="radio"
      name="colour"
      value=${by}
      .checked=${state.colourBy === by}
      ?disabled=${by === "owner" && !threadsKnown(shown)}
      @change=${() => actions.colour(by)}
    /> ${words}</label>
  `;
  const onTabKey = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = state.tab === "map" ? "table" : "map";
    actions.show(other);
    document.getElementById(`${other}-tab`)?.focus();
  };
  return html`
    <section class="panel heap" aria-label="Heap at the cursor">
      <div class="panel-head">
        <div class="tabs" role="tablist" aria-label="Show the heap as" @keydown=${onTabKey}>
          ${tab("map", "Map")} ${tab("table", "Table")}
        </div>
        ${
          state.heapProblem === undefined
            ? html`<span class="heap-words">
              ${reader === undefined ? "…" : heapWords(reader.snapshot)}
              ${
                state.heap === undefined || state.heap.event === state.cursor
                  ? nothing
                  : html`<i class="behind">still ${eventText(state.heap.event)}, working …</i>`
              }
            </span>`
            : html`<span class="heap-words" role="alert" title=${state.heapProblem}>
              Event ${countText(state.cursor)} cannot be shown: ${state.heapProblem}
            </span>`
        }
        <fieldset class="colour-by" ?hidden=${state.tab !== "map"}>
          <legend>colour by</legend>
          ${colour("class", "class")} ${colour("owner", "owner")}
        </fieldset>
        <span class="provenance-mark">replayed</span>
      </div>
      <div class="heap-body" id="heap-panel" role="tabpanel" aria-labelledby="${state.tab}-tab">
        ${
          state.tab === "map"
            ? html`<hk-heap-map
              .shown=${shown}
              .reader=${reader}
              .readEvent=${state.heap?.event}
              .cursor=${state.cursor}
              .colourBy=${state.colourBy}
              .selected=${state.selected}
              .revealed=${state.revealed}
              .theme=${theme}
              .actions=${actions}
            ></hk-heap-map>`
            : html`<hk-heap-table
              .shown=${shown}
              .reader=${reader}
              .cursor=${state.cursor}
              .selected=${state.selected}
              .actions=${actions}
            ></hk-heap-table>`
        }
      </div>
    </section>
  `;
}
