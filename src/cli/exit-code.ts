// What the shell sees. CI depends on these numbers; they never change meaning.

export const ExitCode = {
  Clean: 0,
  /** Findings, a failing verdict, a failed check. */
  Findings: 1,
  Usage: 2,
  Unreadable: 3,
  Cancelled: 4,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The command line does not make sense: says which word, and what would. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
