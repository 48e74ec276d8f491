// Plays a scenario's script under one of its two policies and keeps what a reader wants to know: line by line what each
// call did, what the process printed, how it ended, and whether the symptom showed.
//
// The model is audited after every command; a breach throws, because it is our bug. Rounds of an `each` are told
// together: outcomes are counted, messages that differ in numbers only are one message. The witness is whoever watches
// from outside; it is passed in because it must share no idea with the allocator.

import type { Allocator } from "./allocator.ts";
import { checkHeap, type HeapFinding } from "./check-heap.ts";
import { checkModel } from "./check-model.ts";
import { defaultEnvironment } from "./environment.ts";
import { SuperSlabState } from "./heap.ts";
import { takeCensus } from "./heap-description.ts";
import { isCall, type Names, type Passage, parsePassages, runCommand } from "./heap-script.ts";
import { createAllocator, modelOf } from "./modelled-allocator.ts";
import { type AllocatorObserver, silentObserver } from "./observer.ts";
import { type Crash, outcomeNames } from "./outcome.ts";
import type { Scenario, Sign } from "./scenario.ts";

/** A finding of somebody who sees no more than the observer does. */
export interface WitnessFinding {
  readonly kind: string;
  readonly message: string;
  readonly declared: boolean;
}

export interface Witness extends AllocatorObserver {
  readonly findings: readonly WitnessFinding[];
}

/** A witness that hands everything on. */
export type Watch = (forward: AllocatorObserver) => Witness;

export interface Told {
  readonly text: string;
  times: number;
}

export interface ToldLine {
  readonly line: string;
  readonly outcomes: Told[];
  readonly messages: Told[];
}

export interface ToldPassage {
  readonly heading: string | undefined;
  readonly lines: readonly ToldLine[];
}

export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly variant: "broken" | "fixed";
  readonly creation: readonly Told[];
  /** As far as the process lived. */
  readonly passages: readonly ToldPassage[];
  readonly crash: Crash | undefined;
  readonly heap: readonly HeapFinding[];
  readonly witness: readonly WitnessFinding[];
  readonly superSlabs: {
    readonly made: number;
    readonly mapped: number;
    readonly released: number;
    /** Of those given back: kept in the LRU cache. */
    readonly kept: number;
  };
  /** Does the scenario's symptom show? */
  readonly shows: boolean;
  /** Nothing died, and nothing was found that the policy does not state itself. */
  readonly clean: boolean;
}

export function playScenario(
  scenario: Scenario,
  variant: ScenarioRun["variant"],
  watch: Watch,
): ScenarioRun {
  const heard: string[] = [];
  const witness = watch(messagesInto(heard));
  const allocator = createAllocator({
    policy: scenario[variant].policy,
    environment: { ...defaultEnvironment(), ...scenario.environment },
    observer: witness,
  });
  const creation: Told[] = [];
  for (const message of heard.splice(0)) tell(creation, message, message);
  const names: Names = new Map();
  const passages: ToldPassage[] = [];
  let active = "";
  for (const passage of parsePassages(scenario.script)) {
    if (allocator.crash !== undefined) break;
    passages.push(playPassage(passage));
  }
  const run = {
    scenario,
    variant,
    creation,
    passages,
    crash: allocator.crash,
    heap: checkHeap(allocator),
    witness: witness.findings,
    superSlabs: {
      made: allocator.statistics.superSlabs,
      mapped: allocator.statistics.superSlabsMapped,
      released: allocator.statistics.superSlabsReleased,
      kept: modelOf(allocator).lru.size,
    },
  };
  const found = [...run.heap, ...run.witness];
  return {
    ...run,
    shows: scenario.signs.every((sign) => isSeen(sign, run)),
    clean: run.crash === undefined && found.every(({ declared }) => declared),
  };

  function tellActive(): void {
    const now = activeBlocks(allocator);
    if (now !== active) heard.push(now);
    active = now;
  }

  function playPassage({ heading, lines, rounds }: Passage): ToldPassage {
    const told = lines.map((line): ToldLine => ({ line, outcomes: [], messages: [] }));
    for (const commands of rounds) {
      for (const [at, command] of commands.entries()) {
        if (allocator.crash !== undefined) break;
        runCommand(allocator, names, command);
        checkModel(allocator);
        if (scenario.tells === "active-blocks") tellActive();
        const { outcomes, messages } = told[at] as ToldLine;
        const outcome = outcomeNames[allocator.outcome] ?? "";
        if (isCall(command)) tell(outcomes, outcome, outcome);
        for (const message of heard.splice(0)) tell(messages, message, withoutNumbers(message));
      }
    }
    return { heading, lines: told };
  }
}

/** total_active_blocks of SuperSlab 0 beside the blocks that are live or cached; empty before there is one. */
function activeBlocks(allocator: Allocator): string {
  const { heap } = modelOf(allocator);
  if (heap.superSlabCount === 0) return "";
  if (heap.superSlabState.get(0) === SuperSlabState.Released) return "SuperSlab 0 is unmapped";
  let active = 0;
  for (let slab = 0; slab < heap.slabCount; slab++) {
    if (heap.slabSuperSlab.get(slab) !== 0) continue;
    const { live, cached } = takeCensus(heap, slab);
    active += live + cached;
  }
  return `total_active_blocks ${heap.activeBlocks.get(0)}, live or cached ${active}`;
}

type Seen = Pick<ScenarioRun, "passages" | "crash" | "heap" | "witness" | "superSlabs">;

function isSeen(sign: Sign, { passages, crash, heap, witness, superSlabs }: Seen): boolean {
  switch (sign.kind) {
    case "exit":
      return crash?.exitCode === sign.code && crash.message.includes(sign.message);
    case "heap":
      return heap.some(({ id }) => id === sign.id);
    case "witness":
      return witness.some(({ kind }) => kind === sign.id);
    case "outcome":
      return passages.some(({ lines }) =>
        lines.some(({ outcomes }) => outcomes.some(({ text }) => text === sign.name)),
      );
    case "none-released":
      return superSlabs.released === 0;
  }
}

function tell(told: Told[], text: string, like: string): void {
  const known = told.find((entry) => withoutNumbers(entry.text) === withoutNumbers(like));
  if (known === undefined) told.push({ text, times: 1 });
  else known.times++;
}

function withoutNumbers(text: string): string {
  return text.replace(/0x[0-9a-f]+|\d+/g, "#");
}

function messagesInto(heard: string[]): AllocatorObserver {
  return {
    ...silentObserver,
    onSuperSlab: (thread, id, _, sizeClass) => {
      const of = sizeClass < 0 ? "" : ` of class ${sizeClass}`;
      heard.push(`SuperSlab ${id}${of} for t${thread}`);
    },
    onRefillFailed: ({ cause }) => heard.push(`refill failed: ${cause}`),
    onThreadRefused: (_, cause) => heard.push(`pthread_create: EAGAIN: ${cause}`),
    onLog: (_, line) => heard.push(`stderr: ${line}`),
  };
}
