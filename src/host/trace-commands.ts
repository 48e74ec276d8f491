// The commands about traces. Each accepts what a caller may know already (a file, a policy, an event) and asks otherwise.

import * as vscode from "vscode";
import { count } from "../core/base/number-words.ts";
import { TRACE_SUFFIX, viewTypes } from "./contributions.ts";
import { parseEvent } from "./event-number.ts";
import { pickPolicy, policyFile } from "./policy-choice.ts";
import { BadRequestError } from "./present-error.ts";
import type { TraceDocument } from "./trace-document.ts";
import type { TraceEditors } from "./trace-editors.ts";
import type { Engine, PolicyFile } from "./trace-session.ts";

export class TraceCommands {
  private readonly editors: TraceEditors;
  private readonly engine: Engine;

  constructor(editors: TraceEditors, engine: Engine) {
    this.editors = editors;
    this.engine = engine;
  }

  async importTrace(target: unknown): Promise<void> {
    const uri = target instanceof vscode.Uri ? target : await askForTrace();
    if (uri !== undefined) await openInspector(uri);
  }

  /** The given file, else the selected tab's file, else asks. */
  async openHeapInspector(target: unknown): Promise<void> {
    const uri = target instanceof vscode.Uri ? target : uriOfActiveTab();
    if (uri === undefined) await this.importTrace(undefined);
    else await openInspector(uri);
  }

  async replayTrace(target: unknown): Promise<void> {
    const document = this.documentOf(target);
    if (document === undefined) await this.importTrace(target);
    else await document.session.replay();
  }

  /** The given policy, by name or by file, else asks. */
  async replayWithPolicy(policy: unknown): Promise<void> {
    const document = this.editors.current;
    if (document === undefined) {
      await this.importTrace(undefined);
      return;
    }
    const { session } = document;
    const chosen =
      policyGiven(policy) ??
      (await pickPolicy(this.engine.request("policies", {}), session.lastPolicy));
    if (chosen !== undefined) await session.replay(chosen);
  }

  async reloadTrace(target: unknown): Promise<void> {
    await this.documentOf(target)?.session.reload();
  }

  async goToEvent(target: unknown): Promise<void> {
    const document = this.editors.current;
    if (document === undefined) return;
    await document.session.settled();
    const { eventCount } = document.session;
    const event = typeof target === "number" ? target : await askForEvent(document);
    if (event === undefined) return;
    if (!Number.isInteger(event) || event < -1 || event >= eventCount) {
      throw new BadRequestError(
        `there is no event ${count(event)}; events run from 0 to ${count(eventCount - 1)}`,
      );
    }
    document.goTo(event);
  }

  private documentOf(target: unknown): TraceDocument | undefined {
    return target instanceof vscode.Uri ? this.editors.find(target) : this.editors.current;
  }
}

function policyGiven(policy: unknown): string | PolicyFile | undefined {
  if (policy instanceof vscode.Uri) return policyFile(policy);
  return typeof policy === "string" ? policy : undefined;
}

async function openInspector(uri: vscode.Uri): Promise<void> {
  const isOurs = uri.path.toLowerCase().endsWith(TRACE_SUFFIX);
  const viewType = isOurs ? viewTypes.trace : viewTypes.foreignTrace;
  await vscode.commands.executeCommand("vscode.openWith", uri, viewType);
}

async function askForTrace(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: "Import Trace",
    openLabel: "Import",
    canSelectMany: false,
    filters: {
      Traces: ["txt", "rep", "zst", "gz", "zip", "heaptrack", "log"],
      "All files": ["*"],
    },
  });
  return chosen?.[0];
}

function uriOfActiveTab(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) {
    return input.uri;
  }
  return undefined;
}

async function askForEvent(document: TraceDocument): Promise<number | undefined> {
  const last = document.session.eventCount - 1;
  const typed = await vscode.window.showInputBox({
    title: `Go to Event of ${document.name}`,
    prompt: `0 to ${count(last)}, or -1 for the state before the first event`,
    value: String(document.cursor),
    validateInput: (text) => {
      const event = parseEvent(text);
      return event !== undefined && event <= last
        ? undefined
        : `Type a whole number from -1 to ${count(last)}.`;
    },
  });
  return typed === undefined ? undefined : parseEvent(typed);
}
