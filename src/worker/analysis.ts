// What the C worker does, without the thread: answers analysis requests with a parser of its own.
//
// Documents are parsed whole at each request and their trees deleted with the answer, so a forgotten document holds no
// WASM memory; what is kept is only which documents were asked for. An older version than the last one of a document is
// still answered, with its own version: dropping stale answers is the host's business.

import { analyseSource, type Finding } from "../core/c/index.ts";
import type { AnalysisMethods, Handlers } from "../core/protocol/index.ts";
import { createCParser } from "./c-parser.ts";
import { type GrammarFiles, readGrammarFiles } from "./grammar-files.ts";

export interface Analysis {
  readonly handlers: Handlers<AnalysisMethods>;
  dispose(): void;
}

export async function createAnalysis(grammar: GrammarFiles): Promise<Analysis> {
  const parser = await createCParser(grammar.runtimeWasm, grammar.cWasm);
  const documents = new Set<string>();
  return {
    handlers: {
      analyse: ({ uri, version, text }) => {
        documents.add(uri);
        return { uri, version, findings: analyseSource(parser, { path: pathOf(uri), text }) };
      },
      forget: ({ uri }) => {
        documents.delete(uri);
        return null;
      },
      census: () => ({ trees: parser.census(), documents: documents.size }),
    },
    dispose: () => parser.dispose(),
  };
}

/** Analysis in the caller's own thread, for the command line. */
export interface Linter {
  lint(path: string, text: string): readonly Finding[];
  dispose(): void;
}

export async function createLinter(grammarDirectory: string): Promise<Linter> {
  const { runtimeWasm, cWasm } = await readGrammarFiles(grammarDirectory);
  const parser = await createCParser(runtimeWasm, cWasm);
  return {
    lint: (path, text) => analyseSource(parser, { path, text }),
    dispose: () => parser.dispose(),
  };
}

function pathOf(uri: string): string {
  const path = uri.replace(/^[\w+.-]+:(\/\/[^/]*)?/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
