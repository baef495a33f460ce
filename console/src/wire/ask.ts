import type { Answers, Asks, Path } from "./answers.ts";
import { recordCall } from "./calls.ts";

/** Why the server did not do what was asked, in its own words, which are for people. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly type: string;
  readonly status: number;
  /** The complaint about each field that was at fault. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, type: string, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.fields = fields;
  }
}

/** The workspace that is worked in; kept between visits, for it is no secret. */
let workspace: string | undefined = localStorage.getItem("workspace") ?? undefined;

export function currentWorkspace(): string | undefined {
  return workspace;
}

export function chooseWorkspace(id: string | undefined): void {
  workspace = id;
  if (id === undefined) localStorage.removeItem("workspace");
  else localStorage.setItem("workspace", id);
}

/** Asks the API as whoever is signed in. What goes wrong is a `Refusal`. */
export async function ask<P extends Path>(path: P, asked: Asks<P>, signal?: AbortSignal): Promise<Answers<P>> {
  recordCall(path, asked);
  const answer = await send(path, { method: "POST", body: JSON.stringify(asked), signal: signal ?? null });
  return answer as Answers<P>;
}

/** Who is signed in at this browser. */
export interface Session {
  /** An API key opens one workspace; an access token is a person's, and may open several. */
  readonly signed_in_with: "api_key" | "access_token";
  readonly workspace_id: string | null;
}

/** `null`: nobody is, or nobody who may work in the chosen workspace. */
export async function askSession(): Promise<Session | null> {
  const { session } = (await send("/console/session", { method: "GET" })) as { readonly session: Session | null };
  return session;
}

/** With an API key or a personal access token, or with what a link of the server's ends in. */
export async function signIn(shown: { readonly token: string } | { readonly link: string }): Promise<void> {
  await send("/console/session", { method: "POST", body: JSON.stringify(shown) });
}

export async function signOut(): Promise<void> {
  await send("/console/session", { method: "DELETE" });
}

/** What is sent with every request of the console's: see the server's rules for its cookie. */
export function requestHeaders(): Record<string, string> {
  return {
    "content-type": "application/json",
    "pintumbler-console": "1",
    ...(workspace === undefined ? {} : { "seam-workspace": workspace }),
  };
}

async function send(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, { ...init, headers: requestHeaders() }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "unreachable", "The server does not answer. It is asked again by itself.");
  });
  const body = (await response.json().catch(() => undefined)) as Body | undefined;
  if (response.ok) return body;
  const error = body?.error;
  throw new Refusal(
    response.status,
    error?.type ?? "unknown",
    error?.message ?? `The server answered with status ${response.status}.`,
    complaintsIn(error?.validation_errors),
  );
}

interface Body {
  readonly error?: {
    readonly type: string;
    readonly message: string;
    readonly validation_errors?: Readonly<Record<string, unknown>>;
  };
}

function complaintsIn(errors: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(errors ?? {}).flatMap(([field, said]) => {
      const complaints = (said as { readonly _errors?: readonly string[] })._errors;
      return complaints?.[0] === undefined ? [] : [[field, complaints.join(" ")] as const];
    }),
  );
}
