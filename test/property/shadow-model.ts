// What a program may expect of any allocator, kept from its calls alone: which blocks live, how large they are, and what
// the figures must therefore be. It knows no slab, no cache and no class.
//
// A program that misuses memory (`misused`) is promised less: figures stay numbers, limits hold, a dead process stays
// dead. What is checked after every call stands in `check`.

import { type Environment, outcomeNames } from "../../allocator/index.ts";
import type { Command } from "../allocator/heap-script.ts";
import type { ScriptRunner } from "../allocator/script-runner.ts";

type OutcomeName = (typeof outcomeNames)[number];

const served: readonly string[] = [
  ...(["CacheHit", "Refill", "NewSlab", "NewSuperSlab", "Mapped"] as const),
  ...(["Fallback", "Null"] as const),
];
const freed: readonly string[] = ["Cached", "Local", "Remote", "ToLibc", "Unmapped"];

interface Block {
  readonly address: number;
  readonly size: number;
  readonly fromLibc: boolean;
}

export class ShadowModel {
  /** The program broke C's rules: what it holds is no longer known. */
  misused = false;
  /** By name, as the heap script calls them. */
  private readonly live = new Map<string, Block>();
  private readonly runner: ScriptRunner;
  private readonly environment: Environment;
  private mostRefusals = 0;
  private fallbacks = 0;

  constructor(runner: ScriptRunner, environment: Environment) {
    this.runner = runner;
    this.environment = environment;
  }

  /** After a command was played; throws what is wrong. */
  check(command: Command): void {
    const { allocator } = this.runner;
    if (!this.misused && allocator.crash === undefined) {
      this.follow(command, outcomeNames[allocator.outcome] as OutcomeName);
      this.checkFigures();
    }
    this.checkLimits();
  }

  private follow(command: Command, outcome: OutcomeName): void {
    switch (command.kind) {
      case "malloc":
      case "calloc":
      case "aligned":
        this.allocated(command, outcome);
        break;
      case "realloc":
        this.reallocated(command, outcome);
        break;
      case "free":
        require((command.name === "null" ? ["FreeNull"] : freed).includes(
          outcome,
        ), "free", outcome);
        this.live.delete(command.name);
    }
  }

  private allocated(
    command: Command & { kind: "malloc" | "calloc" | "aligned" },
    outcome: OutcomeName,
  ) {
    require(served.includes(outcome), command.kind, outcome);
    const size = command.kind === "calloc" ? command.first * command.size : command.size;
    const address = this.add(command.name, size, outcome);
    if (command.kind === "aligned" && address % command.first !== 0) {
      throw new Error(`${address} is not aligned to ${command.first}`);
    }
  }

  private reallocated(command: Command & { kind: "realloc" }, outcome: OutcomeName): void {
    const { name, old, size } = command;
    const before = this.live.get(old);
    if (outcome === "Null") return;
    if (size === 0 && before !== undefined) {
      require(freed.includes(outcome), "realloc to nothing", outcome);
      this.live.delete(old);
      return;
    }
    const address = this.runner.address(name);
    const stayed = before !== undefined && before.address === address;
    require(stayed === (outcome === "InPlace"), `realloc at ${address}`, outcome);
    if (!stayed) require(served.includes(outcome), "realloc", outcome);
    if (stayed) {
      this.live.delete(old);
      this.live.set(name, { ...before, size });
    } else {
      this.add(name, size, outcome);
      if (name !== old) this.live.delete(old);
    }
  }

  /** The block's address; 0 if the request got NULL. A block moved by realloc still lies at its old place meanwhile. */
  private add(name: string, size: number, outcome: OutcomeName): number {
    const address = this.runner.address(name);
    if (outcome === "Null") {
      if (this.runner.names.get(name) !== 0) throw new Error(`NULL, and ${address} was returned`);
      return 0;
    }
    require(address > 0, "an address", outcome);
    for (const [other, block] of this.live) {
      const apart = address + size <= block.address || block.address + block.size <= address;
      const same = address === block.address;
      if (!apart || same) throw new Error(`${name} at ${address} lies in ${other}`);
    }
    if (outcome === "Fallback") this.fallbacks++;
    this.live.set(name, { address, size, fromLibc: outcome === "Fallback" });
    return address;
  }

  private checkFigures(): void {
    const { statistics } = this.runner.allocator;
    const blocks = [...this.live.values()];
    const libc = blocks.filter((block) => block.fromLibc);
    equal("live blocks", statistics.liveBlocks, blocks.length);
    equal("live bytes", statistics.liveBytes, sizes(blocks));
    equal("libc blocks", statistics.libcBlocks, libc.length);
    equal("libc bytes", statistics.libcBytes, sizes(libc));
    equal("fallbacks", statistics.fallbacks, this.fallbacks);
    if (statistics.committedBytes < statistics.liveBytes) throw new Error("lives beyond memory");
  }

  /** What no damage can break. */
  private checkLimits(): void {
    const { environment } = this;
    const { allocator, failures } = this.runner;
    const { statistics } = allocator;
    for (const [name, figure] of figuresOf(statistics)) {
      if (!Number.isSafeInteger(figure)) throw new Error(`${name} is ${figure}`);
    }
    const { superSlabs, superSlabsMapped, superSlabsReleased, mappings } = statistics;
    equal("SuperSlabs", superSlabs, superSlabsMapped + superSlabsReleased);
    equal("refills that failed", statistics.refillFailures, failures.length);
    if (mappings > environment.mappingLimit + 1) throw new Error(`${mappings} mappings`);
    if (superSlabsMapped > (environment.superSlabLimit ?? superSlabsMapped)) {
      throw new Error(`${superSlabsMapped} SuperSlabs`);
    }
    if (failures.length < this.mostRefusals) throw new Error("a refusal was forgotten");
    this.mostRefusals = failures.length;
    const mayRefuse = environment.mappingLimit < 1000 || isLimited(environment);
    if (!mayRefuse && failures.length > 0) throw new Error("refused though there was memory");
  }
}

/** The eleven figures by name: getters of a class, so no spread shows them. */
export function figuresOf(statistics: ScriptRunner["allocator"]["statistics"]) {
  const { liveBytes, liveBlocks, committedBytes, superSlabs, superSlabsMapped } = statistics;
  const { superSlabsReleased, mappings, libcBlocks, libcBytes } = statistics;
  const { foreignOwnerFrees, refillFailures, fallbacks } = statistics;
  return Object.entries({
    ...{ liveBytes, liveBlocks, committedBytes, superSlabs, superSlabsMapped, superSlabsReleased },
    ...{ mappings, libcBlocks, libcBytes, foreignOwnerFrees, refillFailures, fallbacks },
  });
}

function isLimited({ superSlabLimit, superSlabsPerClass, failMmaps }: Environment): boolean {
  return superSlabLimit !== undefined || superSlabsPerClass !== undefined || failMmaps.length > 0;
}

function sizes(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.size, 0);
}

function require(holds: boolean, what: string, outcome: OutcomeName): void {
  if (!holds) throw new Error(`${what}: ${outcome}`);
}

function equal(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found}, expected ${expected}`);
}
