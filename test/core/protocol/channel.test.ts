// The channel between two runtimes: every request is answered, whatever happens to the other side.

import { describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/core/base/cancelled.ts";
import {
  type Channel,
  ChannelClosedError,
  type Handlers,
  openChannel,
  type Port,
} from "../../../src/core/protocol/index.ts";

interface Methods {
  double: { params: number; result: number };
  fail: { params: string; result: never };
  wait: { params: null; result: null };
  count: { params: number; result: number };
}

const handlers: Handlers<Methods> = {
  double: (value) => value * 2,
  fail: (message) => {
    throw new RangeError(message);
  },
  wait: (_, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(new CancelledError()));
    }),
  count: (to, { progress }) => {
    for (let i = 1; i <= to; i++) progress(i, to);
    return to;
  },
};

/** Two ports that deliver to each other in order, a turn later, as real ones do. */
function pipe(): [Port, Port] {
  const ears: [Set<(m: unknown) => void>, Set<(m: unknown) => void>] = [new Set(), new Set()];
  const end = (mine: 0 | 1): Port => ({
    post(message) {
      const copy = structuredClone(message);
      queueMicrotask(() => {
        for (const ear of ears[mine === 0 ? 1 : 0]) ear(copy);
      });
    },
    listen(ear) {
      ears[mine].add(ear);
      return () => ears[mine].delete(ear);
    },
  });
  return [end(0), end(1)];
}

function connect(): { asking: Channel<Methods>; answering: Channel<never>; raw: Port } {
  const [here, there] = pipe();
  const newAbortController = () => new AbortController();
  const answering = openChannel<Methods, never>({ port: there, handlers, newAbortController });
  const asking = openChannel<Record<never, never>, Methods>({
    port: here,
    handlers: {},
    newAbortController,
  });
  return { asking, answering, raw: here };
}

describe("channel", () => {
  it("answers a request", async () => {
    expect(await connect().asking.request("double", 21)).toBe(42);
  });

  it("brings an error back with its name and message", async () => {
    const failing = connect().asking.request("fail", "too far");
    await expect(failing).rejects.toMatchObject({ name: "RangeError", message: "too far" });
  });

  it("refuses a method that nobody handles, inherited names included", async () => {
    const { asking } = connect();
    const request = asking.request as (method: string, params: unknown) => Promise<unknown>;
    await expect(request("toString", null)).rejects.toThrow("no such request: toString");
  });

  it("cancels a running request", async () => {
    const controller = new AbortController();
    const waiting = connect().asking.request("wait", null, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
  });

  it("cancels at once when the signal is already aborted", async () => {
    const waiting = connect().asking.request("wait", null, { signal: AbortSignal.abort() });
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
  });

  it("reports progress in order", async () => {
    const seen: number[] = [];
    await connect().asking.request("count", 3, { progress: (done) => seen.push(done) });
    expect(seen).toEqual([1, 2, 3]);
  });

  it("fails what is pending when it is closed, and everything after", async () => {
    const { asking } = connect();
    const waiting = asking.request("wait", null);
    asking.close("the worker died");
    await expect(waiting).rejects.toThrow("the worker died");
    await expect(asking.request("double", 1)).rejects.toBeInstanceOf(ChannelClosedError);
  });

  it("drops what is no message", async () => {
    const { asking, raw } = connect();
    for (const junk of [null, 7, "x", {}, { type: "request" }, { type: "error", id: 1 }]) {
      raw.post(junk);
    }
    expect(await asking.request("double", 2)).toBe(4);
  });
});
