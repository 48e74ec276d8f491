// The open facts of E4, their readings, the default reading and why. No document settles any of them.
//
// A replay's verdict depends on those switches that its execution touched, and on no others; `Touched` is how the
// allocator keeps that set.

import type { IntColumn } from "./columns.ts";
import type { Route, Switches, SwitchName } from "./policy.ts";

export interface SwitchDescription {
  readonly name: SwitchName;
  readonly values: readonly string[];
  readonly default: string;
  /** One sentence: what the switch decides. */
  readonly meaning: string;
  /** Why the default is what it is. */
  readonly reason: string;
}

export const switchTable: readonly SwitchDescription[] = [
  {
    name: "sizeMapping",
    values: ["size", "size+1"],
    default: "size+1",
    meaning: "Which size a class is looked up by: the request, or the request and its header byte.",
    reason: "The hand-off was written after the +1 fix (commit 707056b765 lists it as done).",
  },
  {
    name: "prewarm",
    values: ["process", "thread", "off"],
    default: "process",
    meaning: "Who gets 16 blocks of every class in advance: the main thread, every thread, nobody.",
    reason:
      "The hand-off builds with PREWARM_TLS=1; prewarming every thread would end larson after 6,553 births, which no report shows.",
  },
  {
    name: "threadExit",
    values: ["leave", "flush", "adopt"],
    default: "leave",
    meaning:
      "What a thread's end does: leaves caches and slabs behind, flushes its caches, or also makes its slabs adoptable.",
    reason: "Unknown in the documents; freed = 0 after 49,123 SuperSlabs fits leaving them behind.",
  },
  {
    name: "registryFull",
    values: ["unregistered", "refuse"],
    default: "unregistered",
    meaning:
      "A SuperSlab that finds no registry slot is used without being found by lookup, or given back as a failed refill.",
    reason:
      "Unknown; the reported SuperSlab counts exceed the registry tenfold, so it was not refused.",
  },
  {
    name: "tinyLookup",
    values: ["header", "registry"],
    default: "header",
    meaning:
      "What free asks first about a Tiny pointer: its header byte or the SuperSlab registry.",
    reason: "The header probe came with commit 6b1382959c, hours before the hand-off.",
  },
  {
    name: "fallbackOrigin",
    values: ["F1", "F3"],
    default: "F1",
    meaning: "Which libc call serves a fallback: one with an AllocHeader in front, or a plain one.",
    reason:
      "hak_alloc_malloc_impl (F1) is the last resort that MALLOC_FALLBACK_REMOVAL_REPORT removed.",
  },
  {
    name: "fallbackFree",
    values: ["subtract", "pass-through"],
    default: "pass-through",
    meaning:
      "Who frees an F1 block: the path that subtracts the AllocHeader, or libc's free as it stands.",
    reason:
      "Unknown in truth. Passing it through is the only route of a fallback block that ends in the hand-off's message.",
  },
  {
    name: "allocHeaderWord",
    values: ["zero", "size", "mmapped-bit"],
    default: "zero",
    meaning:
      "The AllocHeader's last word, which libc reads as the chunk size when handed the pointer unshifted.",
    reason:
      'The layout is in no document; zero makes libc say "free(): invalid pointer", as the hand-off shows.',
  },
  {
    name: "unknownFree",
    values: ["libc", "ignore"],
    default: "libc",
    meaning: "Where a pointer goes that nobody knows: to libc's free, or nowhere.",
    reason:
      "F6 (hak_free_api.inc.h) ends in __libc_free unless an environment variable says otherwise.",
  },
  {
    name: "gap",
    values: ["mmap", "libc"],
    default: "mmap",
    meaning:
      "Who serves the gap between Tiny and the middle layers: a mapping, or libc behind an AllocHeader (F1).",
    reason:
      "MALLOC_FALLBACK_REMOVAL_REPORT maps the gap only after its fix and F1 lists gap sizes before; the hand-off's runs never ask for them, and a mapping leaves open who frees F1 blocks.",
  },
  {
    name: "callocDetour",
    values: ["off", "libc"],
    default: "off",
    meaning: "Whether calloc of more than 1,023 bytes goes straight to libc's calloc (F4).",
    reason:
      "Seen in the wrapper of Phase 7 (hak_wrappers.inc.h:282-285), but not whether the hand-off's build took it; larson never calls it so.",
  },
  {
    name: "writes",
    values: ["none", "larson", "full"],
    default: "none",
    meaning:
      "What the program writes into its blocks: nothing, 'a' and 'b' as larson does, or every byte.",
    reason: "Traces hold no stores; none invents nothing.",
  },
];

export const defaultSwitches: Switches = {
  sizeMapping: "size+1",
  prewarm: "process",
  threadExit: "leave",
  registryFull: "unregistered",
  tinyLookup: "header",
  fallbackOrigin: "F1",
  fallbackFree: "pass-through",
  allocHeaderWord: "zero",
  unknownFree: "libc",
  gap: "mmap",
  callocDetour: "off",
  writes: "none",
};

/** Ways in which mixed allocation ends (hand-off and reports, section "libc fallback points"). */
export const ROUTES: Record<Route, Partial<Switches>> = {
  M1: { fallbackOrigin: "F1", fallbackFree: "subtract" },
  M2: { fallbackOrigin: "F1", fallbackFree: "pass-through", allocHeaderWord: "zero" },
  M3: { fallbackOrigin: "F3" },
  M4: { tinyLookup: "registry", fallbackOrigin: "F1", fallbackFree: "subtract" },
};

const names = switchTable.map((entry) => entry.name);
const bits = Object.fromEntries(names.map((name, bit) => [name, 1 << bit])) as Record<
  SwitchName,
  number
>;

/** The set of switches that decided something, as one word of saved state. */
export class Touched {
  private readonly word: IntColumn;

  constructor(word: IntColumn) {
    this.word = word;
    word.push(0);
  }

  /** The set as one integer, to see whether it changed. */
  get bits(): number {
    return this.word.get(0);
  }

  add(name: SwitchName): void {
    this.word.set(0, this.word.get(0) | bits[name]);
  }

  has(name: SwitchName): boolean {
    return (this.word.get(0) & bits[name]) !== 0;
  }

  list(): readonly SwitchName[] {
    const word = this.word.get(0);
    return names.filter((name) => (word & bits[name]) !== 0);
  }
}
