// Shows failures as messages with one button, and says what the button does. Each failure is logged once, in full.

import * as vscode from "vscode";
import {
  type FailedWork,
  isCancelled,
  type PresentedError,
  presentError,
} from "./present-error.ts";

export class FailureMessages {
  private readonly log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    this.log = log;
  }

  /** Shows an error of some work; a cancelled one shows nothing. */
  report(error: unknown, work: FailedWork, again: () => unknown): void {
    this.log.error(`${work.task} ${work.subject}:`, detailOf(error));
    if (!isCancelled(error)) this.show(presentError(error, work), again);
  }

  show(error: PresentedError, again: () => unknown): void {
    this.log.error(error.message);
    vscode.window.showErrorMessage(error.message, error.button).then((button) => {
      if (button === "Show Log") this.log.show();
      else if (button !== undefined) again();
    });
  }
}

function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
