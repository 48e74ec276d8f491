// Where a command writes and how it is told to stop: passed in, so that tests run commands without a process.

export interface Console {
  out(text: string): void;
  err(text: string): void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Nanoseconds from any fixed point; used for nsPerEvent and `bench` alone, as is `cpu`. */
  now(): number;
  /** Nanoseconds of processor time that the process has used, in all of its threads. */
  cpu(): number;
  /** Folder of the bundles and of the two wasm files of the C parser. */
  readonly bundleDirectory: string;
}
