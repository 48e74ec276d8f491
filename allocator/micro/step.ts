// One micro step: a load, store, CAS, exchange, addition or lock of one shared word, or a block that changes hands with
// the program. An operation of the allocator is a generator that yields its steps and is sent each step's result.
//
// Whatever an operation does between two steps is private to its thread, so an interleaving of steps is an interleaving
// of all that others can see. Memory is sequentially consistent: reordering by a processor or a compiler is not played,
// so "none found" says nothing about a missing fence.

import type { Word } from "./words.ts";

export type Step = Access | Transfer;

export type Access =
  | { readonly kind: "load" | "lock" | "unlock"; readonly at: string; readonly word: Word }
  | {
      readonly kind: "store" | "exchange" | "add";
      readonly at: string;
      readonly word: Word;
      readonly value: number;
    }
  | {
      readonly kind: "cas";
      readonly at: string;
      readonly word: Word;
      readonly expected: number;
      readonly value: number;
    };

/** The program gets a block and writes into it, or frees it. */
export interface Transfer {
  readonly kind: "hand-out" | "take-back";
  readonly at: string;
  readonly block: number;
}

/** Yields steps, is sent their results, returns what the C function returns. */
export type Operation<T = void> = Generator<Step, T, number>;

export interface Within {
  /** Result: the value. */
  load(word: Word): Step;
  store(word: Word, value: number): Step;
  /** Result: the value found; the word changed exactly if that is `expected`. */
  cas(word: Word, expected: number, value: number): Step;
  /** Result: the value before. */
  exchange(word: Word, value: number): Step;
  /** An atomic addition. */
  add(word: Word, value: number): Step;
  /** Waits until nobody holds it. */
  lock(word: Word): Step;
  unlock(word: Word): Step;
  handOut(block: number): Step;
  takeBack(block: number): Step;
}

/** The steps of one C function; its name labels them. */
export function within(at: string): Within {
  return {
    load: (word) => ({ kind: "load", at, word }),
    store: (word, value) => ({ kind: "store", at, word, value }),
    cas: (word, expected, value) => ({ kind: "cas", at, word, expected, value }),
    exchange: (word, value) => ({ kind: "exchange", at, word, value }),
    add: (word, value) => ({ kind: "add", at, word, value }),
    lock: (word) => ({ kind: "lock", at, word }),
    unlock: (word) => ({ kind: "unlock", at, word }),
    handOut: (block) => ({ kind: "hand-out", at, block }),
    takeBack: (block) => ({ kind: "take-back", at, block }),
  };
}
