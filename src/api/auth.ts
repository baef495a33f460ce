import { type Credential, callerOf } from "#app/caller.ts";
import type { Desk } from "#app/desk.ts";
import type { SignedIn } from "#app/views.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { consoleToken } from "./console/cookie.ts";
import type { CallerKind } from "./route.ts";

/** Who shows this credential, of whatever kind; for the console, which is open to several. */
export async function callerBehind(desk: Desk, request: Request): Promise<SignedIn | Problem> {
  const credential = readCredential(request.headers);
  return isProblem(credential) ? credential : callerOf(desk, credential);
}

/** Who calls, where the route is for callers of that kind. Every other answer is the same, so that it tells nothing. */
export async function authenticate(
  desk: Desk,
  request: Request,
  allowed: readonly CallerKind[],
): Promise<SignedIn | Problem> {
  const caller = await callerBehind(desk, request);
  if (isProblem(caller)) return caller;
  return allowed.includes(caller.kind) ? caller : unauthorized();
}

/**
 * The one credential of a request. The official client sends a client session's token twice, in its own
 * header and as a bearer; two that differ could be two callers, and nobody guesses which was meant.
 */
function readCredential(headers: Headers): Credential | Problem {
  const authorization = headers.get("authorization") ?? "";
  const [scheme = "", bearer = ""] = authorization.split(" ");
  if (authorization !== "" && (scheme.toLowerCase() !== "bearer" || bearer === "")) return unauthorized();
  const sessions = ["seam-client-session-token", "client-session-token"].flatMap((name) => headers.get(name) ?? []);
  const publishableKey = headers.get("seam-publishable-key");
  if (sessions.some((token) => !token.startsWith("seam_cst"))) {
    return problem("invalid_client_session_token", "A client session's token begins with seam_cst.");
  }
  const shown = new Set([
    ...sessions,
    ...(bearer === "" ? [] : [bearer]),
    ...((publishableKey ?? "") ? [publishableKey] : []),
  ]);
  const atConsole = consoleToken(headers);
  if (shown.size === 0 && atConsole !== undefined) {
    return { kind: "console_session", token: atConsole, workspace: headers.get("seam-workspace") ?? undefined };
  }
  if (shown.size !== 1) return unauthorized();
  if (publishableKey !== null && publishableKey !== "") {
    const userIdentifierKey =
      headers.get("seam-user-identifier-key") ?? headers.get("user-identifier-key") ?? undefined;
    // As a bearer it would be a secret, which it is not.
    return bearer === "" ? { kind: "publishable_key", key: publishableKey, userIdentifierKey } : unauthorized();
  }
  const [session] = sessions;
  if (session !== undefined) return { kind: "client_session", token: session };
  return { kind: "bearer", token: bearer, workspace: headers.get("seam-workspace") ?? undefined };
}

function unauthorized(): Problem {
  return problem(
    "unauthorized",
    "Unauthorized: send one credential that this route takes, for example an API key as Authorization: Bearer seam_...",
  );
}
