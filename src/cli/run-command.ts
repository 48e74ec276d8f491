// The command line: picks the command, turns what went wrong into one line and an exit code.

import { CancelledError } from "../core/base/cancelled.ts";
import { UnplayableEnvironmentError, UnusablePolicyError } from "../core/policy/index.ts";
import { NotInTrc1Error, UnreadableTraceError } from "../core/trace/index.ts";
import { WorkloadError } from "../core/workload/index.ts";
import { benchCommand } from "./bench-command.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";
import { generateCommand } from "./generate-command.ts";
import { infoCommand } from "./info-command.ts";
import { lintCommand } from "./lint-command.ts";
import { policiesCommand } from "./policies-command.ts";
import { raceCommand } from "./race-command.ts";
import { replayCommand } from "./replay-command.ts";
import { scenarioCommand } from "./scenario-command.ts";
import { stressCommand } from "./stress-command.ts";

const usage = `hakmem-trace: replays allocation traces through a model of the hakmem allocator

  hakmem-trace info FILE [--json]
  hakmem-trace replay FILE [options]
  hakmem-trace replay --workload "larson 10 8 128 1024 1 12345 4" [options]
      --policy NAME|FILE.json    a built-in policy (default: seed) or a file that extends one
      --env NAME=VALUE           environment variable or build flag of hakmem; may be repeated
      --env-file FILE            such settings, one a line; may be repeated
      --seed N                   order in which a workload's threads run (default 0)
      --seeds A..B               these orders one after the other, a line each: which call failed first
      --switch NAME=VALUE        another reading of an open fact; may be repeated
      --environment NAME=VALUE   another figure of the assumed environment; may be repeated
      --continue-after-null      go on past the first NULL; what follows is hypothetical
      --sensitivity              replay under every other reading of the open facts it asked about
      --check                    audit the model while replaying
      --json                     machine-readable (media/schemas/replay.schema.json)
  hakmem-trace policies [NAME]   the built-in policies, or one of them whole
      --json                     machine-readable; with a name, a file for --policy
                                 (media/schemas/policy.schema.json)
  hakmem-trace lint PATH… [--json]
  hakmem-trace race [SCENARIO]   races inside a call, every interleaving; without a name, the list
      --fixed                    under the rules after the fix
      --seed N                   one interleaving instead, drawn by the seed
      --json                     machine-readable (media/schemas/race.schema.json)
  hakmem-trace scenario [ID]     known bugs as short heap scripts; without a name, the list
      --fixed                    under the policy after the fix
      --json                     machine-readable (media/schemas/scenario.schema.json)
  hakmem-trace generate "bench-mixed 10000000" -o FILE [--force]
                                 a workload of malloc and free, as a TRC1 file
  hakmem-trace bench FILE [options]
      --passes N                 replays in this process (default 5)
      --policy NAME|FILE.json    as for replay
      --no-record                totals and verdict only
      --bytes                    keep headers and links in the heap's own bytes
  hakmem-trace stress [options]  larson's pattern on real threads, every block accounted for
      --threads N                1 to 64 (default 4)
      --seconds S                how long (default 2)
      --seed N                   sizes and choices of the workers (default 0)
      --json                     machine-readable (media/schemas/stress.schema.json)

Exit codes: 0 clean, 1 findings or a failing verdict, 2 usage, 3 unreadable, 4 cancelled.
`;

type Command = (words: string[], console: Console) => Promise<ExitCode>;

const commands: Readonly<Record<string, Command>> = {
  info: infoCommand,
  replay: replayCommand,
  policies: policiesCommand,
  lint: lintCommand,
  race: raceCommand,
  scenario: scenarioCommand,
  generate: generateCommand,
  bench: benchCommand,
  stress: stressCommand,
};

export async function runCommand(words: readonly string[], console: Console): Promise<ExitCode> {
  const [name, ...rest] = words;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    (name === undefined ? console.err : console.out)(usage);
    return name === undefined ? ExitCode.Usage : ExitCode.Clean;
  }
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) throw new UsageError(`there is no command "${name}"`);
    return await command(rest, console);
  } catch (error) {
    return report(error, console);
  }
}

/** What was asked for makes no sense. */
const usageErrors = [
  UsageError,
  WorkloadError,
  NotInTrc1Error,
  UnusablePolicyError,
  UnplayableEnvironmentError,
] as const;

function report(error: unknown, console: Console): ExitCode {
  if (error instanceof CancelledError) {
    console.err("hakmem-trace: cancelled\n");
    return ExitCode.Cancelled;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (usageErrors.some((kind) => error instanceof kind) || isArgumentError(error)) {
    console.err(`hakmem-trace: ${message}\nTry: hakmem-trace --help\n`);
    return ExitCode.Usage;
  }
  if (error instanceof UnreadableTraceError || isFileError(error)) {
    console.err(`hakmem-trace: ${message}\n`);
    return ExitCode.Unreadable;
  }
  throw error;
}

function isArgumentError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
}

function isFileError(error: unknown): boolean {
  return typeof (error as { syscall?: unknown }).syscall === "string";
}
