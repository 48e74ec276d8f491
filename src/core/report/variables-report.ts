// Which environment variables and build flags a replay was given, and what each did.

export interface VariablesSummary {
  readonly notes: readonly {
    readonly name: string;
    readonly value: string;
    readonly effect: "changes" | "same" | "irrelevant" | "not-modelled";
    /** What changed, or why nothing did. */
    readonly words: string;
  }[];
  /** Variables that do not go together. */
  readonly warnings: readonly string[];
}

const effectWords = {
  changes: "",
  same: "no change: ",
  irrelevant: "does not matter here: ",
  "not-modelled": "NOT MODELLED: ",
} as const;

export function variableLines({ notes, warnings }: VariablesSummary): string[] {
  return [
    ...notes.map(
      ({ name, value, effect, words }) => `  ${name}=${value}: ${effectWords[effect]}${words}`,
    ),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}
