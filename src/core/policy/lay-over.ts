// Laying the fields of a file over those of a built-in policy.
//
// Objects are laid over field by field, everything else replaces what was there. The order of fields is the base's, so a
// file that repeats its base gives the same recording. Values are checked before they come here.

import { isObject } from "./check-shape.ts";
import type { Shape } from "./shape.ts";

export function layOver(base: unknown, given: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case "object": {
      if (!isObject(given)) return given;
      const below = isObject(base) ? base : {};
      const added = Object.keys(shape.fields).filter((name) => Object.hasOwn(given, name));
      const names = new Set([...Object.keys(below), ...added]);
      const laid = (name: string) => layOver(below[name], given[name], shape.fields[name] as Shape);
      return Object.fromEntries(
        [...names].map((name) => [name, Object.hasOwn(given, name) ? laid(name) : below[name]]),
      );
    }
    case "absent":
      return given === null ? shape.absent : layOver(base, given, shape.shape);
    default:
      return given;
  }
}

/** The value as JSON says it, which has no undefined: what `layOver` reads back. */
export function asJson(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(asJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asJson(field)]));
}
