// Settings as a shell, a make line or an environment file writes them: NAME=VALUE.
//
// A file has one setting a line; blank lines, comments and a leading `export` are passed over, quotes around a value are
// taken off. What a name means is not asked here.

import { type Setting, UnplayableEnvironmentError } from "./apply-variables.ts";
import { shown } from "./check-shape.ts";

/** @throws UnplayableEnvironmentError for words that set nothing */
export function settingsOfWords(words: readonly string[]): readonly Setting[] {
  return words.map((word) => settingOf(word, `--env ${word}`));
}

/** @throws UnplayableEnvironmentError for lines that set nothing */
export function settingsOfFile(text: string, file: string): readonly Setting[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const written = line.trim().replace(/^export\s+/, "");
    if (written === "" || written.startsWith("#")) return [];
    const setting = settingOf(written, `${file}:${index + 1}`);
    return [{ ...setting, where: `${setting.where}: ${setting.name}` }];
  });
}

function settingOf(written: string, where: string): Setting {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(written) ?? [];
  if (name === undefined || value === undefined) {
    throw new UnplayableEnvironmentError([`${where}: ${shown(written)}, expected NAME=VALUE`]);
  }
  return { name, value: unquoted(value), where };
}

/** A quoted value whole; else up to a comment, which a space must separate. */
function unquoted(value: string): string {
  const [, double, single] = /^(?:"([^"]*)"|'([^']*)')\s*(?:#.*)?$/.exec(value) ?? [];
  return double ?? single ?? value.replace(/\s+#.*$/, "").trim();
}
