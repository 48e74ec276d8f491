// A store ends everything once, in reverse order, late arrivals and failures included.

import { expect, test } from "vitest";
import { DisposableStore } from "../../src/host/disposables.ts";

test("things end in reverse order, once", () => {
  const order: string[] = [];
  const store = new DisposableStore();
  for (const name of ["a", "b", "c"]) store.add({ dispose: () => order.push(name) });
  store.dispose();
  store.dispose();
  expect(order).toEqual(["c", "b", "a"]);
  expect(store.size).toBe(0);
});

test("what arrives late ends at once", () => {
  const store = new DisposableStore();
  store.dispose();
  let ended = false;
  store.add({
    dispose: () => {
      ended = true;
    },
  });
  expect([ended, store.size]).toEqual([true, 0]);
});

test("one that fails to end does not keep the others alive", () => {
  const store = new DisposableStore();
  let ended = false;
  store.add({
    dispose: () => {
      ended = true;
    },
  });
  store.add({
    dispose: () => {
      throw new Error("stuck");
    },
  });
  expect(() => store.dispose()).toThrow("some parts failed to end");
  expect(ended).toBe(true);
});

test("released things end early and only once", () => {
  const store = new DisposableStore();
  let endings = 0;
  const thing = store.add({ dispose: () => ++endings });
  store.release(thing);
  store.release(thing);
  store.dispose();
  expect(endings).toBe(1);
});
