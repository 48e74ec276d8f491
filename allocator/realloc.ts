// realloc: in place if the block can hold the new size, else allocate, copy, free.
//
// The old size is what the block can hold by the allocator's own knowledge: its class, its mapping, its libc chunk. A
// pointer that none of them knows is taken to hold nothing and is freed the usual way after the new block is there.

import { NO_ROW } from "./address-index.ts";
import { NONE } from "./bits.ts";
import { liveState, requestedOf } from "./blocks.ts";
import { resizeLarge } from "./large/route.ts";
import { MALLOC_ALIGNMENT, TINY_ALIGNMENT } from "./layout.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { OutsideKind } from "./outside-blocks.ts";
import { address, threadId } from "./units.ts";

type Allocate = (model: Model, thread: number, size: number) => number;
type Release = (model: Model, thread: number, user: number) => Outcome;

export function reallocate(
  model: Model,
  thread: number,
  old: number,
  size: number,
  allocate: Allocate,
  release: Release,
): number {
  if (old === 0) return allocate(model, thread, size);
  if (resizeInPlace(model, thread, old, size)) return old;
  const user = allocate(model, thread, size);
  if (user === 0) return 0;
  const outcome = model.outcome;
  if (release(model, thread, old) === Outcome.Crashed) return 0;
  model.outcome = outcome;
  return user;
}

function resizeInPlace(model: Model, thread: number, user: number, size: number): boolean {
  const { heap, outside } = model;
  const block = heap.findUser(user);
  if (block !== NONE && heap.blocks.isLive(block)) {
    const usable = heap.sizes.usables[heap.foundClass] as number;
    if (size > usable) return false;
    model.count(Counter.LiveBytes, size - requestedOf(heap.blocks.state(block)));
    heap.blocks.setState(block, liveState(thread, size));
    announce(model, thread, user, size, usable, TINY_ALIGNMENT);
    return true;
  }
  const large = resizeLarge(model, user, size);
  if (large !== NONE) {
    announce(model, thread, user, size, model.large.usable(large), model.large.alignment(large));
    return true;
  }
  const row = outside.find(user);
  if (row === NO_ROW || size > outside.usable(row)) return false;
  const change = size - outside.requested(row);
  model.count(Counter.LiveBytes, change);
  if (outside.kind(row) !== OutsideKind.Mapping) model.count(Counter.LibcBytes, change);
  outside.setRequested(row, size);
  announce(model, thread, user, size, outside.usable(row), MALLOC_ALIGNMENT);
  return true;
}

function announce(
  model: Model,
  thread: number,
  user: number,
  size: number,
  usable: number,
  alignment: number,
): void {
  model.outcome = Outcome.InPlace;
  model.observer.onAllocate(
    threadId(thread),
    address(user),
    size,
    usable,
    alignment,
    Outcome.InPlace,
  );
}
