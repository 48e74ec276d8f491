// Every command and what it does: one table, registered in one loop.
//
// A command that fails says so in a message; its promise still resolves, since nobody but the palette waits for it.

import * as vscode from "vscode";
import type { RuleId } from "../core/c/finding.ts";
import { type CommandId, commandIds } from "./contributions.ts";
import { rulePage } from "./finding-diagnostics.ts";
import type { Host } from "./host.ts";
import { openSample } from "./open-sample.ts";
import { secondSample } from "./sample-choice.ts";
import { TraceCommands } from "./trace-commands.ts";
import { analyseWorkspace, summaryOf } from "./workspace-analysis.ts";

type Command = (argument: unknown) => Promise<unknown>;

export function registerCommands(host: Host): void {
  const traces = new TraceCommands(host.editors, host.replayWorker);
  const commands: Readonly<Record<CommandId, Command>> = {
    [commandIds.openSampleTrace]: (wish) =>
      openSample(host.sample, typeof wish === "string" ? { trace: wish } : undefined),
    [commandIds.openSecondSampleTrace]: () => openSample(host.sample, secondSample),
    [commandIds.importTrace]: (target) => traces.importTrace(target),
    [commandIds.openHeapInspector]: (target) => traces.openHeapInspector(target),
    [commandIds.replayTrace]: (target) => traces.replayTrace(target),
    [commandIds.replayWithPolicy]: (policy) => traces.replayWithPolicy(policy),
    [commandIds.reloadTrace]: (target) => traces.reloadTrace(target),
    [commandIds.goToEvent]: (event) => traces.goToEvent(event),
    [commandIds.analyseWorkspace]: () => analyse(host),
    [commandIds.openRule]: (rule) => openRule(host, rule),
    [commandIds.showLog]: async () => host.log.show(),
  };
  for (const [id, run] of Object.entries(commands)) {
    const guarded = async (argument: unknown): Promise<unknown> => {
      try {
        return await run(argument);
      } catch (error) {
        host.messages.report(error, { task: "run", subject: `the command ${id}` }, () =>
          guarded(argument),
        );
        return undefined;
      }
    };
    host.store.add(vscode.commands.registerCommand(id, guarded));
  }
}

async function analyse(host: Host): Promise<void> {
  const { analysisWorker, diagnostics, log } = host;
  const failed = (uri: vscode.Uri, error: unknown) =>
    log.error(`analyse ${uri.toString()}:`, String(error));
  const result = await diagnostics.whileBusy(() =>
    analyseWorkspace(analysisWorker, diagnostics, failed),
  );
  const summary = summaryOf(result);
  log.info(summary);
  if (result.findings === 0) {
    void vscode.window.showInformationMessage(summary);
    return;
  }
  vscode.window.showInformationMessage(summary, "Show Problems").then((button) => {
    if (button !== undefined)
      void vscode.commands.executeCommand("workbench.actions.view.problems");
  });
}

/** The page of a rule, rendered if the editor can, else as text. */
async function openRule(host: Host, rule: unknown): Promise<void> {
  if (typeof rule !== "string" || !/^[a-z-]+$/.test(rule)) return;
  const page = rulePage(host.extension, rule as RuleId);
  try {
    await vscode.commands.executeCommand("markdown.showPreview", page);
  } catch {
    await vscode.commands.executeCommand("vscode.open", page); // No Markdown preview here.
  }
}
