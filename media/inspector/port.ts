// The way to the host: VS Code's message channel as a port, and the small store that survives a reload of the page.
//
// `acquireVsCodeApi` may be called once per page; this file is the only caller. Messages from anywhere else but the host's
// frame look the same here, so every one of them is checked for its shape before it is used.

import type { Port } from "../../src/core/protocol/index.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface HostLink {
  readonly port: Port;
  /** What the page kept before it was closed; anything, even from an older version. */
  readonly kept: unknown;
  keep(state: unknown): void;
}

export function connectHost(): HostLink {
  const api = acquireVsCodeApi();
  return {
    port: {
      post: (message) => api.postMessage(message),
      listen(receive) {
        const onMessage = (event: MessageEvent<unknown>) => receive(event.data);
        window.addEventListener("message", onMessage);
        return () => window.removeEventListener("message", onMessage);
      },
    },
    kept: api.getState(),
    keep: (state) => api.setState(state),
  };
}
