import { createHash } from "node:crypto";
import type { SignInStep, SignInTurn } from "#drivers/driver.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { askForTokens, issuedTokens, type OAuthClient, type Tokens } from "./oauth-tokens.ts";
import { asObject, text, type Untrusted } from "./untrusted.ts";

/** Where a maker asks its customers whether we may come in. */
export interface OAuthDoor {
  readonly client: OAuthClient;
  readonly authorizeUrl: URL;
  /** What we ask to be allowed. Default: what the maker gives unasked. */
  readonly scope?: string;
  /** Whoever redeems the code proves to have asked for it (RFC 7636). Default: they do not. */
  readonly provesReturn?: true;
}

/** What came of a step. `answer`: what the token endpoint said beside the tokens. */
export type OAuthStep =
  | { readonly kind: "issued"; readonly tokens: Tokens; readonly answer: Untrusted }
  | Exclude<SignInStep, { kind: "signed_in" }>;

/** Signs in by the authorization code grant of OAuth 2 (RFC 6749, section 4.1): the browser goes, and comes back. */
export async function oauthSignIn(
  runtime: Runtime,
  door: OAuthDoor,
  turn: SignInTurn,
  signal: AbortSignal,
): Promise<OAuthStep> {
  const kept = asObject(turn.kept);
  if (kept === undefined) return goes(runtime, door, turn);
  const { code, state, error } = turn.answers;
  if (state === undefined || state !== text(kept, "state", 1_000))
    return refused("This sign-in was not begun here, or was begun anew since. Please try again.");
  if (code === undefined || error !== undefined) return refused("The maker did not let us in.");
  const redirectUri = text(kept, "returnUrl", 2_000) ?? turn.returnUrl;
  const verifier = text(kept, "verifier");
  const asked = {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    ...(verifier !== undefined && { code_verifier: verifier }),
  };
  const answer = await askForTokens(runtime, door.client, asked, signal);
  const issued = issuedTokens(answer, runtime.now());
  if ("kind" in issued) {
    if (issued.because === "unauthorized") return refused("The maker no longer takes this sign-in. Please try again.");
    return issued.because === "invalid_credentials"
      ? refused("The maker does not know our application. Whoever runs this server has to see to that.")
      : { kind: "unavailable" };
  }
  const { refreshToken } = issued;
  if (refreshToken === undefined) return { kind: "unavailable" };
  const body = answer.kind === "answered" ? asObject(answer.body) : undefined;
  return { kind: "issued", tokens: { ...issued, refreshToken }, answer: body ?? {} };
}

/** The `state` that went along must come back: otherwise somebody else's sign-in could be slipped in here. */
function goes(
  runtime: Runtime,
  { client, authorizeUrl, scope, provesReturn }: OAuthDoor,
  { returnUrl, state }: SignInTurn,
): OAuthStep {
  const to = new URL(authorizeUrl);
  to.searchParams.set("response_type", "code");
  to.searchParams.set("client_id", client.clientId);
  to.searchParams.set("redirect_uri", returnUrl);
  to.searchParams.set("state", state);
  if (scope !== undefined) to.searchParams.set("scope", scope);
  if (provesReturn !== true) return { kind: "goes", to: to.toString(), kept: { returnUrl, state } };
  const verifier = Buffer.from(runtime.randomBytes(32)).toString("base64url");
  to.searchParams.set("code_challenge", createHash("sha256").update(verifier).digest("base64url"));
  to.searchParams.set("code_challenge_method", "S256");
  return { kind: "goes", to: to.toString(), kept: { returnUrl, state, verifier } };
}

function refused(sentence: string): OAuthStep {
  return { kind: "refused", sentence };
}
