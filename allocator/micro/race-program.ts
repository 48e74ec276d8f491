// From a scenario's description to words, holders and threads.

import { callOf, type Rules } from "./calls.ts";
import type { Program } from "./machine.ts";
import type { RaceScenario } from "./race-scenarios.ts";
import {
  ALLOC_LOCK,
  blockAt,
  cacheHead,
  FREELIST,
  link,
  NOBODY,
  NULL,
  OWNER,
  POOL_COUNT,
  REGISTRY_SLOT,
  REMOTE_HEAD,
  SUPER_REG_LOCK,
  SUPER_SLAB,
  threadMark,
  USED,
} from "./words.ts";

export type Window = Pick<RaceScenario, "start" | "threads" | "writes">;

export function programOf({ start, threads, writes }: Window, rules: Rules): Program {
  const held = threads.map((_, thread) => (start.held?.[thread] ?? []).map(blockAt));
  const lists = [
    { head: FREELIST, blocks: start.freelist ?? [] },
    { head: REMOTE_HEAD, blocks: start.remote ?? [] },
    ...(start.cached ?? []).map((blocks, thread) => ({ head: cacheHead(thread), blocks })),
  ];
  const memory = new Map<string, number>();
  const holders = new Map<number, number>();
  for (const { head, blocks } of lists) {
    let word = head;
    for (const block of blocks.map(blockAt)) {
      memory.set(word.name, block);
      holders.set(block, NOBODY);
      word = link(block);
    }
    memory.set(word.name, NULL);
  }
  held.forEach((blocks, thread) => {
    for (const block of blocks) {
      holders.set(block, threadMark(thread));
      memory.set(link(block).name, NULL);
    }
  });
  memory.set(USED.name, holders.size - (start.freelist ?? []).length);
  memory.set(OWNER.name, threadMark(0));
  memory.set(REGISTRY_SLOT.name, SUPER_SLAB);
  for (const word of [POOL_COUNT, ALLOC_LOCK, SUPER_REG_LOCK]) memory.set(word.name, 0);
  return {
    threads: threads.map((calls, thread) => ({
      held: held[thread] ?? [],
      calls: calls.map((call) => callOf(thread, call, rules)),
    })),
    writes,
    memory,
    holders,
    lists: lists.map(({ head }) => head),
  };
}
