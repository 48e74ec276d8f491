// Random programs that use an allocator as C allows, shared by the property tests: raw choices become calls that a correct
// program could issue, and after every call the model's rules hold and the shadow checker finds nothing it must not find.
//
// Programs are printed as heap scripts; a failing one belongs into test/fixtures/scripts.

import fc from "fast-check";
import { expect } from "vitest";
import { checkModel, defaultEnvironment, type Policy } from "../../allocator/index.ts";
import { type Command, parseCommand, printCommand } from "../allocator/heap-script.ts";
import { ScriptRunner } from "../allocator/script-runner.ts";

/** Fills slab 0 of the largest class and goes on. */
const BURST = 66;
const BURST_SIZE = 1000;
const THREADS = 4;

/** Raw choices; `Program` turns them into commands that a correct program could issue. */
export interface Choice {
  readonly what: number;
  readonly thread: number;
  readonly pick: number;
  readonly size: number;
  readonly alignment: number;
}

/** Choices whose requests are of these sizes. */
export function choicesOf(sizes: fc.Arbitrary<number>): fc.Arbitrary<Choice> {
  return fc.record({
    what: fc.nat(99),
    thread: fc.nat(THREADS - 1),
    pick: fc.nat(1000),
    size: sizes,
    alignment: fc.constantFrom(1, 8, 16, 64, 4096, 65_536),
  });
}

/** Plays the program with all checks on; the answer is its heap script. */
export function play(
  policy: Policy,
  script: readonly Choice[],
  limit: object,
  joined: boolean,
): string[] {
  const environment = { ...defaultEnvironment(), ...limit, threadsJoined: joined };
  const runner = new ScriptRunner({ policy, environment });
  const program = new Program();
  const lines: string[] = [];
  const commands = function* () {
    for (const choice of script) yield* program.commandsFor(choice);
  };
  for (const command of commands()) {
    const line = printCommand(command);
    lines.push(line);
    expect(parseCommand(line)).toEqual(command);
    runner.run(command);
    const story = () => `\n${lines.join("\n")}\n`;
    try {
      checkModel(runner.allocator);
    } catch (error) {
      throw new Error(`${error}${story()}`);
    }
    if (runner.allocator.crash !== undefined) {
      if (policy.fallback === "null") throw new Error(`died without fallback${story()}`);
      break;
    }
    const allowed =
      policy.switches.sizeMapping === "size"
        ? ["weak-alignment", "size-mismatch"]
        : ["weak-alignment"];
    const bad = runner.shadow.findings.find((finding) => !allowed.includes(finding.kind));
    if (bad !== undefined) throw new Error(`${bad.kind}: ${bad.message}${story()}`);
    program.learn(command, runner);
    expect(runner.allocator.statistics.liveBlocks, story()).toBe(program.held.length);
    expect(runner.shadow.liveBlocks, story()).toBe(program.held.length);
  }
  return lines;
}

/** Plays a program, restores the state it had after `cut` calls, and plays the rest again: everything is the same. */
export function checkSaveRestore(
  policy: Policy,
  script: readonly Choice[],
  cut: number,
  limit: object,
): void {
  const lines = play(policy, script, limit, false);
  const environment = { ...defaultEnvironment(), ...limit, threadsJoined: false };
  const runner = new ScriptRunner({ policy, environment });
  const run = (from: number, to: number) =>
    lines.slice(from, to).map((line) => {
      const command = parseCommand(line);
      runner.run(command);
      const address = "name" in command ? runner.address(command.name) : 0;
      return `${line} ${runner.allocator.outcome} ${address} ${runner.allocator.statistics.committedBytes}`;
    });
  run(0, cut);
  const state = runner.allocator.saveState();
  const names = new Map(runner.names);
  const first = run(cut, lines.length);
  runner.allocator.restoreState(state);
  runner.names.clear();
  for (const [name, address] of names) runner.names.set(name, address);
  expect(run(cut, lines.length)).toEqual(first);
}

/** Keeps who lives and what is held, so that no command misuses memory. */
export class Program {
  readonly held: string[] = [];
  private readonly alive = [0];
  private nextThread = 1;
  private nextName = 0;

  commandsFor(choice: Choice): readonly Command[] {
    if (choice.what >= 2) return [this.commandFor(choice)];
    const thread = this.alive[choice.thread % this.alive.length] as number;
    if (choice.what === 0) {
      return Array.from({ length: BURST }, () => ({
        kind: "malloc",
        thread,
        name: this.name(),
        size: BURST_SIZE,
      }));
    }
    return this.held.map((name) => ({ kind: "free", thread, name, offset: 0 }));
  }

  private commandFor(choice: Choice): Command {
    const thread = this.alive[choice.thread % this.alive.length] as number;
    const { what, size } = choice;
    const old = this.held[choice.pick % Math.max(1, this.held.length)];
    if (what < 40 || old === undefined) {
      return { kind: "malloc", thread, name: this.name(), size };
    }
    if (what < 45) return { kind: "calloc", thread, name: this.name(), first: 3, size };
    if (what < 50) {
      return { kind: "aligned", thread, name: this.name(), first: choice.alignment, size };
    }
    if (what < 60) return { kind: "realloc", thread, name: old, old, size };
    if (what < 92) return { kind: "free", thread, name: old, offset: 0 };
    if (what < 97 && this.alive.length < THREADS) {
      return { kind: "start", thread, child: this.nextThread++ };
    }
    if (thread === 0) return { kind: "free", thread, name: "null", offset: 0 };
    return { kind: "end", thread };
  }

  /** What the command's result means for what may come next. */
  learn(command: Command, runner: ScriptRunner): void {
    if (command.kind === "end") this.alive.splice(this.alive.indexOf(command.thread), 1);
    if (command.kind === "start" && runner.messages.at(-1)?.startsWith("  EAGAIN") !== true) {
      this.alive.push(command.child);
    }
    if (!("name" in command) || command.name === "null") return;
    const at = this.held.indexOf(command.name);
    const holds = command.kind !== "free" && runner.address(command.name) !== 0;
    if (holds && at < 0) this.held.push(command.name);
    if (!holds && at >= 0) this.held.splice(at, 1);
  }

  private name(): string {
    return `b${this.nextName++}`;
  }
}
