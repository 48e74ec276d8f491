// Random programs, correct ones and ones that misuse memory, with everything checked after every call: the model's own
// rules, the replay's shadow checker, and the shadow model beside this file.
//
// A correct program is what `Program` makes of raw choices, with trims in between. A misusing one also frees twice, frees
// the middle of a block, and frees addresses that nobody gave out; from then on only what damage cannot break is checked.
// Bounds of caches are small, so that short programs reach them. A failing program is printed as a heap script; it belongs
// into test/fixtures/scripts.

import fc from "fast-check";
import {
  checkModel,
  defaultEnvironment,
  type Environment,
  type Policy,
  type Switches,
  withSwitches,
} from "../../allocator/index.ts";
import { type Command, parseCommand, printCommand } from "../allocator/heap-script.ts";
import { ScriptRunner } from "../allocator/script-runner.ts";
import { type Choice, choicesOf, Program } from "./random-program.ts";
import { ShadowModel } from "./shadow-model.ts";

/** A mapping after which the next SuperSlab's registry slot is that of the one before: 4,096 times 2 MiB further down. */
const SAME_SLOT = 4096 * 2 ** 21 - 2 ** 22 - 16;
const edges = [8, 16, 32, 64, 128, 256, 512, 1024, 2048].flatMap((size) => [
  size - 1,
  size,
  size + 1,
]);
const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, ...edges) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 2100 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(4079, 4080, 4081, 131_071, 131_072, 2_097_152, SAME_SLOT),
  },
);
export const TRIM = 100;
const MISUSES = { doubleFree: 101, interior: 102, foreign: 103 } as const;

/** Choices of a program that uses memory as C allows. */
export const correctChoices = choicesOf(sizes);
const trims = correctChoices.map((choice) => ({ ...choice, what: TRIM }));
const misuses = fc
  .tuple(correctChoices, fc.constantFrom(...Object.values(MISUSES)))
  .map(([choice, what]) => ({ ...choice, what }));

export const correctPrograms = fc.array(
  fc.oneof({ weight: 40, arbitrary: correctChoices }, { weight: 1, arbitrary: trims }),
  { maxLength: 110, size: "max" },
);
export const misusingPrograms = fc.array(
  fc.oneof(
    { weight: 40, arbitrary: correctChoices },
    { weight: 1, arbitrary: trims },
    { weight: 4, arbitrary: misuses },
  ),
  { maxLength: 80, size: "max" },
);

/** Worlds with memory, and worlds that refuse it at one place or another. */
export const environments: fc.Arbitrary<Environment> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom<Partial<Environment>[]>(
        {},
        { mappingLimit: 50 },
        { mappingLimit: 56 },
        { superSlabsPerClass: 1 },
        { superSlabLimit: 2 },
        { superSlabLimit: 9 },
      ),
      fc
        .array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 })
        .map((failMmaps) => ({ failMmaps })),
    ),
    fc.boolean(),
  )
  .map(([limits, threadsJoined]) => ({ ...defaultEnvironment(), ...limits, threadsJoined }));

/** The readings that a correct program must be indifferent to. */
export const readings = fc.record({
  sizeMapping: fc.constantFrom("size", "size+1"),
  prewarm: fc.constantFrom("process", "thread", "off"),
  registryFull: fc.constantFrom("unregistered", "refuse"),
  tinyLookup: fc.constantFrom("header", "registry"),
  fallbackOrigin: fc.constantFrom("F1", "F3"),
});

/** All readings but that of a thread's end. */
export const anyReadings: fc.Arbitrary<Omit<Switches, "threadExit">> = fc.record({
  sizeMapping: fc.constantFrom("size", "size+1"),
  prewarm: fc.constantFrom("process", "thread", "off"),
  registryFull: fc.constantFrom("unregistered", "refuse"),
  tinyLookup: fc.constantFrom("header", "registry"),
  fallbackOrigin: fc.constantFrom("F1", "F3"),
  fallbackFree: fc.constantFrom("subtract", "pass-through"),
  allocHeaderWord: fc.constantFrom("zero", "size", "mmapped-bit"),
  unknownFree: fc.constantFrom("libc", "ignore"),
  gap: fc.constantFrom("mmap", "libc"),
  callocDetour: fc.constantFrom("off", "libc"),
  writes: fc.constantFrom("none", "larson", "full"),
});

/** The policy with bounds that short programs reach. */
export function smallened(policy: Policy): Policy {
  const { cache, superSlabs } = policy;
  const { adaptive, magazine, drainEvery } = cache;
  const { lru, emptyReserve } = superSlabs;
  return {
    ...policy,
    cache: {
      capacity: 3,
      refillBatch: 2,
      adaptive: adaptive && { ...adaptive, min: 2, max: 8, window: 2 },
      drainEvery: drainEvery && 5,
      magazine: magazine && { ...magazine, capacity: 2 },
    },
    superSlabs: {
      ...superSlabs,
      lg: superSlabs.supply === "shared-pool" ? 20 : superSlabs.lg,
      lru: lru && { ...lru, maxCached: 2, ttlCalls: 40 },
      emptyReserve: emptyReserve && 1,
    },
  };
}

/** Frees its fallback blocks as libc wants them, so that a correct program has nothing to die of. */
export function wellFreed(policy: Policy): Policy {
  return withSwitches(policy, { fallbackFree: "subtract" });
}

