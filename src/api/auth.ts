import type { Desk } from "#app/desk.ts";
import { signIn } from "#app/sign-in.ts";
import type { SignedIn } from "#app/views.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import type { CallerKind } from "./route.ts";

/** Who calls, where the route is for callers of that kind. Every other answer is the same, so that it tells nothing. */
export async function authenticate(
  desk: Desk,
  request: Request,
  allowed: readonly CallerKind[],
): Promise<SignedIn | Problem> {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || token === undefined || token === "") return unauthorized();
  const caller = await signIn(desk, token);
  if (isProblem(caller)) return caller;
  return allowed.includes(caller.kind) ? caller : unauthorized();
}

function unauthorized(): Problem {
  return problem("unauthorized", "Unauthorized: send an API key as Authorization: Bearer seam_...");
}
