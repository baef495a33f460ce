/** Asks until there is an answer, for a minute. */
export async function until<Answer>(what: string, ask: () => Promise<Answer | undefined | false>): Promise<Answer> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`There was no ${what} in time.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
