// What is known at one point of a function: which places may hold which origin's memory, and whether it may still be the
// failure value.
//
// A binding says for each origin which outcomes are possible here: `FAILED`, `GIVEN` or both. Nothing in the map means
// nothing known, never "certainly no memory". Testing one name tells about every name that holds the same origin. A flag
// is a name whose value depends on tests of some origins; branching on it counts as testing them.

export const FAILED = 1;
export const GIVEN = 2;
export const UNTESTED = FAILED | GIVEN;

export type OriginId = number;

export type Binding = ReadonlyMap<OriginId, number>;

export const NOTHING: Binding = new Map();

export class MemoryState {
  readonly places: Map<string, Binding>;
  readonly flags: Map<string, ReadonlySet<OriginId>>;

  constructor(from?: MemoryState) {
    this.places = new Map(from?.places);
    this.flags = new Map(from?.flags);
  }

  /** What `place` now holds; what hangs on it is forgotten. */
  assign(place: string, value: Binding): void {
    this.forget(place);
    if (value.size > 0) this.places.set(place, value);
  }

  /** Forgets `place` and every place reached through it. */
  forget(place: string): void {
    this.flags.delete(place);
    for (const key of this.places.keys()) {
      if (key === place || dependsOn(key, place)) this.places.delete(key);
    }
  }

  /** A site runs again: what it gave before is another block that nothing more is known of. */
  renew(origin: OriginId): void {
    for (const [place, binding] of this.places) {
      if (binding.has(origin)) this.places.set(place, without(binding, origin));
    }
  }

  /** Restricts an origin's outcomes wherever it is held. */
  restrict(origin: OriginId, outcomes: number): void {
    for (const [place, binding] of this.places) {
      const before = binding.get(origin);
      if (before === undefined || (before & outcomes) === before) continue;
      this.places.set(place, narrowed(binding, origin, outcomes));
    }
  }

  restrictPlace(place: string, origin: OriginId, outcomes: number): void {
    const binding = this.places.get(place);
    if (binding?.has(origin)) this.places.set(place, narrowed(binding, origin, outcomes));
  }

  /** Origins that are known to have failed here. */
  failedOrigins(): Set<OriginId> {
    const failed = new Set<OriginId>();
    for (const binding of this.places.values()) {
      for (const [origin, outcomes] of binding) if (outcomes === FAILED) failed.add(origin);
    }
    return failed;
  }

  /** Adds what may hold on another way here; returns whether that was new. */
  join(other: MemoryState): boolean {
    let changed = false;
    for (const [place, binding] of other.places) {
      const mine = this.places.get(place);
      const both = mine === undefined ? binding : union(mine, binding);
      if (both !== mine) {
        this.places.set(place, both);
        changed = true;
      }
    }
    for (const [flag, origins] of other.flags) {
      const mine = this.flags.get(flag);
      if (mine !== undefined && [...origins].every((origin) => mine.has(origin))) continue;
      this.flags.set(flag, new Set([...(mine ?? []), ...origins]));
      changed = true;
    }
    return changed;
  }
}

/** `a` itself when `b` adds nothing to it. */
export function union(a: Binding, b: Binding): Binding {
  let result: Map<OriginId, number> | undefined;
  for (const [origin, outcomes] of b) {
    const mine = a.get(origin) ?? 0;
    if ((mine | outcomes) === mine) continue;
    result ??= new Map(a);
    result.set(origin, mine | outcomes);
  }
  return result ?? a;
}

function without(binding: Binding, origin: OriginId): Binding {
  const rest = new Map(binding);
  rest.delete(origin);
  return rest;
}

function narrowed(binding: Binding, origin: OriginId, outcomes: number): Binding {
  const left = (binding.get(origin) ?? 0) & outcomes;
  return left === 0 ? without(binding, origin) : new Map(binding).set(origin, left);
}

/** Whether the place written `key` is reached through `place`. */
function dependsOn(key: string, place: string): boolean {
  const at = key.indexOf(place);
  if (at < 0 || key.length === place.length) return false;
  const before = at === 0 ? "" : (key[at - 1] as string);
  const after = key[at + place.length] ?? "";
  const isFieldName = before === "." || before === ">";
  return !isFieldName && !/\w/.test(before) && !/\w/.test(after);
}
