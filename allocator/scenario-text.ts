// A scenario's run as text, to be read from top to bottom without the C sources at hand: what was reported, what is
// played, the story, and what the heap and the witness say at its end.

import { grouped } from "./refill-failure.ts";
import type { Elsewhere, Scenario } from "./scenario.ts";
import type { ScenarioRun, Told, ToldLine, ToldPassage } from "./scenario-play.ts";

const FINDINGS_SHOWN = 4;
const WIDTH = 110;
const INDENT = 10;

export function formatScenarioList(
  scenarios: readonly Scenario[],
  elsewhere: readonly Elsewhere[],
): string {
  const ids = [...scenarios, ...elsewhere].map(({ id }) => id.length);
  const width = Math.max(...ids);
  const rows = [
    ...scenarios.map(({ id, date, title }) => `${id.padEnd(width)}  ${title} (${date})`),
    "",
    ...elsewhere.map(({ id, title, where }) => `${id.padEnd(width)}  ${title}: ${where}`),
  ];
  return `${rows.join("\n")}\n`;
}

export function formatScenario(run: ScenarioRun): string {
  const { scenario, variant } = run;
  const rows = [
    `${scenario.id}  ${scenario.title}`,
    ...paragraph("reported", `${scenario.date}: ${scenario.symptom} [${scenario.source}]`),
    ...paragraph("cause", scenario.cause),
    ...paragraph("fix", scenario.fix),
    ...(scenario.limits === undefined ? [] : paragraph("limits", scenario.limits)),
    ...paragraph("plays", `${variant === "fixed" ? "the fix: " : ""}${scenario[variant].title}`),
    "",
    ...(run.creation.length === 0 ? [] : ["  creation", ...run.creation.map(message)]),
    ...run.passages.flatMap(passage),
    "",
    ...ending(run),
  ];
  return `${rows.join("\n")}\n`;
}

function passage({ heading, lines }: ToldPassage): string[] {
  if (heading === undefined) return lines.flatMap((line) => storyLine(line, "  "));
  return [`  ${heading}`, ...lines.flatMap((line) => storyLine(line, "    "))];
}

function storyLine({ line, outcomes, messages }: ToldLine, indent: string): string[] {
  const once = indent.length === 2;
  const all = outcomes.map(({ text, times }) => (once ? text : `${text} ×${grouped(times)}`));
  return [
    `${indent}${line.padEnd(30 - indent.length)}  ${all.join(", ")}`.trimEnd(),
    ...messages.map(message),
  ];
}

function message({ text, times }: Told): string {
  const more = times === 1 ? "" : `   (and ${grouped(times - 1)} more like it)`;
  return `      | ${text}${more}`;
}

function ending({ crash, heap, witness, superSlabs, shows, clean }: ScenarioRun): string[] {
  const { made, mapped, released, kept } = superSlabs;
  const inCache = kept === 0 ? "" : `, ${kept} of them kept in the LRU cache`;
  const death =
    crash === undefined
      ? ["exit      0"]
      : [
          `exit      ${crash.exitCode} (${signalName(crash.exitCode)})`,
          ...paragraph("died of", crash.mechanism),
        ];
  return [
    ...death,
    `memory    ${counted(made, "SuperSlab")} made, ${mapped} mapped, ${released} given back${inCache}`,
    ...findings(
      "heap",
      heap.filter(({ id }) => id !== "alignment").map(({ id, ...rest }) => ({ kind: id, ...rest })),
    ),
    ...findings(
      "witness",
      witness.filter(({ kind }) => kind !== "weak-alignment"),
    ),
    `verdict   ${verdict(shows, clean)}`,
  ];
}

function verdict(shows: boolean, clean: boolean): string {
  if (shows) return "the symptom shows";
  return clean ? "clean" : "the symptom does not show, something else does";
}

function findings(
  label: string,
  found: readonly { readonly kind: string; readonly message: string; readonly declared: boolean }[],
): string[] {
  const shown = found
    .slice(0, FINDINGS_SHOWN)
    .flatMap(({ kind, message, declared }, at) =>
      paragraph(at === 0 ? label : "", `${kind}: ${message}${declared ? "" : " (!)"}`),
    );
  const rest = found.length - FINDINGS_SHOWN;
  return rest > 0 ? [...shown, ...paragraph("", `and ${grouped(rest)} more`)] : shown;
}

/** Label in front, text filled to a width that a terminal shows. */
function paragraph(label: string, text: string): string[] {
  const rows: string[] = [];
  let row = label.padEnd(INDENT);
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && row.length + 1 + word.length > WIDTH) {
      rows.push(row);
      row = " ".repeat(INDENT);
      empty = true;
    }
    row += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...rows, row];
}

function signalName(exitCode: 134 | 135 | 139): string {
  if (exitCode === 134) return "SIGABRT";
  return exitCode === 135 ? "SIGBUS" : "SIGSEGV";
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}
