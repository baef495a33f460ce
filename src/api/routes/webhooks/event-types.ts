import { z } from "zod";
import { eventTypes } from "#api/contract/event-types.ts";
import { type Problem, problem } from "#domain/problem.ts";

const known: ReadonlySet<string> = new Set(eventTypes);

/** Which types an endpoint wants, unchecked: see `unknownTypes`. */
export const wantedTypes = z.array(z.string().max(200)).max(1_000);

/** Why these types cannot be wanted, where so: `*` stands alone, and every other is the contract's. */
export function unknownTypes(asked: readonly string[]): Problem | undefined {
  if (asked.length === 1 && asked[0] === "*") return undefined;
  const unknown = [...new Set(asked)].filter((type) => !known.has(type));
  if (unknown.length === 0 && asked.length > 0) return undefined;
  const sentence =
    asked.length === 0 ? "Expected at least one event type" : `Unknown event types: ${unknown.join(", ")}`;
  return problem("invalid_event_types", `${sentence}. Name types of the contract, or exactly ["*"].`, {
    data: { invalid_event_types: unknown.slice(0, 50) },
  });
}
