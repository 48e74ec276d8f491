// A program with all its children: started together, ended together. Servers and browsers leave children behind when
// only the parent is killed, and code-server's would wait three hours for their window to come back.

import { type ChildProcess, spawn } from "node:child_process";

export interface ProcessGroup {
  /** Everything it wrote so far, both streams. */
  output(): string;
  /** Its exit status (null after a signal); a program that cannot be started counts as null. */
  readonly ended: Promise<number | null>;
  end(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on("exit", () => running.forEach(killGroup));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => process.exit(1));

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
  running.add(child);
  let output = "";
  const keep = (text: string) => {
    output += text;
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", (error) => {
      keep(`${error.message}\n`);
      resolve(null);
    });
    child.on("exit", () => killGroup(child));
    child.on("close", (status) => resolve(status));
  }).finally(() => running.delete(child));
  return {
    output: () => output,
    ended,
    async end() {
      killGroup(child);
      await ended;
    },
  };
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
