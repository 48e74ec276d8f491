// Groups end with whoever started them, however that ended.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runToEnd, startGroup } from "./process-group.ts";

const options = { cwd: process.cwd(), environment: process.env };
const node = (code: string) => [process.execPath, "--eval", code];
const forever = "setInterval(() => {}, 1000)";

test("a group ends with its children", async () => {
  const child = `require("node:child_process").spawn(process.execPath, ["--eval", "${forever}"], { stdio: "inherit" })`;
  const group = startGroup(node(`console.log(${child}.pid); ${forever}`), options);
  await expect.poll(group.output, { timeout: 20_000 }).toMatch(/^\d+\n$/);
  await group.end();
  await expect.poll(() => isAlive(Number(group.output())), { timeout: 20_000 }).toBe(false);
});

test("a group ends when its starter is killed", async () => {
  const module = JSON.stringify(new URL("process-group.ts", import.meta.url).pathname);
  const starter = spawn(
    process.execPath,
    [
      ...["--input-type=module", "--eval"],
      `import { build } from "esbuild";
       const { outputFiles } = await build({ entryPoints: [${module}], bundle: true, write: false, format: "esm", platform: "node" });
       const { startGroup } = await import("data:text/javascript," + encodeURIComponent(outputFiles[0].text));
       const group = startGroup([process.execPath, "--eval", "console.log(process.pid); ${forever}"], { cwd: ".", environment: process.env });
       const said = setInterval(() => { if (group.output() !== "") { clearInterval(said); console.log(group.output()); } }, 20);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  starter.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await expect.poll(() => output, { timeout: 20_000 }).toMatch(/^\d+\n/);
  starter.kill("SIGKILL");
  await expect.poll(() => isAlive(Number.parseInt(output, 10)), { timeout: 20_000 }).toBe(false);
});

test("a program that fails says what it said", async () => {
  const failing = runToEnd(node("console.error('no disk'); process.exit(4)"), {
    cwd: process.cwd(),
    minutes: 1,
  });
  await expect(failing).rejects.toThrow(/exit 4\nno disk/);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // In a container without an init an ended orphan stays in the table.
  const status = `/proc/${pid}/status`;
  return !(existsSync(status) && /^State:\s+Z/m.test(readFileSync(status, "utf8")));
}
