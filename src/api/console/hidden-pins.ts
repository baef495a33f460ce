/**
 * An answer as whoever is at the console is shown it: without a PIN anywhere. What a key called `code` or one that ends
 * so holds as text is one, wherever it stands: our own words for errors and the like are called otherwise, or are no digits.
 */
export function withoutPins(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withoutPins);
  if (typeof answer !== "object" || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [key, isPin(key, value) ? hidden : withoutPins(value)]),
  );
}

function isPin(key: string, value: unknown): boolean {
  return (key === "code" || key.endsWith("_code")) && typeof value === "string" && /^\d+$/.test(value);
}

/** A text, as the contract's schemas want one: null would say that there is no PIN. */
const hidden = "••••";
