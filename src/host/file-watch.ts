// Tells when one file changed on disk, also when it was replaced by a new one of the same name.
//
// A deleted file is not a change: what was read stays shown. Names with glob characters watch their whole folder and
// are told apart by comparing addresses.

import * as vscode from "vscode";
import { nameOf } from "./trace-source.ts";

export function watchFile(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  const name = nameOf(uri);
  const pattern = /[*?[\]{}!\\]/.test(name) ? "*" : name;
  const folder = vscode.Uri.joinPath(uri, "..");
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, pattern),
    false,
    false,
    true,
  );
  const address = uri.toString();
  const compare = (found: vscode.Uri) => {
    if (found.toString() === address) changed();
  };
  return vscode.Disposable.from(
    watcher.onDidChange(compare),
    watcher.onDidCreate(compare),
    watcher,
  );
}
