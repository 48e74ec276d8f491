// Which documents are C, decided here and nowhere else.
//
// The editor calls every `.h` "cpp" and leaves `.inc` as plain text, so the language id alone is not enough. A `.h` is C
// unless it uses words that only C++ has, outside comments, strings and `#ifdef __cplusplus` blocks; an `.inc` is C when
// C files lie beside it. A C++ header that happens to use none of those words is taken for C, and one with macros that
// hide them too.

export interface NamedDocument {
  readonly languageId: string;
  /** Last part of the path. */
  readonly name: string;
}

/** When `.inc` files count as C; the values of the setting. */
export type IncFiles = "besideC" | "always" | "never";

/** What has to be looked at to decide. */
export type Candidate = "c" | "header" | "inc" | "no";

/** Longer documents are not analysed: nobody edits them by hand. */
export const LONGEST_DOCUMENT = 4 * 1024 * 1024;

export function candidateOf(document: NamedDocument): Candidate {
  const name = document.name.toLowerCase();
  if (document.languageId === "c") return "c";
  if (document.languageId === "cpp") return name.endsWith(".h") ? "header" : "no";
  if (name.endsWith(".inc")) return "inc";
  return "no";
}

/** The candidate kind of a file that no editor has open. */
export function candidateOfFile(name: string): Candidate {
  const lower = name.toLowerCase();
  if (lower.endsWith(".c")) return "c";
  if (lower.endsWith(".h")) return "header";
  return lower.endsWith(".inc") ? "inc" : "no";
}

export function isCHeader(text: string): boolean {
  return !cppWords.test(withoutCppBlocks(withoutCommentsAndStrings(text.slice(0, TEXT_LOOKED_AT))));
}

export function isCBeside(siblings: readonly string[]): boolean {
  return siblings.some((name) => name.toLowerCase().endsWith(".c"));
}

const TEXT_LOOKED_AT = 256 * 1024;

const cppWords = new RegExp(
  [
    String.raw`\bnamespace(?:\s+[\w:]+)?\s*[{;=]`,
    String.raw`\btemplate\s*<`,
    String.raw`\bclass\s+\w+[^;(){}]*[{;]`,
    String.raw`\b(?:public|private|protected)\s*:`,
    String.raw`\busing\s+\w+`,
    String.raw`\bvirtual\s+[\w~]`,
    String.raw`\boperator\s*(?:[=+\-*/<>!\[(]|new\b|delete\b)`,
    String.raw`\w::\w`,
    String.raw`\b(?:static|const|dynamic|reinterpret)_cast\s*<`,
    String.raw`#\s*include\s*<(?:c(?:std\w+|errno|math)|string|vector|memory|atomic|iostream|utility)>`,
  ].join("|"),
);

function withoutCommentsAndStrings(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g,
    (found) => (found.startsWith("/") ? " " : '""'),
  );
}

/** Drops what only a C++ compiler sees: from `#ifdef __cplusplus` to its `#else` or `#endif`. */
function withoutCppBlocks(text: string): string {
  const kept: string[] = [];
  /** One entry per open conditional: is its current arm for C++ alone? */
  const arms: boolean[] = [];
  for (const line of text.split("\n")) {
    const directive = /^\s*#\s*(ifdef|ifndef|if|elif|else|endif)\b(.*)$/.exec(line);
    if (directive !== null) {
      const [, word = "", condition = ""] = directive;
      if (word === "endif") arms.pop();
      else if (word === "else" || word === "elif") arms.splice(-1, 1, false);
      else
        arms.push(
          word !== "ifndef" && /(?<![!\w]\s*(?:defined\s*\(?\s*)?)\b__cplusplus\b/.test(condition),
        );
    } else if (!arms.includes(true)) {
      kept.push(line);
    }
  }
  return kept.join("\n");
}
