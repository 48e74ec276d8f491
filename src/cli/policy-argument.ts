// What `--policy`, `--env` and `--env-file` choose: a built-in policy by its name or a policy file by its path, under the
// environment variables and build flags of a run of hakmem.
//
// Variables of files come before those of the command line; of several settings of one variable the last one counts.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { findPolicy } from "../../allocator/index.ts";
import {
  applyVariables,
  type PlayedEnvironment,
  type PolicyFile,
  readPolicy,
  settingsOfFile,
  settingsOfWords,
} from "../core/policy/index.ts";
import { unknownPolicy } from "../worker/engine.ts";
import { UsageError } from "./exit-code.ts";

const POLICY_FILE = ".json";

/** @throws UsageError, UnusablePolicyError, or what reading the file throws */
export async function policyOf(word: string): Promise<PolicyFile> {
  if (word.endsWith(POLICY_FILE)) return readPolicy(await readFile(word, "utf8"), basename(word));
  const policy = findPolicy(word);
  if (policy === undefined) throw new UsageError(unknownPolicy(word));
  return { policy, environment: {} };
}

/** `undefined` where no variable was given. */
export async function variablesOf(
  { policy }: PolicyFile,
  words: readonly string[],
  files: readonly string[],
): Promise<PlayedEnvironment | undefined> {
  if (words.length === 0 && files.length === 0) return undefined;
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const ofFiles = texts.flatMap((text, index) =>
    settingsOfFile(text, basename(files[index] ?? "")),
  );
  return applyVariables(policy, [...ofFiles, ...settingsOfWords(words)]);
}
