// What a race can do, in words. A failure says what happened in one interleaving; it never says how often.

import type { Access } from "./step.ts";
import { blockName, threadName, type Word } from "./words.ts";

/**
 * `duplicate`: a block is in two places, or was handed out twice. `lost`: a block is in no list and nobody holds it.
 * `corrupt`: what a program wrote into its block was taken for a link. `deadlock`: every thread that lives waits.
 * `miscount`: `used` is not the number of blocks that are out.
 */
export type FailureKind = "corrupt" | "duplicate" | "lost" | "deadlock" | "miscount";

export interface Failure {
  readonly kind: FailureKind;
  readonly sentence: string;
}

export function held(block: string, thread: number, holder: number): Failure {
  const who = holder === thread ? "it" : threadName(holder);
  return {
    kind: "duplicate",
    sentence: `${block} is handed out to ${threadName(thread)} while ${who} still holds it`,
  };
}

export function noBlock(thread: number, word: Word, value: number): Failure {
  return {
    kind: "corrupt",
    sentence: `${threadName(thread)} makes ${word.name} ${blockName(value)}: it took what a program wrote into its block for a link`,
  };
}

export function wildLink(step: Access): Failure {
  return {
    kind: "corrupt",
    sentence: `${step.at} follows a link to where no block is and reads ${step.word.name}: SIGSEGV`,
  };
}
