// What the C worker answers. Edits carry versions; the host drops an answer whose version is no longer the document's.

import type { Finding } from "../c/index.ts";

export interface AnalysisMethods {
  /** Findings of one document. */
  analyse: {
    params: { readonly uri: string; readonly version: number; readonly text: string };
    result: {
      readonly uri: string;
      readonly version: number;
      readonly findings: readonly Finding[];
    };
  };
  /** Frees what the worker keeps for a document. */
  forget: { params: { readonly uri: string }; result: null };
  /** Parsers, trees and documents alive: a leak test asks. */
  census: {
    params: Record<string, never>;
    result: { readonly trees: number; readonly documents: number };
  };
}
export type AnalysisMethod = keyof AnalysisMethods;
