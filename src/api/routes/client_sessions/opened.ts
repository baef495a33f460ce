import { presentClientSession } from "#api/present/client-session.ts";
import type { Call } from "#api/route.ts";
import { type CreateClientSession, createClientSession } from "#app/client-sessions.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";

/** A session for whoever asks: a customer's server, or a web page with a publishable key for its user. */
export async function opened(
  call: Call<"api_key" | "pat_with_workspace" | "publishable_key">,
  request: CreateClientSession,
  takesExisting: boolean,
): Promise<{ readonly client_session: object } | Problem> {
  const { caller } = call;
  const asked = caller.kind === "publishable_key" ? asPage(request, caller.userIdentifierKey) : request;
  if (isProblem(asked)) return asked;
  const session = await createClientSession(call.desk, call.workspace, asked, { takesExisting });
  return isProblem(session) ? session : { client_session: presentClientSession(session) };
}

/** Anybody can read a publishable key in a page: it names its user, and gives nothing. */
function asPage(request: CreateClientSession, inHeader: string | undefined): CreateClientSession | Problem {
  const userIdentifierKey = request.userIdentifierKey ?? inHeader;
  if (userIdentifierKey === undefined || userIdentifierKey === "") {
    const sentence = "With a publishable key, user_identifier_key is required.";
    return problem("publishable_key_requires_user_identifier_key", sentence);
  }
  const { accountIds, webviewIds, userIdentityId, customerKey } = request;
  const givesNothing = accountIds.length === 0 && webviewIds.length === 0;
  if (!givesNothing || userIdentityId !== undefined || customerKey !== undefined) {
    const sentence = "A client session made with a publishable key must be empty.";
    return problem("publishable_keys_must_create_empty_client_sessions", sentence);
  }
  return { ...request, userIdentifierKey };
}
