// Long work stops by throwing this; it is the one outcome that is neither a result nor a fault.

export class CancelledError extends Error {
  override readonly name = "CancelledError";
  constructor() {
    super("cancelled");
  }
}

/** What long work is given: a way to be stopped, a way to say how far it is, a way to let others run. */
export interface WorkControl {
  readonly signal: AbortSignal;
  /** `done` of `total` units; called at most once per slice. */
  progress(done: number, total: number): void;
  /** Lets the host handle messages; called between slices of at most some tens of milliseconds. */
  pause(): Promise<void>;
}
