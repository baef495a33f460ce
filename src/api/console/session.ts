import { z } from "zod";
import { callerBehind } from "#api/auth.ts";
import { invalidInput } from "#api/invalid-input.ts";
import { readBody } from "#api/read-body.ts";
import { type Exchange, replyJson, replyProblem } from "#api/reply.ts";
import { callerOf } from "#app/caller.ts";
import { openConsoleLink, signInAtConsole, signOutAtConsole } from "#app/console-sessions.ts";
import type { Desk } from "#app/desk.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { consoleHeader, consoleToken, cookieOf } from "./cookie.ts";

export const sessionPath = "/console/session";

const asked = z.union([
  z.object({ token: z.string().min(1).max(500) }).strict(),
  z.object({ link: z.string().min(1).max(500) }).strict(),
]);

/** Signs the browser in with an API key, a personal access token, or a link that the server gave out. */
export async function signIn(desk: Desk, request: Request, exchange: Exchange): Promise<Response> {
  const opened = await signedIn(desk, request, exchange);
  if (isProblem(opened)) return replyProblem(exchange, opened);
  return withCookie(replyJson(exchange, { ok: true }), cookieOf(opened.token, { isSecure: isSecure(desk, request) }));
}

/** Who is signed in: by what kind of credential, which says what the console can offer. Null: nobody is. */
export async function showSession(desk: Desk, request: Request, exchange: Exchange): Promise<Response> {
  const caller = consoleToken(request.headers) === undefined ? unauthorized() : await callerBehind(desk, request);
  if (isProblem(caller) && caller.problem === "unauthorized") return replyJson(exchange, { session: null, ok: true });
  if (isProblem(caller)) return replyProblem(exchange, caller);
  const workspaceId = "workspaceId" in caller ? caller.workspaceId : null;
  const session = { signed_in_with: caller.kind === "api_key" ? "api_key" : "access_token", workspace_id: workspaceId };
  return replyJson(exchange, { session, ok: true });
}

export async function signOut(desk: Desk, request: Request, exchange: Exchange): Promise<Response> {
  const token = consoleToken(request.headers);
  if (token !== undefined) await signOutAtConsole(desk, token);
  return withCookie(replyJson(exchange, { ok: true }), cookieOf(undefined, { isSecure: isSecure(desk, request) }));
}

async function signedIn(desk: Desk, request: Request, exchange: Exchange): Promise<{ token: string } | Problem> {
  if (request.headers.get(consoleHeader) === null) return unauthorized();
  const body = await readBody(request, exchange);
  if (isProblem(body)) return body;
  const read = asked.safeParse(parsed(body));
  if (!read.success) return invalidInput(read.error);
  if ("link" in read.data) return openConsoleLink(desk, read.data.link);
  const caller = await callerOf(desk, { kind: "bearer", token: read.data.token.trim(), workspace: undefined });
  return isProblem(caller) ? caller : signInAtConsole(desk, caller);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSecure({ providerSignIn }: Desk, request: Request): boolean {
  return new URL(providerSignIn?.publicUrl ?? request.url).protocol === "https:";
}

function withCookie(response: Response, cookie: string): Response {
  response.headers.append("set-cookie", cookie);
  return response;
}

function unauthorized(): Problem {
  return problem("unauthorized", "Nobody is signed in at the console.");
}
