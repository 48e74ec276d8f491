// Runs one mocha suite inside a real VS Code, against the installed VSIX, and leaves its verdict file in the reports.
//
//   node run-suite.mjs <suite>         suite: `trusted` (a desktop VS Code if there is one, else code-server)
//                                             `restricted` (code-server with workspace trust on)
//
// Both ends must agree: the page's codeAutomationExit (or runTests) and the verdict file. Status 0 only then.

import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCodeServer } from "./code-server.ts";
import { findDesktop, runInDesktop } from "./desktop.ts";
import { installHost } from "./install-host.ts";
import { places, root } from "./places.ts";
import { SAID_BY_TESTS, Told } from "./verdict.ts";
import { openWorkbench } from "./workbench.ts";

const LIMIT_MS = 300_000;

const suite = process.argv[2];
if (suite !== "trusted" && suite !== "restricted") throw new Error(`no such suite: ${suite}`);

const extension = join(places.built, "integration");
const module = join(extension, `${suite}.js`);
const workspace = await mkdtemp(join(tmpdir(), "hakmem-workspace-"));
const verdictFile = join(places.reports, `${suite}.json`);
const environment = { [Told.verdictFile]: verdictFile, [Told.workspace]: workspace };

await mkdir(places.reports, { recursive: true });
await mkdir(places.artifacts, { recursive: true });
await cp(join(root, "test", "integration", "workspace"), workspace, { recursive: true });
try {
  const desktop = suite === "trusted" ? await findDesktop() : undefined;
  if (desktop === undefined) await runInCodeServer();
  else {
    console.log(`Host: desktop VS Code (${desktop})`);
    const vsix = places.vsix;
    const run = { vscodeExecutablePath: desktop, vsix, folder: workspace, extension, module };
    await runInDesktop({ ...run, environment });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(workspace, { recursive: true, force: true });
}

async function runInCodeServer(): Promise<void> {
  await installHost(console.log);
  console.log(
    `Host: code-server in a headless browser${suite === "restricted" ? ", Restricted Mode" : ""}`,
  );
  const server = await startCodeServer({
    vsix: places.vsix,
    workspaceTrust: suite === "restricted" ? "on" : "off",
    environment,
  });
  const consoleLines: string[] = [];
  try {
    let exited: (code: number) => void = () => {};
    const exit = new Promise<number>((resolve) => {
      exited = resolve;
    });
    const url = server.workbenchUrl(workspace, { extension, module });
    const workbench = await openWorkbench(url, async (page) => {
      await page.exposeFunction("codeAutomationExit", (code: number) => exited(code));
      await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
        const line = args.map(String).join(" ");
        consoleLines.push(`${type}: ${line}`);
        if (line.startsWith(SAID_BY_TESTS)) console.log(line.slice(SAID_BY_TESTS.length));
      });
    });
    try {
      const code = await Promise.race([exit, late()]);
      if (code === 0) return;
      await workbench.page.screenshot({ path: join(places.artifacts, `${suite}-failed.png`) });
      const ended = code === undefined ? `no end within ${LIMIT_MS / 1000} s` : `exit ${code}`;
      throw new Error(`${ended}; see test/artifacts/${suite}.log`);
    } finally {
      await workbench.close();
    }
  } finally {
    const log = `${server.log()}\n--- console of the window and its extension host\n${consoleLines.join("\n")}\n`;
    await writeFile(join(places.artifacts, `${suite}.log`), log);
    await server.stop();
  }
}

function late(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), LIMIT_MS).unref();
  });
}
