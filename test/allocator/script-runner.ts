// Runs heap scripts against the allocator, and draws the heap they leave behind. The one door of the allocator's tests.

import { requestedOf } from "../../allocator/blocks.ts";
import { modelOf } from "../../allocator/check-model.ts";
import { BlockState, type Heap } from "../../allocator/heap.ts";
import { addressOf, isCall, runCommand } from "../../allocator/heap-script.ts";
import {
  type Allocator,
  type AllocatorObserver,
  checkHeap,
  checkModel,
  createAllocator,
  outcomeNames,
  type RefillFailure,
  type units,
} from "../../allocator/index.ts";
import { ShadowChecker } from "../../src/core/replay/shadow-checker.ts";
import { drawLayers } from "./draw-layers.ts";
import { type Command, type HeapScript, parseScript, printCommand } from "./heap-script.ts";

export class ScriptRunner {
  readonly allocator: Allocator;
  readonly shadow: ShadowChecker;
  readonly failures: RefillFailure[] = [];
  /** What the process printed, what was refused, how it died. */
  readonly messages: string[] = [];
  readonly names = new Map<string, number>();

  constructor(script: Pick<HeapScript, "policy" | "environment">) {
    const observer: AllocatorObserver = {
      onAllocate: () => {},
      onNull: (_, requested) => this.messages.push(`  NULL for ${requested}`),
      onFree: () => {},
      onSuperSlab: (thread, id, _, sizeClass) =>
        this.messages.push(`  SuperSlab ${id} of class ${sizeClass} for t${thread}`),
      onRefillFailed: (failure) => {
        this.failures.push(failure);
        this.messages.push(`  refill failed: ${failure.cause}`);
      },
      onThreadRefused: (_, cause) => this.messages.push(`  EAGAIN: ${cause}`),
      onLog: (_, line) => this.messages.push(`  stderr: ${line}`),
      onCrash: (_, __, crash) =>
        this.messages.push(`  died, exit ${crash.exitCode}: ${crash.mechanism}`),
    };
    this.shadow = new ShadowChecker(observer);
    this.allocator = createAllocator({ ...script, observer: this.shadow });
  }

  run(command: Command): void {
    runCommand(this.allocator, this.names, command);
  }

  address(name: string): units.Address {
    return addressOf(this.names, name);
  }
}

/** Runs a script with all checks on and tells its story: each call's outcome, then the heap. */
export function checkHeapScript(text: string): string {
  const script = parseScript(text);
  const runner = new ScriptRunner(script);
  const lines: string[] = ["creation", ...runner.messages.splice(0)];
  for (const command of script.commands) {
    runner.run(command);
    checkModel(runner.allocator);
    const outcome = isCall(command) ? `  ${outcomeNames[runner.allocator.outcome]}` : "";
    lines.push(`${printCommand(command)}${outcome}`, ...runner.messages.splice(0));
  }
  return [
    ...lines,
    "---",
    ...drawHeap(runner),
    "---",
    ...runner.shadow.findings.map((finding) => `shadow: ${finding.kind}: ${finding.message}`),
    ...checkHeap(runner.allocator).map(
      (finding) => `heap: ${finding.id}: ${finding.message}${finding.declared ? "" : " (!)"}`,
    ),
    `touched: ${runner.allocator.touchedSwitches().join(" ")}`,
    "",
  ].join("\n");
}

/** Outcome names of a script's calls, and the process's last words. */
export function outcomesOf(
  text: string,
  options = { audit: true },
): { outcomes: string; died: string; runner: ScriptRunner } {
  const script = parseScript(text);
  const runner = new ScriptRunner(script);
  const outcomes: string[] = [];
  for (const command of script.commands) {
    runner.run(command);
    if (options.audit) checkModel(runner.allocator);
    if (isCall(command)) outcomes.push(outcomeNames[runner.allocator.outcome] ?? "?");
  }
  const { crash } = runner.allocator;
  const died = crash === undefined ? "" : `${crash.exitCode} ${crash.message}`.trim();
  return { outcomes: outcomes.join(" "), died, runner };
}

/** One line per slab in use, blocks in address order, equal neighbours together. */
function drawHeap(runner: ScriptRunner): string[] {
  const { heap } = modelOf(runner.allocator);
  const nameAt = new Map([...runner.names].map(([name, address]) => [address, name]));
  const lines: string[] = [];
  for (let slab = 0; slab < heap.slabCount; slab++) {
    if (!heap.isActive(slab)) continue;
    const owner = heap.ownerOf(slab);
    const head =
      `SuperSlab ${heap.slabSuperSlab.get(slab)} slab ${heap.slabIndex.get(slab)}  ` +
      `class ${heap.classOf(slab)}  owner ${owner < 0 ? "nobody" : `t${owner}`}  used ${heap.used.get(slab)}`;
    lines.push(`${head}  ${drawBlocks(heap, slab, nameAt)}`);
  }
  lines.push(...drawLayers(runner.allocator, nameAt));
  const { statistics } = runner.allocator;
  lines.push(
    `live ${statistics.liveBlocks} blocks, ${statistics.liveBytes} bytes; libc ${statistics.libcBlocks}; ` +
      `mappings ${statistics.mappings}; committed ${statistics.committedBytes}`,
  );
  return lines;
}

function drawBlocks(heap: Heap, slab: number, nameAt: ReadonlyMap<number, string>): string {
  const cells: { text: string; count: number }[] = [];
  const carved = heap.carved.get(slab);
  for (let row = 0; row < carved; row++) {
    const block = heap.blockOf(slab, row);
    const state = heap.blocks.state(block);
    const name = nameAt.get(heap.userOf(block));
    const place = placeName(state);
    const text =
      name === undefined
        ? place
        : state >= 0
          ? `${name} ${requestedOf(state)}`
          : `${name} ${place}`;
    const last = cells.at(-1);
    if (last?.text === text) last.count++;
    else cells.push({ text, count: 1 });
  }
  const rest = heap.capacityOf(slab) - carved;
  if (rest > 0) cells.push({ text: "uncarved", count: rest });
  return cells.map(({ text, count }) => `[ ${text}${count > 1 ? ` x${count}` : ""} ]`).join("");
}

function placeName(state: number): string {
  if (state >= 0) return `live ${requestedOf(state)}`;
  if (state === BlockState.Cached) return "cached";
  if (state === BlockState.FreeListed) return "free";
  return state === BlockState.RemoteQueued ? "remote" : "lost";
}
