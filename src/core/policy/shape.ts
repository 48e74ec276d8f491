// What JSON may look like, as data: the words in which the fields of a policy are described once, for the checker, the
// merging and the JSON schema alike.
//
// A shape says what one value may be by itself. What two fields may not be together is no shape (contradictions.ts).
// Objects are given in part wherever they are laid over another; everything else is given whole.

export type Shape =
  | ObjectShape
  | VariantsShape
  | ChoiceShape
  | NumberShape
  | TextShape
  | ListShape
  | FlagShape
  | AbsentShape;

interface Described {
  /** What the value means, for completions in an editor. */
  readonly about: string;
}

export interface ObjectShape extends Described {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Shape>>;
  /** Fields that must be there even where the object is given in part. */
  readonly required: readonly string[];
}

/** Objects that a tag tells apart; always given whole. */
export interface VariantsShape extends Described {
  readonly kind: "variants";
  readonly tag: string;
  readonly variants: Readonly<Record<string, Readonly<Record<string, Shape>>>>;
}

export interface ChoiceShape extends Described {
  readonly kind: "choice";
  readonly values: readonly (string | number)[];
}

export interface NumberShape extends Described {
  readonly kind: "number";
  readonly whole: boolean;
  readonly least: number;
  readonly most: number;
}

export interface TextShape extends Described {
  readonly kind: "text";
  /** Most characters; at least one. */
  readonly most: number;
  /** A regular expression and the words for it; `undefined`: every text will do. */
  readonly pattern: { readonly source: string; readonly words: string } | undefined;
}

export interface ListShape extends Described {
  readonly kind: "list";
  readonly item: Shape;
  readonly least: number;
  readonly most: number;
  readonly unique: boolean;
}

export interface FlagShape extends Described {
  readonly kind: "flag";
}

/** A value or JSON's null, which stands for the model's null or, in JSON that cannot say it, for its undefined. */
export interface AbsentShape extends Described {
  readonly kind: "absent";
  readonly shape: Shape;
  readonly absent: null | undefined;
}

/** The compiler refuses a field that `T` has and the table has not, and the other way round. */
export function objectOf<T>(about: string, fields: Readonly<Record<keyof T, Shape>>): ObjectShape {
  return { kind: "object", about, fields, required: [] };
}

/** One of some words, each with its meaning; the compiler asks for all of them. */
export function choiceOf<T extends string>(
  about: string,
  meanings: Readonly<Record<T, string>>,
): ChoiceShape {
  const words = Object.entries<string>(meanings).map(([value, meaning]) => `${value}: ${meaning}`);
  return { kind: "choice", about: `${about} ${words.join("; ")}.`, values: Object.keys(meanings) };
}

/** One of some numbers; the compiler asks for all of them. */
export function numberChoiceOf<T extends number>(
  about: string,
  meanings: Readonly<Record<T, string>>,
): ChoiceShape {
  const choice = choiceOf(about, meanings);
  return { ...choice, values: choice.values.map(Number) };
}

export function integer(about: string, least: number, most: number): NumberShape {
  return { kind: "number", whole: true, least, most, about };
}

export function fraction(about: string): NumberShape {
  return { kind: "number", whole: false, least: 0, most: 1, about };
}

export function flag(about: string): FlagShape {
  return { kind: "flag", about };
}

export function text(about: string, most: number, pattern?: TextShape["pattern"]): TextShape {
  return { kind: "text", about, most, pattern };
}

export function orNull(shape: Shape): AbsentShape {
  return { kind: "absent", shape, absent: null, about: shape.about };
}

export function orUndefined(shape: Shape): AbsentShape {
  return { kind: "absent", shape, absent: undefined, about: shape.about };
}
