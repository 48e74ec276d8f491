// What went wrong, in words for the user. The only place that turns errors into sentences.
//
// A message names the thing, the place, what was found and the next step, and carries at most one button. Errors arrive
// by name, because most of them crossed from a worker and lost their class on the way.

/** Of a policy file's problems. */
const PROBLEMS_SHOWN = 3;

export type ErrorButton = "Retry" | "Reload" | "Show Log";

export interface PresentedError {
  readonly message: string;
  readonly button: ErrorButton;
  /** Trying again may help. */
  readonly canRetry: boolean;
}

/** The work that failed: "replay", "open", and what it was done to. */
export interface FailedWork {
  readonly task: string;
  readonly subject: string;
}

/** A trace that is not a file on disk and too large to be handed over as one piece. */
export class TraceTooLargeError extends Error {
  override readonly name = "TraceTooLargeError";
  readonly bytes: number;
  readonly limit: number;
  constructor(bytes: number, limit: number) {
    super(`${bytes} bytes, at most ${limit}`);
    this.bytes = bytes;
    this.limit = limit;
  }
}

/** A message whose sender did not keep to the protocol. */
export class BadRequestError extends Error {
  override readonly name = "BadRequestError";
}

/** A policy that the model does not know. */
export class UnknownPolicyError extends Error {
  override readonly name = "UnknownPolicyError";
  constructor(policy: string, known: readonly string[]) {
    super(`there is no policy "${policy}"; known: ${known.join(", ")}`);
  }
}

/** A policy file that is gone or may not be read. */
export class UnreadablePolicyError extends Error {
  override readonly name = "UnreadablePolicyError";
  constructor(file: string) {
    super(`the policy file ${file} cannot be read. Was it moved or deleted?`);
  }
}

export function isCancelled(error: unknown): boolean {
  return nameOf(error) === "CancelledError";
}

export function presentError(error: unknown, work: FailedWork): PresentedError {
  const { task, subject } = work;
  const detail = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
  const failed = `Could not ${task} ${subject}`;
  switch (nameOf(error)) {
    case "CancelledError":
      return retry(`${subject}: ${task} cancelled. Retry starts it again.`);
    case "ChannelClosedError":
      return retry(`${failed}: ${detail}. Nothing was lost on disk; Retry starts a new worker.`);
    case "UnreadableTraceError":
      return reload(
        `${subject} cannot be read as a trace: ${ended(withoutPrefix(detail, `${subject}: `))}`,
      );
    case "TraceTooLargeError":
      return log(
        `${failed}: ${tooLarge(error)}. Traces that are not files on this machine are read whole; save it to disk and open it from there.`,
      );
    case "UnknownPolicyError":
      return log(`${failed}: ${detail}. Choose one with "Replay With Policy…".`);
    case "UnreadablePolicyError":
      return retry(`${failed}: ${detail}`);
    case "UnusablePolicyError":
      return retry(`${failed}: ${firstLines(detail)} Correct the file, then retry.`);
    case "BadRequestError":
      return log(`${failed}: the inspector page sent something unexpected (${detail}).`);
    case "InvariantError":
      return log(
        `${failed}: the model broke one of its own rules (${detail}). This is a defect of Hakmem Trace, not of the traced program; please report it with the log.`,
      );
    default:
      return fromFileSystem(error, detail, failed, subject) ?? retry(`${failed}: ${detail}.`);
  }
}

function fromFileSystem(
  error: unknown,
  detail: string,
  failed: string,
  subject: string,
): PresentedError | undefined {
  const code = codeOf(error) ?? /\b(ENOENT|EACCES|EPERM|EISDIR)\b/.exec(detail)?.[1];
  switch (code) {
    case "FileNotFound":
    case "ENOENT":
      return reload(`${failed}: there is no such file. Was it moved or deleted?`);
    case "NoPermissions":
    case "EACCES":
    case "EPERM":
      return reload(`${failed}: reading it is not permitted. Change its permissions, then reload.`);
    case "FileIsADirectory":
    case "EISDIR":
      return log(`${subject} is a folder; choose a trace file in it.`);
    default:
      return undefined;
  }
}

/** A headline and the first of the lines below it. */
function firstLines(detail: string): string {
  const [head = "", ...lines] = detail.split(/\n\s*/);
  const more = lines.length - PROBLEMS_SHOWN;
  const rest = more > 0 ? ` (and ${more} more)` : "";
  return `${head} ${lines.slice(0, PROBLEMS_SHOWN).join("; ")}${rest}.`;
}

function tooLarge(error: unknown): string {
  if (!(error instanceof TraceTooLargeError)) return "it is too large";
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return `it has ${mebibytes(error.bytes)}, the limit is ${mebibytes(error.limit)}`;
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/** With a full stop, unless it asks something. */
function ended(text: string): string {
  return text.endsWith("?") ? text : `${text}.`;
}

const retry = (message: string): PresentedError => ({ message, button: "Retry", canRetry: true });
const reload = (message: string): PresentedError => ({ message, button: "Reload", canRetry: true });
const log = (message: string): PresentedError => ({ message, button: "Show Log", canRetry: false });

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
