// Where two policies differ, field by field, with the path of each field.

import type { Policy } from "../../../allocator/index.ts";
import { isObject, shown } from "./check-shape.ts";

export interface Difference {
  /** `superSlabs.lg`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Changes that a summary names. */
const MOST_NAMED = 6;

/** A sentence for a policy without one: what it changes in its base. */
export function summaryOf(base: Policy, policy: Policy): string {
  const names = new Set(["name", "title", "summary"]);
  const rows = differences(base, policy).filter(({ path }) => !names.has(path));
  if (rows.length === 0) return `As ${base.name}.`;
  const named = rows.slice(0, MOST_NAMED).map(({ path, after }) => `${path} ${shown(after)}`);
  const more = rows.length - named.length;
  return `As ${base.name}, but ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

export function differences(before: unknown, after: unknown, path = ""): readonly Difference[] {
  if (!isObject(before) || !isObject(after)) {
    const same = JSON.stringify(before) === JSON.stringify(after);
    return same ? [] : [{ path, before, after }];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    differences(before[name], after[name], path === "" ? name : `${path}.${name}`),
  );
}
