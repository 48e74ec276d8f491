// Which paths are C to us, and which of them are code where a missed test costs little.
//
// Editors call `.h` and `.inc.h` C++ and leave `.inc` plain text, so the name decides, here and nowhere else. It cannot
// tell a C++ header from a C one.

const C_NAME = /\.(c|h|inc|inl)$/i;

/** Tests, examples and tools: an unchecked allocation there is true and mostly harmless. */
const CASUAL_FOLDER =
  /^(tests?|testing|testsuite|examples?|demos?|tools?|bench(marks?)?|fuzz(ing)?)$/i;
const CASUAL_FILE = /^(test|bench)[_-]|[_-](test|tests|bench|example)\.\w+$/i;

export function isCSource(path: string): boolean {
  return C_NAME.test(path);
}

/** Only the last folders count, so that a checkout below a folder called `test` is not one big test. */
export function isCasualCode(path: string): boolean {
  const parts = path.split(/[\\/]+/).filter((part) => part !== "");
  const file = parts.pop() ?? "";
  return CASUAL_FILE.test(file) || parts.slice(-3).some((part) => CASUAL_FOLDER.test(part));
}
