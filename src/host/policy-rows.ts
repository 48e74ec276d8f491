// The rows of "Replay With Policy…": versions of hakmem, options, and the policy files of the workspace, each group under
// a heading. No vscode here.

import type { PolicyChoice } from "../core/protocol/index.ts";

/** A policy file as the list shows it. */
export interface FileRow {
  readonly name: string;
  /** Where it lies, as users read paths. */
  readonly path: string;
}

export type PolicyRow<File> =
  | { readonly heading: string }
  | {
      readonly label: string;
      readonly description: string;
      readonly detail: string;
      readonly policy: string | File;
    };

export function policyRows<File extends FileRow>(
  choices: readonly PolicyChoice[],
  files: readonly File[],
  shown: string,
): readonly PolicyRow<File>[] {
  const marked = (name: string) => (name === shown ? `${name} (shown now)` : name);
  const rowsOf = (kind: PolicyChoice["kind"]) =>
    choices
      .filter((choice) => choice.kind === kind)
      .map(({ name, title, summary }) => ({
        label: title,
        description: marked(name),
        detail: summary,
        policy: name,
      }));
  return [
    ...group("Versions of hakmem", rowsOf("epoch")),
    ...group("Options", rowsOf("option")),
    ...group(
      "Files",
      files.map((file) => ({
        label: file.name.replace(/\.hakmem-policy\.json$/, ""),
        description: marked(file.name),
        detail: file.path,
        policy: file,
      })),
    ),
  ];
}

function group<File>(
  heading: string,
  rows: readonly PolicyRow<File>[],
): readonly PolicyRow<File>[] {
  return rows.length === 0 ? [] : [{ heading }, ...rows];
}
