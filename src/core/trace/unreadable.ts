// The one thing importing throws: a file in which nothing at all can be read as a trace.

export interface Unreadable {
  /** What the bytes look like. */
  readonly found: string;
  readonly expected: string;
  /** What the reader can do about it. */
  readonly remedy: string;
}

export class UnreadableTraceError extends Error {
  override readonly name = "UnreadableTraceError";
  readonly traceName: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;

  constructor(traceName: string, why: Unreadable) {
    super(`${traceName}: found ${why.found}, expected ${why.expected}. ${why.remedy}`);
    this.traceName = traceName;
    this.found = why.found;
    this.expected = why.expected;
    this.remedy = why.remedy;
  }
}
