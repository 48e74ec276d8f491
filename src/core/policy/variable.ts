// What an environment variable or a build flag means to a replay, in the words of which environment-variables.ts is made.
//
// A value *plays* (it changes the policy, or asks for what the policy does anyway), is *irrelevant* (no replay could show
// it), is *not modelled* (the model folds the part that it tunes into another, so the replay goes on and says so), or
// *stops* the replay: it asks for another way of serving Tiny blocks than the model has.

import type { Policy, Switches } from "../../../allocator/index.ts";

export interface Variable {
  readonly names: readonly string[];
  readonly values: Values;
  /** `policy` is what the variables before it in the table made of the policy. */
  readonly read: (value: string, policy: Policy) => Meaning;
}

export interface Values {
  readonly accepts: (text: string) => boolean;
  /** "0 or 1". */
  readonly words: string;
}

export type Meaning =
  | { readonly kind: "plays"; readonly change: PolicyChange }
  | { readonly kind: "same" | "irrelevant" | "not-modelled" | "stops"; readonly words: string };

/** Fields of a policy that a variable can set. */
export interface PolicyChange {
  readonly superSlabs?: Partial<Policy["superSlabs"]>;
  readonly cache?: Partial<Policy["cache"]>;
  readonly switches?: Partial<Switches>;
}

export const bit: Values = oneOf("0", "1");
export const anyText: Values = { accepts: (text) => text !== "", words: "a text" };

export function oneOf(...known: readonly string[]): Values {
  const words =
    known.length === 1 ? `${known[0]}` : `${known.slice(0, -1).join(", ")} or ${known.at(-1)}`;
  return { accepts: (text) => known.includes(text), words };
}

export function whole(least: number, most: number): Values {
  const fits = (text: string) =>
    /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most;
  return { accepts: fits, words: `a whole number from ${least} to ${most}` };
}

/** Whole numbers with commas between. */
export function wholes(count: number): Values {
  const pattern = new RegExp(`^\\d{1,9}(,\\d{1,9}){${count - 1}}$`);
  return { accepts: (text) => pattern.test(text), words: `${count} whole numbers with commas` };
}

/** Shares, factors: 0.65, 1.4. */
export const decimal: Values = {
  accepts: (text) => /^\d{1,9}(\.\d{1,9})?$/.test(text),
  words: "a number",
};

export const plays = (change: PolicyChange): Meaning => ({ kind: "plays", change });
export const same = (words: string): Meaning => ({ kind: "same", words });
export const irrelevant = (words: string): Meaning => ({ kind: "irrelevant", words });
export const notModelled = (words: string): Meaning => ({ kind: "not-modelled", words });
export const stops = (words: string): Meaning => ({ kind: "stops", words });

/** A variable whose number is read into a change. */
export function number(
  names: string | readonly string[],
  values: Values,
  read: (value: number, policy: Policy) => Meaning,
): Variable {
  return { names: listOf(names), values, read: (text, policy) => read(Number(text), policy) };
}

/** Variables for which one value is what the model plays, and every other means `otherwise`. */
export function only(
  names: string | readonly string[],
  played: string,
  values: Values,
  otherwise: Meaning,
): Variable {
  const read = (text: string) => (text === played ? same("what the model plays") : otherwise);
  return { names: listOf(names), values, read };
}

/** Variables that mean the same whatever their value. */
export function always(
  names: string | readonly string[],
  values: Values,
  meaning: Meaning,
): Variable {
  return { names: listOf(names), values, read: () => meaning };
}

function listOf(names: string | readonly string[]): readonly string[] {
  return typeof names === "string" ? [names] : names;
}
