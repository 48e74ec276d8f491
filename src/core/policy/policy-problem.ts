// One thing wrong in a policy file: where, what was found, what is expected, and what to do about it.

export interface PolicyProblem {
  /** JSON path: `$.superSlabs.lg`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** The next step, where `expected` does not say it already. */
  readonly remedy: string | undefined;
}

export function problemText({ path, found, expected, remedy }: PolicyProblem): string {
  return `${path}: ${found}, expected ${expected}${remedy === undefined ? "" : `; ${remedy}`}`;
}

/** A file that is no policy, with everything that is wrong in it. */
export class UnusablePolicyError extends Error {
  override readonly name = "UnusablePolicyError";
  constructor(file: string, problems: readonly PolicyProblem[]) {
    super([`${file} is no policy:`, ...problems.map(problemText)].join("\n  "));
  }
}
