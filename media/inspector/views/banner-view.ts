// What the host is doing or could not do, above everything else: working, failed, or newer than what is shown.

import { html, nothing, type TemplateResult } from "lit";
import type { Actions } from "../session.ts";
import type { PageState } from "../state.ts";
import { icon } from "./icons.ts";

export function bannerView(state: PageState, actions: Actions): TemplateResult | typeof nothing {
  const { host } = state;
  const whole = state.shown === undefined ? "whole" : "";
  switch (host.kind) {
    case "working": {
      const known = host.total > 0 && host.done < host.total;
      const percent = known ? `${Math.floor((host.done / host.total) * 100)} %` : "";
      return html`
        <div class="banner ${whole}" role="status" data-kind="working">
          <span class="banner-text">${host.task} … ${percent}</span>
          ${
            known
              ? html`<progress max=${host.total} .value=${host.done} aria-label=${host.task}></progress>`
              : html`<progress aria-label=${host.task}></progress>`
          }
          <button class="secondary" data-testid="cancel" @click=${actions.cancel}>Cancel</button>
        </div>
      `;
    }
    case "failed":
      return html`
        <div class="banner ${whole}" role="alert" data-kind="failed">
          ${icon("error")}<span class="banner-text">${host.message}</span>
          ${
            host.canRetry
              ? html`<button data-testid="retry" @click=${actions.retry}>Retry</button>`
              : nothing
          }
        </div>
      `;
    case "ready":
      return host.stale
        ? html`
          <div class="banner" role="status" data-kind="stale">
            ${icon("warning")}
            <span class="banner-text">The file changed on disk. This is the replay of its earlier content.</span>
            <button data-testid="reload" @click=${actions.reload}>Reload</button>
          </div>
        `
        : nothing;
  }
}
