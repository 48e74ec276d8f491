// Holds a JSON value against a shape and tells everything that is wrong with it at once.
//
// It accepts exactly what the JSON schema made from the same shape accepts. The value is JSON as it was parsed; nothing is
// converted.

import { unreachable } from "../base/invariant.ts";
import { nearest } from "./nearest.ts";
import type { PolicyProblem } from "./policy-problem.ts";
import type { ListShape, NumberShape, Shape, TextShape } from "./shape.ts";

/** `part`: objects may leave out fields that are not required; `whole`: every field must be there. */
export type Extent = "part" | "whole";

export function checkShape(
  value: unknown,
  shape: Shape,
  extent: Extent,
  path = "$",
): readonly PolicyProblem[] {
  switch (shape.kind) {
    case "object": {
      const required = extent === "whole" ? Object.keys(shape.fields) : shape.required;
      return checkFields(value, shape.fields, required, extent, path);
    }
    case "variants": {
      const tag = isObject(value) ? value[shape.tag] : undefined;
      const names = Object.keys(shape.variants);
      if (!isObject(value)) return wrong(path, value, "an object");
      if (typeof tag !== "string" || !Object.hasOwn(shape.variants, tag)) {
        return wrongChoice(`${path}.${shape.tag}`, tag, names);
      }
      const choice: Shape = { kind: "choice", about: "", values: [tag] };
      const fields = { [shape.tag]: choice, ...shape.variants[tag] };
      return checkFields(value, fields, Object.keys(fields), "whole", path);
    }
    case "choice": {
      const isOne = shape.values.some((known) => known === value);
      return isOne ? [] : wrongChoice(path, value, shape.values);
    }
    case "number":
      return fits(value, shape) ? [] : wrong(path, value, numberWords(shape));
    case "text":
      return matches(value, shape) ? [] : wrong(path, value, textWords(shape));
    case "flag":
      return typeof value === "boolean" ? [] : wrong(path, value, "true or false");
    case "list":
      return checkList(value, shape, extent, path);
    case "absent":
      return value === null ? [] : checkShape(value, shape.shape, extent, path);
    default:
      return unreachable(shape);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as an error shows it: JSON, cut where it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const json = JSON.stringify(value);
  return json.length <= 40 ? json : `${json.slice(0, 37)}...`;
}

/** What a number may be, in words. */
export function numberWords({ whole, least, most }: NumberShape): string {
  const sort = whole ? "a whole number" : "a number";
  if (most < Number.MAX_SAFE_INTEGER) return `${sort} from ${least} to ${most}`;
  return `${sort} from ${least}`;
}

function checkFields(
  value: unknown,
  fields: Readonly<Record<string, Shape>>,
  required: readonly string[],
  extent: Extent,
  path: string,
): readonly PolicyProblem[] {
  if (!isObject(value)) return wrong(path, value, "an object");
  const known = Object.keys(fields);
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .flatMap((name) => wrong(`${path}.${name}`, undefined, expectedWords(fields[name])));
  const given = Object.entries(value).flatMap(([name, field]) => {
    const shape = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (shape !== undefined) return checkShape(field, shape, extent, `${path}.${name}`);
    return wrongName(path, name, known);
  });
  return [...missing, ...given];
}

function checkList(
  value: unknown,
  shape: ListShape,
  extent: Extent,
  path: string,
): readonly PolicyProblem[] {
  const { least, most, item, unique } = shape;
  const size = least === most ? `${most}` : `${least} to ${most}`;
  if (!Array.isArray(value)) return wrong(path, value, `a list of ${size}`);
  const items: readonly unknown[] = value;
  if (items.length < least || items.length > most) {
    return wrong(path, value, `a list of ${size}, not of ${items.length}`);
  }
  const texts = items.map((entry) => JSON.stringify(entry));
  return items.flatMap((entry, index) => {
    const twice = unique && texts.indexOf(texts[index] as string) < index;
    if (twice) return wrong(`${path}[${index}]`, entry, "each value once");
    return checkShape(entry, item, extent, `${path}[${index}]`);
  });
}

function fits(value: unknown, { whole, least, most }: NumberShape): boolean {
  if (typeof value !== "number" || value < least || value > most) return false;
  return !whole || Number.isInteger(value);
}

function matches(value: unknown, { most, pattern }: TextShape): boolean {
  if (typeof value !== "string") return false;
  const { length } = [...value];
  if (length < 1 || length > most) return false;
  return pattern === undefined || new RegExp(pattern.source, "u").test(value);
}

function textWords({ most, pattern }: TextShape): string {
  return `a text of 1 to ${most} characters${pattern === undefined ? "" : `: ${pattern.words}`}`;
}

function expectedWords(shape: Shape | undefined): string {
  switch (shape?.kind) {
    case "choice":
      return listed(shape.values);
    case "number":
      return numberWords(shape);
    case "text":
      return textWords(shape);
    case "flag":
      return "true or false";
    case "absent":
      return `${expectedWords(shape.shape)}, or null`;
    case "list":
      return "a list";
    default:
      return "an object";
  }
}

function wrong(path: string, value: unknown, expected: string): readonly PolicyProblem[] {
  return [{ path, found: shown(value), expected, remedy: undefined }];
}

function wrongChoice(
  path: string,
  value: unknown,
  known: readonly (string | number)[],
): readonly PolicyProblem[] {
  const near = typeof value === "string" ? nearest(value, known.map(String)) : undefined;
  const remedy = near === undefined ? undefined : `did you mean ${shown(near)}?`;
  return [{ path, found: shown(value), expected: listed(known), remedy }];
}

function wrongName(path: string, name: string, known: readonly string[]): readonly PolicyProblem[] {
  const near = nearest(name, known);
  return [
    {
      path: `${path}.${name}`,
      found: "an unknown name",
      expected: listed(known),
      remedy: near === undefined ? "leave it out" : `did you mean ${near}?`,
    },
  ];
}

/** "20 or 21", "a, b or c". */
function listed(values: readonly (string | number)[]): string {
  if (values.length <= 1) return String(values[0]);
  return `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
