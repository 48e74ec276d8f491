// The known word that a mistyped one was probably meant to be.

/** Changes of one character that may lie between the two; a third of the word, at least two. */
const mostChanges = (word: string) => Math.max(2, Math.floor(word.length / 3));

/** `undefined` where none is near. Of equally near words the first. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = mostChanges(word) + 1;
  for (const candidate of known) {
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    if (changes < least) [best, least] = [candidate, changes];
  }
  return best;
}

/** Insertions, deletions and replacements that make one word of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
