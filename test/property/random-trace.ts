// Random traces for what only long histories reach: threads that are born and end, a heap that fills and drains in waves,
// calls of every kind among mallocs and frees, and events that an importer could not read better (a live block handed out
// again, a block nobody knows, a call that failed). Same seed, same trace.

import {
  EventKind,
  type EventTable,
  NO_BLOCK,
  type ThreadLife,
  type Trace,
  UNKNOWN_BLOCK,
} from "../../src/core/trace/index.ts";
import { Random } from "../../src/core/workload/random.ts";

export interface TraceShape {
  readonly events: number;
  /** Most blocks that live at once. */
  readonly slots: number;
  /** Threads in all, and those that live at once. */
  readonly threads: number;
  readonly alive: number;
  /** Of a thousand events, how many are no malloc or free of a small block. */
  readonly odd: number;
  /** Large blocks fill slabs, and SuperSlabs, and leave them empty. */
  readonly sizes?: "large";
}

const EDGES = [0, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 511, 512, 1023, 1024, 1025];
const LARGE = [2047, 2048, 4080, 40_000, 131_072, 2_097_152];
/** Events of one wave per slot; how full the slots are in it, in percent. */
const WAVE = 2.2;
const FULLNESS = [90, 30, 60, 0, 75];

export function randomTrace(seed: number, shape: TraceShape): Trace {
  return new TraceMaker(seed, shape).make();
}

class TraceMaker {
  private readonly random: Random;
  private readonly shape: TraceShape;
  private readonly seed: number;
  private readonly events: EventTable;
  private readonly held: Uint8Array;
  private readonly alive = [0];
  private readonly lives: { tid: number; birth: ThreadLife["birth"]; end: ThreadLife["end"] }[] = [
    { tid: 0, birth: "unknown", end: "unknown" },
  ];

  constructor(seed: number, shape: TraceShape) {
    const { events: length, slots } = shape;
    this.random = new Random(seed);
    this.shape = shape;
    this.seed = seed;
    this.held = new Uint8Array(slots);
    const column = () => new Int32Array(length).fill(NO_BLOCK);
    this.events = {
      length,
      kind: new Uint8Array(length),
      thread: new Int32Array(length),
      block: column(),
      other: column(),
      size: new Uint32Array(length),
      time: new Float64Array(),
      site: new Int32Array(),
      slots,
    };
  }

  make(): Trace {
    for (let event = 0; event < this.shape.events; event++) {
      const thread = this.alive[this.random.below(this.alive.length)] as number;
      this.events.thread[event] = thread;
      if (this.random.below(1000) < this.shape.odd) this.odd(event, thread);
      else this.plain(event);
    }
    return {
      name: `random ${this.seed}`,
      format: "hakmem-text",
      events: this.events,
      threads: this.lives,
      sites: [],
      hasThreads: true,
      onThreadRefused: "unknown",
      hasMappings: true,
      environment: {},
      switches: {},
      problems: [],
      problemCounts: {},
      confessions: [],
      hash: `random ${this.seed}`,
    };
  }

  private plain(event: number): void {
    const { held, events } = this;
    const length = Math.ceil(WAVE * held.length);
    const wave = FULLNESS[Math.floor(event / length) % FULLNESS.length] as number;
    const slot = wave === 0 ? event % held.length : this.slotFor(wave);
    events.block[event] = slot;
    if (held[slot] === 1 || wave === 0) this.free(event, slot);
    else this.allocate(event, slot, EventKind.Malloc);
  }

  /** A slot to fill or to empty, so that in the long run so many percent are full. */
  private slotFor(wave: number): number {
    const { random, held } = this;
    const fills = random.below(100) < wave ? 0 : 1;
    let slot = random.below(held.length);
    for (let tries = 0; held[slot] !== fills && tries < 6; tries++)
      slot = random.below(held.length);
    return slot;
  }

  private odd(event: number, thread: number): void {
    const { random, events } = this;
    const slot = random.below(this.held.length);
    events.block[event] = slot;
    switch (random.below(14)) {
      case 0:
        this.start(event);
        break;
      case 1:
        this.end(event, thread);
        break;
      case 2:
      case 3:
        this.allocate(event, slot, EventKind.Calloc);
        break;
      case 4:
        this.allocate(event, slot, EventKind.Aligned);
        break;
      case 5:
        events.block[event] = random.below(2) === 0 ? NO_BLOCK : UNKNOWN_BLOCK;
        events.kind[event] = EventKind.Free;
        break;
      case 6:
        this.allocate(event, slot, EventKind.Malloc);
        events.size[event] = LARGE[random.below(LARGE.length)] as number;
        break;
      case 7:
        this.allocate(event, slot, EventKind.Malloc);
        break;
      case 8:
        events.block[event] = NO_BLOCK;
        events.kind[event] = EventKind.Malloc;
        break;
      default:
        this.reallocate(event, slot);
    }
  }

  private allocate(event: number, slot: number, kind: EventKind): void {
    const { random, events } = this;
    events.kind[event] = kind;
    events.size[event] = this.size();
    if (kind === EventKind.Calloc) events.other[event] = 1;
    if (kind === EventKind.Aligned) events.other[event] = 2 ** random.below(15);
    this.held[slot] = 1;
  }

  private reallocate(event: number, slot: number): void {
    const { events, held } = this;
    events.kind[event] = EventKind.Realloc;
    events.other[event] = held[slot] === 1 ? slot : NO_BLOCK;
    if (held[slot] === 1 && this.random.below(8) === 0) {
      events.block[event] = NO_BLOCK;
      held[slot] = 0;
    } else {
      events.size[event] = this.size();
      held[slot] = 1;
    }
  }

  private free(event: number, slot: number): void {
    this.events.kind[event] = EventKind.Free;
    this.held[slot] = 0;
  }

  private size(): number {
    const { random } = this;
    if (this.shape.sizes === "large") return 512 + random.below(512);
    if (random.below(2) === 0) return EDGES[random.below(EDGES.length)] as number;
    return random.below(random.below(4) === 0 ? 1100 : 200);
  }

  /** A thread is born, or speaks for the first time without a recorded birth. */
  private start(event: number): void {
    const { events, lives, alive, random, shape } = this;
    const recorded = random.below(3) > 0;
    const full = lives.length >= shape.threads || alive.length >= shape.alive;
    events.kind[event] = recorded && !full ? EventKind.ThreadStart : EventKind.Free;
    events.block[event] = NO_BLOCK;
    if (full) return;
    events.other[event] = lives.length;
    alive.push(lives.length);
    const end = random.below(2) === 0 ? "recorded" : "unknown";
    lives.push({ tid: lives.length, birth: recorded ? "recorded" : "inferred", end });
  }

  private end(event: number, thread: number): void {
    const { events, alive, lives, random } = this;
    events.block[event] = NO_BLOCK;
    events.kind[event] = EventKind.Free;
    if (thread === 0) return;
    alive.splice(alive.indexOf(thread), 1);
    if (random.below(4) === 0) return;
    events.kind[event] = EventKind.ThreadEnd;
    (lives[thread] as { end: ThreadLife["end"] }).end = "recorded";
  }
}
