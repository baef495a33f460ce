import type { Repeatable } from "#app/kept-answers.ts";
import type { SignedIn } from "#app/views.ts";
import { type Problem, problem } from "#domain/problem.ts";
import type { Route } from "./route.ts";

/** A sender that has no answer after a day has given up. */
const keptForMs = 24 * 60 * 60_000;
const mostOfKey = 255;

/** The official client sends a PUT or DELETE up to three times, each after at most 30 seconds (@seamapi/http 2.32.0). */
export const replaysWithinMs = 2 * 60_000;

/** Whether this request may be the repetition of another; `undefined` where each counts. */
export function repeatableOf(
  route: Route,
  request: Request,
  caller: SignedIn,
  input: unknown,
): Repeatable | Problem | undefined {
  const { method } = request;
  // What is simulated happens in another cloud, which takes part in no transaction of ours.
  if (!["POST", "PUT", "PATCH", "DELETE"].includes(method) || route.path.includes("/simulate/")) return undefined;
  const asked = () => JSON.stringify([caller, method, route.path, input]);
  const key = request.headers.get("idempotency-key");
  if (key !== null) {
    if (/^[\x21-\x7e]+$/.test(key) && key.length <= mostOfKey) return { key, asked: asked(), keepMs: keptForMs };
    return problem("invalid_input", `Idempotency-Key must be 1 to ${mostOfKey} visible ASCII characters.`);
  }
  if (!["PUT", "DELETE"].includes(method) || route.isOnceWithinMs === undefined) return undefined;
  return { key: undefined, asked: asked(), keepMs: route.isOnceWithinMs };
}
