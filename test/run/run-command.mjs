// Runs one command to its end: its output is shown as it comes, it has a time limit, and it leaves no children behind.
//
// Each command leads a process group of its own, because test runners start servers and browsers that outlive a killed
// parent. The group is ended when the command ends, when its time is up, and when this process is interrupted.

import { spawn } from "node:child_process";

/** Between asking a group to end, so that it can end groups of its own, and ending it. */
const GRACE_MS = 2_000;

const windows = process.platform === "win32";
/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.once(signal, () => {
    for (const child of running) endGroup(child);
    setTimeout(() => process.exit(1), GRACE_MS + 100);
  });
}

/**
 * @param {readonly string[]} command Program and arguments.
 * @param {{ cwd: string, minutes: number, environment?: NodeJS.ProcessEnv, capture?: boolean }} options
 * @returns {Promise<{ ok: boolean, ended: string, output: string }>} `ended` says how, for people; `output` is only
 *   filled when `capture` asks for it, and is then not shown.
 */
export function runCommand(command, options) {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.environment ?? process.env,
    stdio: options.capture ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    detached: !windows,
  });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child);
    }, options.minutes * 60_000);
    const finish = (/** @type {boolean} */ ok, /** @type {string} */ ended) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({
        ok: ok && !late,
        ended: late ? `took over ${options.minutes} min` : ended,
        output,
      });
    };
    child.on("error", (error) => finish(false, error.message));
    child.on("exit", () => signalGroup(child, "SIGKILL")); // what it left behind holds the pipes open
    child.on("close", (code, signal) => finish(code === 0, `exit ${code ?? signal}`));
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function endGroup(child) {
  signalGroup(child, "SIGTERM");
  setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS).unref();
}

/** @param {import("node:child_process").ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group has already ended.
  }
}

/** npm as it was called, so that it needs no shell and no search on Windows. */
export const npm = process.env["npm_execpath"]?.endsWith("npm-cli.js")
  ? [process.execPath, process.env["npm_execpath"]]
  : ["npm"];
