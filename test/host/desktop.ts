// The other host: a desktop VS Code, given by VSCODE_PATH, found in .vscode-test/, or downloaded where that is possible.
// It runs the same mocha suite, against the same installed VSIX, as the code-server does.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
} from "@vscode/test-electron";
import { runToEnd } from "./process-group.ts";

/** Path of the Electron binary, or undefined where none can be had. */
export async function findDesktop(): Promise<string | undefined> {
  const given = process.env["VSCODE_PATH"];
  if (given !== undefined && given !== "") return given;
  if (process.platform === "linux" && !process.env["DISPLAY"]) return undefined; // it could not draw
  try {
    return await downloadAndUnzipVSCode({ version: "stable", timeout: 10_000 });
  } catch {
    return undefined;
  }
}

export interface DesktopRun {
  readonly vscodeExecutablePath: string;
  readonly vsix: string;
  readonly folder: string;
  readonly extension: string;
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Resolves when VS Code says that the tests passed, rejects otherwise. */
export async function runInDesktop(run: DesktopRun): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "hakmem-"));
  const folders = [
    `--user-data-dir=${join(home, "data")}`,
    `--extensions-dir=${join(home, "ext")}`,
  ];
  try {
    const [cli = "", ...args] = resolveCliArgsFromVSCodeExecutablePath(run.vscodeExecutablePath, {
      reuseMachineInstall: true,
    });
    const install = [cli, ...args, ...folders, "--install-extension", run.vsix, "--force"];
    await runToEnd(install, { cwd: home, minutes: 2 });
    await runTests({
      vscodeExecutablePath: run.vscodeExecutablePath,
      extensionDevelopmentPath: run.extension,
      extensionTestsPath: run.module,
      extensionTestsEnv: run.environment,
      launchArgs: [run.folder, ...folders, "--disable-gpu"],
      reuseMachineInstall: true,
    });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
