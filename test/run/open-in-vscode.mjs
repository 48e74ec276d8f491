// Opens the extension from this clone in a desktop VS Code, on its sample folder, or says how to.
//
// VS Code is started apart from this process and never waited for. An editor that is not there, or a machine without a
// display, is not a failure: the words say what to type.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/**
 * @param {{ root: string, sample: string, mayOpen: boolean }} options
 * @returns {string} What was done, or what the user can do.
 */
export function openInVsCode({ root, sample, mayOpen }) {
  const args = [`--extensionDevelopmentPath=${root}`, join(root, sample)];
  const byHand = `code ${args.map((argument) => JSON.stringify(argument)).join(" ")}`;
  const code = findOnPath(process.platform === "win32" ? "code.cmd" : "code");
  if (!mayOpen || !hasDisplay()) return `To open it in VS Code:\n  ${byHand}`;
  if (code === undefined)
    return `There is no \`code\` on PATH. Install VS Code (https://code.visualstudio.com), then:\n  ${byHand}`;
  const asRoot = process.getuid?.() === 0 && process.platform === "linux";
  const forRoot = ["--no-sandbox", "--user-data-dir", join(tmpdir(), "hakmem-trace-vscode")];
  const child = spawn(code, asRoot ? [...args, ...forRoot] : args, {
    detached: true,
    stdio: "ignore",
    shell: process.platform === "win32",
  });
  child.on("error", (error) => console.error(`VS Code did not start: ${error.message}`));
  child.unref();
  return "Opening it in VS Code.";
}

/** @param {string} name */
export function findOnPath(name) {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function hasDisplay() {
  if (process.platform !== "linux") return true;
  return Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}
