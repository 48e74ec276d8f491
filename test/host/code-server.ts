// VS Code as a server: its workbench is a web page, its extension host a real Node process. Everything it writes goes to
// a temporary folder of its own, and stopping it ends every process it started.
//
// How it differs from a desktop VS Code: `uiKind` is Web and `remoteName` is set. Files are file: URIs all the same.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostNode } from "./install-host.ts";
import { places } from "./places.ts";
import { runToEnd, startGroup } from "./process-group.ts";

export interface CodeServer {
  /** Address of the workbench with `folder` open; with `tests`, it loads that extension and runs its tests module. */
  workbenchUrl(
    folder: string,
    tests?: { readonly extension: string; readonly module: string },
  ): string;
  /** What the server printed. */
  log(): string;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  readonly vsix: string;
  /** With trust on, a folder opens in Restricted Mode. */
  readonly workspaceTrust: "on" | "off";
  /** Reaches the extension host. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const home = await mkdtemp(join(tmpdir(), "hakmem-"));
  const trusting = options.workspaceTrust === "on";
  await mkdir(join(home, "data", "User"), { recursive: true });
  await mkdir(join(home, "tmp"));
  await writeFile(join(home, "config.yaml"), "");
  await writeFile(
    join(home, "data", "User", "settings.json"),
    JSON.stringify({ ...quietSettings, "security.workspace.trust.enabled": trusting }),
  );
  const environment = {
    ...cleanEnvironment(),
    ...options.environment,
    HOME: home,
    TMPDIR: join(home, "tmp"),
    EXTENSIONS_GALLERY: "{}",
  };
  const entry = join(places.host, "node_modules", "code-server", "out", "node", "entry.js");
  const program = [hostNode(), entry, "--config", join(home, "config.yaml")];
  const folders = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "ext")];
  const install = [...program, ...folders, "--install-extension", options.vsix, "--force"];
  await runToEnd(install, { cwd: home, environment, minutes: 1 });

  const port = await freePort();
  const quiet = [
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-getting-started-override",
    "--disable-proxy",
    "--ignore-last-opened",
    ...(trusting ? [] : ["--disable-workspace-trust"]),
  ];
  const server = startGroup(
    [
      ...program,
      ...folders,
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${port}`],
      ...quiet,
      ...["--vscode-option", "enable-smoke-test-driver"], // else a built VS Code ignores `payload`
    ],
    { cwd: home, environment },
  );
  async function stop(): Promise<void> {
    await server.end();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  try {
    await answers(`http://127.0.0.1:${port}/healthz`, server.ended);
  } catch (error) {
    await stop();
    throw new Error(`code-server did not start: ${String(error)}\n${server.output()}`);
  }
  return {
    workbenchUrl: (folder, tests) => workbenchUrl(port, folder, tests),
    log: server.output,
    stop,
  };
}

/** Nothing opens by itself, nothing takes the focus, nothing moves. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "workbench.reduceMotion": "on",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "editor.minimap.enabled": false,
  "git.enabled": false,
  "security.workspace.trust.startupPrompt": "never",
};

function workbenchUrl(
  port: number,
  folder: string,
  tests: { readonly extension: string; readonly module: string } | undefined,
): string {
  const authority = `127.0.0.1:${port}`;
  const url = `http://${authority}/?folder=${encodeURIComponent(folder)}`;
  if (tests === undefined) return url;
  const payload = [
    ["extensionDevelopmentPath", `vscode-remote://${authority}${tests.extension}`],
    ["extensionTestsPath", `vscode-remote://${authority}${tests.module}`],
  ];
  return `${url}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** This environment without what would steer a VS Code, a Node or a server. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const steering = /^(VSCODE_|npm_|NODE_OPTIONS$|NODE_ENV$|PASSWORD$|HASHED_PASSWORD$|PORT$|XDG_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !steering.test(name)));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("no free port"));
      });
    });
  });
}

async function answers(url: string, ended: Promise<number | null>): Promise<void> {
  const until = Date.now() + 60_000;
  let exit: string | undefined;
  void ended.then((status) => {
    exit = `exit ${status}`;
  });
  while (exit === undefined && Date.now() < until) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(exit ?? "no answer within 60 s");
}
