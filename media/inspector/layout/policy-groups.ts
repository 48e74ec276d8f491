// The policies of the menu in groups: versions of hakmem, options, and the user's own files, as the command's list has them.

import type { PolicyChoice } from "../../../src/core/protocol/index.ts";

export interface PolicyGroup {
  readonly heading: string;
  readonly choices: readonly PolicyChoice[];
}

const headings: readonly (readonly [PolicyChoice["kind"], string])[] = [
  ["epoch", "Versions of hakmem"],
  ["option", "Options"],
  ["file", "Files"],
];

/** Groups that have a choice. */
export function policyGroups(policies: readonly PolicyChoice[]): readonly PolicyGroup[] {
  return headings
    .map(([kind, heading]) => ({
      heading,
      choices: policies.filter((choice) => choice.kind === kind),
    }))
    .filter(({ choices }) => choices.length > 0);
}
