// Every name the extension shares with its manifest: commands, editors, settings, languages, context keys.
//
// One table, used wherever such a name is needed; a test compares it with package.json in both directions. Nothing here
// says what a command does.

export const commandIds = {
  openSampleTrace: "hakmem.openSampleTrace",
  openSecondSampleTrace: "hakmem.openSecondSampleTrace",
  importTrace: "hakmem.importTrace",
  replayTrace: "hakmem.replayTrace",
  replayWithPolicy: "hakmem.replayWithPolicy",
  reloadTrace: "hakmem.reloadTrace",
  openHeapInspector: "hakmem.openHeapInspector",
  goToEvent: "hakmem.goToEvent",
  analyseWorkspace: "hakmem.analyseWorkspace",
  openRule: "hakmem.openRule",
  showLog: "hakmem.showLog",
} as const;
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Category of every command in the palette. */
export const COMMAND_CATEGORY = "Hakmem";

/**
 * Two view types for one editor, because a view type has one priority: the project's own traces open in the inspector by
 * default, everything else only when asked for.
 */
export const viewTypes = {
  trace: "hakmem.trace",
  foreignTrace: "hakmem.foreignTrace",
} as const;

export const settings = {
  policy: "hakmem.replay.policy",
  continueAfterNull: "hakmem.replay.continueAfterNull",
  diagnosticsEnabled: "hakmem.diagnostics.enabled",
  incFiles: "hakmem.diagnostics.incFiles",
} as const;
export type SettingKey = (typeof settings)[keyof typeof settings];

export const settingDefaults = {
  [settings.policy]: "seed",
  [settings.continueAfterNull]: false,
  [settings.diagnosticsEnabled]: true,
  [settings.incFiles]: "besideC",
} as const;

export const languageIds = {
  trace: "hakmem-trace",
} as const;

export const contextKeys = {
  /** True while a trace is open in any inspector. */
  traceOpen: "hakmem.traceOpen",
} as const;

/** Name of the diagnostic collection and `source` of each diagnostic. */
export const DIAGNOSTIC_SOURCE = "hakmem";

/** Scheme of the writable sample that lives in memory. */
export const SAMPLE_SCHEME = "hakmem-sample";

/** Policy files that are offered in menus and checked while they are edited. */
export const POLICY_FILES = "**/*.hakmem-policy.json";

/** Name endings of the project's own traces. */
export const TRACE_SUFFIX = ".hktrace.txt";