/** The commands of a program, made as it runs, because what it may do next depends on what it was given. */
export class AnyProgram {
  misused = false;
  private readonly program = new Program();
  private readonly released: string[] = [];

  commandsFor(choice: Choice): readonly Command[] {
    const { what, pick, thread } = choice;
    const { held } = this.program;
    if (what === TRIM) return [{ kind: "trim", thread: 0 }];
    if (what < TRIM) return this.program.commandsFor(choice);
    const pool = what === MISUSES.doubleFree ? this.released : held;
    const name = what === MISUSES.foreign ? foreign(pick) : pool[pick % Math.max(1, pool.length)];
    if (name === undefined) return [];
    this.misused = true;
    const offset = what === MISUSES.interior ? 1 + (pick % 40) : 0;
    return [{ kind: "free", thread: thread % 2, name, offset }];
  }

  learn(command: Command, runner: ScriptRunner): void {
    if (command.kind === "free" && command.offset === 0) this.released.push(command.name);
    if (command.kind === "free" && command.offset > 0) return;
    this.program.learn(command, runner);
  }
}

/** Where no block of the program lies: null's page, the heap of libc, the region of mappings, kernel space. */
function foreign(pick: number): string {
  const places = [0x10, 0x5555_5575_9010, 0x7fff_f77f_f801, 0x7fff_f780_1000, 0x7000_0000_0001];
  return `0x${((places[pick % places.length] as number) + (pick >> 3) * 16).toString(16)}`;
}

export interface Setting {
  readonly policy: Policy;
  readonly environment: Environment;
  readonly storage?: "bytes";
}

/** Plays a program with all checks on; its lines. */
export function playChecked(setting: Setting, script: readonly Choice[]): string[] {
  const { policy, environment } = setting;
  const runner = new ScriptRunner(setting);
  const program = new AnyProgram();
  const shadow = new ShadowModel(runner, environment);
  const lines: string[] = [];
  try {
    for (const choice of script) {
      for (const command of program.commandsFor(choice)) {
        lines.push(checkedLine(command));
        runner.run(command);
        const { fallbacks } = runner.allocator.statistics;
        shadow.misused = program.misused || (fallbacks > 0 && !policyFreesWell(policy));
        shadow.check(command);
        checkModel(runner.allocator);
        if (!shadow.misused) checkWitness(runner, policy);
        if (runner.allocator.crash !== undefined) {
          if (!shadow.misused) checkDeath(runner, policy);
          checkDead(runner);
          return lines;
        }
        program.learn(command, runner);
      }
    }
  } catch (error) {
    throw new Error(`${error}\n${settingLines(setting).join("\n")}\n${lines.join("\n")}\n`);
  }
  return lines;
}

/** Under other routes than M1 and M3 a program that frees a fallback block does harm although C allows it. */
function policyFreesWell({ switches, ownership }: Policy): boolean {
  if (switches.unknownFree === "ignore") return false;
  const subtracts = switches.fallbackFree === "subtract" && ownership.kind === "lookup";
  return switches.fallbackOrigin === "F3" || subtracts;
}

function checkedLine(command: Command): string {
  const line = printCommand(command);
  if (printCommand(parseCommand(line)) !== line) throw new Error(`${line} is not read back`);
  return line;
}

function checkWitness({ shadow }: ScriptRunner, policy: Policy): void {
  const overrun = policy.switches.sizeMapping === "size";
  const bad = shadow.findings.find(
    ({ kind }) => kind !== "weak-alignment" && !(overrun && kind === "size-mismatch"),
  );
  if (bad !== undefined) throw new Error(`shadow checker: ${bad.kind}: ${bad.message}`);
}

/** Of a correct program only Option C's bitmap may die: where it is indexed, and where libc and it share a region. */
function checkDeath({ allocator }: ScriptRunner, policy: Policy): void {
  if (policy.ownership.kind !== "bitmap") throw new Error(`died: ${allocator.crash?.mechanism}`);
}

/** A dead process answers nothing and changes nothing. */
function checkDead(runner: ScriptRunner): void {
  const before = JSON.stringify(runner.allocator.saveState());
  runner.run({ kind: "malloc", thread: 0, name: "dead", size: 10 });
  if (runner.names.get("dead") !== 0) throw new Error("a dead process answered");
  runner.run({ kind: "start", thread: 0, child: 99 });
  runner.run({ kind: "end", thread: 0 });
  runner.run({ kind: "trim", thread: 0 });
  if (JSON.stringify(runner.allocator.saveState()) !== before)
    throw new Error("a dead process changed");
}

/** The setting as a heap script has it; caches as they are after `smallened` have no words there. */
function settingLines({ policy, environment, storage }: Setting): string[] {
  return [
    `policy ${policy.name}`,
    ...Object.entries(policy.switches).map(([name, value]) => `switch ${name}=${value}`),
    `mappings ${environment.mappingLimit}`,
    ...(environment.superSlabsPerClass === undefined ? [] : ["superslabs-per-class 1"]),
    ...(environment.superSlabLimit === undefined
      ? []
      : [`superslab-limit ${environment.superSlabLimit}`]),
    ...environment.failMmaps.map((request) => `fail-mmap ${request}`),
    ...(environment.threadsJoined ? ["joined"] : []),
    ...(storage === undefined ? [] : [`storage ${storage}`]),
  ];
}
