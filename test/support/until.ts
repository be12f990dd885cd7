/** Asks again and again until the answer is neither false nor absent; answers it, or fails after `withinMs`. An API that limits its callers is asked less often. */
export async function until<T>(
  ask: () => T | false | undefined | null | Promise<T | false | undefined | null>,
  withinMs = 10_000,
  everyMs = 10,
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  while (performance.now() < giveUpAt) {
    const answer = await ask();
    if (answer !== false && answer !== undefined && answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`did not come true within ${withinMs} ms: ${ask}`);
}
