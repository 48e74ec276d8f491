// Where two policies differ, field by field, with the path of each field.

import { isObject } from "./check-shape.ts";

export interface Difference {
  /** `superSlabs.lg`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
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
