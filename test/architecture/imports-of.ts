// The import statements of a TypeScript text, by shape and without a parser: static and dynamic imports, re-exports,
// `require`, import types, reference directives.
//
// It reads text, not syntax: an import written inside a string literal is seen as one. Comments are taken out first.

export interface Import {
  /** As written between the quotes. */
  readonly specifier: string;
  readonly typeOnly: boolean;
}

export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const match of code.matchAll(
    /^\s*(?:import|export)\b([^;"'`]*?)\bfrom\s*["']([^"']+)["']/gm,
  ))
    found.push({ specifier: match[2] ?? "", typeOnly: /^\s*type\b/.test(match[1] ?? "") });
  for (const match of code.matchAll(/^\s*import\s*["']([^"']+)["']/gm))
    found.push({ specifier: match[1] ?? "", typeOnly: false });
  for (const match of code.matchAll(/\b(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g))
    found.push({ specifier: match[1] ?? "", typeOnly: false });
  for (const match of text.matchAll(/^\/\/\/\s*<reference\s+\w+=["']([^"']+)["']/gm))
    found.push({ specifier: match[1] ?? "", typeOnly: true });
  return found;
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, "").replace(/^\s*\/\/.*$/gm, "");
}
