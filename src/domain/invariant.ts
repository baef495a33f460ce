/** Stops on a state that cannot be: a bug of ours, never a fact about the world. Kept on in production. */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${sentence}`);
}
