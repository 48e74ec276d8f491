// The installed extension as the tests see it: its id, its API, and everyday acts on it that several suites share.

import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { InspectorState } from "../../src/core/protocol/index.ts";
import type { Census, HakmemApi } from "../../src/host/api.ts";
import { Told } from "../host/verdict.ts";
import { eventually } from "./eventually.ts";

export function installed(): vscode.Extension<HakmemApi> {
  const extension = vscode.extensions.getExtension<HakmemApi>("hakmem-trace.hakmem-trace");
  assert(extension !== undefined, "the extension is not installed");
  return extension;
}

export async function api(): Promise<HakmemApi> {
  return installed().activate();
}

/** Folder that is open and may be written to. */
export function workspaceFolder(): string {
  const folder = process.env[Told.workspace];
  assert(folder !== undefined, `${Told.workspace} is not set`);
  return folder;
}

export async function writeTrace(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const path = join(workspaceFolder(), name);
  await writeFile(path, content);
  return vscode.Uri.file(path);
}

/** Imports by command and waits for the end of the replay. */
export async function importTrace(uri: vscode.Uri): Promise<InspectorState> {
  await vscode.commands.executeCommand("hakmem.importTrace", uri);
  return settled(uri);
}

export async function settled(uri: vscode.Uri): Promise<InspectorState> {
  const hakmem = await api();
  return eventually(`a replay of ${uri.path} ends`, () => hakmem.settled(uri));
}

export async function importGood(
  uri: vscode.Uri,
): Promise<Extract<InspectorState, { kind: "ready" }>> {
  return ready(await importTrace(uri));
}

export function ready(state: InspectorState): Extract<InspectorState, { kind: "ready" }> {
  if (state.kind !== "ready") assert.fail(`not ready: ${JSON.stringify(state)}`);
  return state;
}

/** Closes every editor; resolves when no trace is left in the extension. */
export async function closeTraces(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  await nothingLeft(["replayWorkers", "documents", "panels", "watchers"]);
}

export async function nothingLeft(of?: readonly (keyof Census)[]): Promise<void> {
  const hakmem = await api();
  let last: Census | undefined;
  await eventually("nothing is left open", async () => {
    const census = await hakmem.census();
    last = census;
    const counts = of === undefined ? Object.values(census) : of.map((name) => census[name]);
    return counts.every((count) => count === 0) ? true : undefined;
  }).catch((error: Error) => {
    throw new Error(`${error.message}; left: ${JSON.stringify(last)}`);
  });
}

/** A trace of `pairs` blocks, each allocated and freed by one of two threads. */
export function tracePairs(pairs: number): string {
  const lines = ["hakmem-trace 1", "name pairs"];
  for (let pair = 0; pair < pairs; pair++) {
    const size = 16 + ((pair * 40) % 1000);
    lines.push(`t0 malloc ${pair} ${size}`, `t${pair % 2} free ${pair}`);
  }
  return `${lines.join("\n")}\n`;
}
