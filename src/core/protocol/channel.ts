// How two runtimes talk: requests with one answer each, notes without, over anything that can post a message.
//
// Every request is answered, errors included, and closing a channel fails what is still pending, so nobody waits for a
// dead worker. Messages carry plain data and typed arrays; whatever does not have the shape of `Message` is dropped.
// Not here: retries and time limits; the host decides about those.

import { CancelledError, type WorkControl } from "../base/cancelled.ts";

export interface Port {
  post(message: unknown): void;
  /** Calls back for each message; returns how to stop that. */
  listen(receive: (message: unknown) => void): () => void;
}

/** An error as it crosses: `name` decides how the other side presents it. */
export interface WireError {
  readonly name: string;
  readonly message: string;
}

export type Message =
  | {
      readonly type: "request";
      readonly id: number;
      readonly method: string;
      readonly params: unknown;
    }
  | { readonly type: "result"; readonly id: number; readonly value: unknown }
  | { readonly type: "error"; readonly id: number; readonly error: WireError }
  | {
      readonly type: "progress";
      readonly id: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "note"; readonly method: string; readonly params: unknown };

type Methods<M> = { [K in keyof M]: { params: unknown; result: unknown } };

/** What a handler gets beside its parameters. */
export type RequestControl = Pick<WorkControl, "signal" | "progress">;

export type Handlers<M extends Methods<M>> = {
  readonly [K in keyof M]: (
    params: M[K]["params"],
    control: RequestControl,
  ) => M[K]["result"] | Promise<M[K]["result"]>;
};

export interface Calling {
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
}

/** An error that the other side reported; `name` is the other side's. */
export class RemoteError extends Error {
  override readonly name: string;
  constructor(error: WireError) {
    super(error.message);
    this.name = error.name;
  }
}

/** The other side is gone: worker died, page closed. */
export class ChannelClosedError extends Error {
  override readonly name = "ChannelClosedError";
}

export interface Channel<Theirs extends Methods<Theirs>> {
  request<K extends keyof Theirs & string>(
    method: K,
    params: Theirs[K]["params"],
    calling?: Calling,
  ): Promise<Theirs[K]["result"]>;
  note(method: string, params: unknown): void;
  /** Stops listening, cancels what runs here, fails what waits there with `reason`. */
  close(reason: string): void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((done: number, total: number) => void) | undefined;
}

interface AbortControllerLike {
  readonly signal: AbortSignal;
  abort(): void;
}

export interface ChannelOptions<Mine extends Methods<Mine>> {
  readonly port: Port;
  readonly handlers: Handlers<Mine>;
  readonly onNote?: (method: string, params: unknown) => void;
  readonly newAbortController: () => AbortControllerLike;
}

export function openChannel<Mine extends Methods<Mine>, Theirs extends Methods<Theirs>>(
  options: ChannelOptions<Mine>,
): Channel<Theirs> {
  const { port } = options;
  const pending = new Map<number, Pending>();
  const running = new Map<number, AbortControllerLike>();
  let nextId = 1;
  let closed: ChannelClosedError | undefined;

  async function answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = options.newAbortController();
    running.set(id, controller);
    try {
      if (!Object.hasOwn(options.handlers, method)) throw new Error(`no such request: ${method}`);
      const handler = options.handlers[method as keyof Mine];
      const value = await handler(params as Mine[keyof Mine]["params"], {
        signal: controller.signal,
        progress: (done, total) => send({ type: "progress", id, done, total }),
      });
      send({ type: "result", id, value });
    } catch (error) {
      send({ type: "error", id, error: wireError(error) });
    } finally {
      running.delete(id);
    }
  }

  function send(message: Message): void {
    if (closed === undefined) port.post(message);
  }

  function receive(raw: unknown): void {
    const message = parseMessage(raw);
    if (message === undefined) return;
    switch (message.type) {
      case "request":
        void answer(message.id, message.method, message.params);
        return;
      case "cancel":
        running.get(message.id)?.abort();
        return;
      case "note":
        options.onNote?.(message.method, message.params);
        return;
      case "progress":
        pending.get(message.id)?.progress?.(message.done, message.total);
        return;
      case "result":
        pending.get(message.id)?.resolve(message.value);
        pending.delete(message.id);
        return;
      case "error":
        pending
          .get(message.id)
          ?.reject(
            message.error.name === "CancelledError"
              ? new CancelledError()
              : new RemoteError(message.error),
          );
        pending.delete(message.id);
        return;
    }
  }

  const stopListening = port.listen(receive);

  return {
    request(method, params, calling = {}) {
      if (closed !== undefined) return Promise.reject(closed);
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const cancel = () => send({ type: "cancel", id });
        const settle = () => calling.signal?.removeEventListener("abort", cancel);
        pending.set(id, {
          resolve: (value) => {
            settle();
            resolve(value as never);
          },
          reject: (error) => {
            settle();
            reject(error);
          },
          progress: calling.progress,
        });
        send({ type: "request", id, method, params });
        if (calling.signal?.aborted) cancel();
        else calling.signal?.addEventListener("abort", cancel);
      });
    },
    note: (method, params) => send({ type: "note", method, params }),
    close(reason) {
      if (closed !== undefined) return;
      closed = new ChannelClosedError(reason);
      stopListening();
      for (const controller of running.values()) controller.abort();
      for (const waiting of pending.values()) waiting.reject(closed);
      pending.clear();
    },
  };
}

export function wireError(error: unknown): WireError {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: "Error", message: String(error) };
}

/** The message in `raw`, or undefined when it is none. */
export function parseMessage(raw: unknown): Message | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const message = raw as Record<string, unknown>;
  const hasId = typeof message["id"] === "number";
  const hasMethod = typeof message["method"] === "string";
  switch (message["type"]) {
    case "request":
      return hasId && hasMethod ? (raw as Message) : undefined;
    case "note":
      return hasMethod ? (raw as Message) : undefined;
    case "result":
    case "cancel":
      return hasId ? (raw as Message) : undefined;
    case "progress":
      return hasId && typeof message["done"] === "number" && typeof message["total"] === "number"
        ? (raw as Message)
        : undefined;
    case "error": {
      const error = message["error"] as Record<string, unknown> | undefined | null;
      return hasId && typeof error?.["name"] === "string" && typeof error["message"] === "string"
        ? (raw as Message)
        : undefined;
    }
    default:
      return undefined;
  }
}
