// Waiting for what VS Code does in its own time: asks again until there is an answer. Half the tests' time limit, so that
// the message names what did not happen instead of a time limit.

export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const until = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`did not happen within 30 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
