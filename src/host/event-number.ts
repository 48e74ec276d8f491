// An event number as a person types or pastes it: plain, or with its digits in groups as the inspector writes them.

/** -1 is the state before the first event; undefined: this is no event number. */
export function parseEvent(text: string): number | undefined {
  const typed = text.trim();
  return /^(-1|\d+|\d{1,3}(,\d{3})+)$/.test(typed) ? Number(typed.replaceAll(",", "")) : undefined;
}
