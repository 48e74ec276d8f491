// A program with all its children: started together, ended together. Servers and browsers leave children behind when
// only the parent is killed, and code-server's would wait three hours for their window to come back.
//
// This process may be killed itself, by an interrupt or by a test runner that ends its workers, and can then end nothing.
// So every group has a keeper: a process apart that ends the group when this one is gone.

import { type ChildProcess, spawn } from "node:child_process";

export interface ProcessGroup {
  /** Everything it wrote so far, both streams. */
  output(): string;
  /** Its exit status (null after a signal); a program that cannot be started counts as null. */
  readonly ended: Promise<number | null>;
  end(): Promise<void>;
}

/** Runs beside a group and ends it as soon as nobody holds the other end of its input. */
const keeper = (group: number) =>
  `process.stdin.resume().on("close", () => { try { process.kill(${-group}, "SIGKILL"); } catch {} });`;

export function startGroup(
  command: readonly string[],
  options: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
): ProcessGroup {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  const kept = keep(child);
  let output = "";
  const collect = (text: string) => {
    output += text;
  };
  child.stdout.setEncoding("utf8").on("data", collect);
  child.stderr.setEncoding("utf8").on("data", collect);
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", (error) => {
      collect(`${error.message}\n`);
      resolve(null);
    });
    child.on("exit", () => killGroup(child));
    child.on("close", (status) => resolve(status));
  }).finally(() => kept?.stdin?.destroy());
  return {
    output: () => output,
    ended,
    async end() {
      killGroup(child);
      await ended;
    },
  };
}

function keep(child: ChildProcess): ChildProcess | undefined {
  if (child.pid === undefined || process.platform === "win32") return undefined;
  const kept = spawn(process.execPath, ["--eval", keeper(child.pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  kept.unref();
  return kept;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}

/** Runs to the end; throws with the program's output if it fails or takes too long. */
export async function runToEnd(
  command: readonly string[],
  options: {
    readonly cwd: string;
    readonly environment?: NodeJS.ProcessEnv;
    readonly minutes: number;
  },
): Promise<string> {
  const group = startGroup(command, {
    cwd: options.cwd,
    environment: options.environment ?? process.env,
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void group.end();
  }, options.minutes * 60_000);
  const status = await group.ended;
  clearTimeout(timer);
  if (status === 0 && !late) return group.output();
  const ended = late ? `took over ${options.minutes} min` : `exit ${status}`;
  throw new Error(`${command.join(" ")}: ${ended}\n${group.output().slice(-4000)}`);
}
