/** Resolves once everything that waits for neither time nor the outside has run. */
export function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
