import { createHmac } from "node:crypto";
import type { Runtime } from "#runtime/runtime.ts";
import { exchangeJson } from "./exchange-json.ts";
import { type Failed, failed, httpTrouble } from "./failed.ts";
import { srpSecret, srpSignature } from "./srp.ts";
import { asObject, field, number, text, type Untrusted } from "./untrusted.ts";

/** The user pool of a maker's app in Amazon Cognito, and the app's own name there. */
export interface CognitoPool {
  readonly url: URL;
  /** For example `us-west-2_Abc123`. */
  readonly poolId: string;
  readonly clientId: string;
  /** `undefined`: this app has none. */
  readonly clientSecret: string | undefined;
}

/** What a user is let in with. `accessTokenExpiresAt`, epoch milliseconds, is the end of both short tokens. */
export interface CognitoTokens {
  /** What the pool itself calls the user: the one name under which a secret's owner may renew. */
  readonly username: string;
  readonly accessToken: string;
  readonly idToken: string;
  readonly accessTokenExpiresAt: number;
  readonly refreshToken: string;
}

/** How far a sign-in has come. */
export type CognitoTurn =
  | { readonly kind: "signed_in"; readonly tokens: CognitoTokens }
  /** The pool wants more, under this name. */
  | { readonly kind: "challenged"; readonly challenge: string; readonly session: string; readonly username: string }
  /** `error` is Cognito's own name for it. */
  | { readonly kind: "refused"; readonly error: string }
  | Failed;

/** What the user has typed, and whether the password alone may let in (`USER_SRP_AUTH`) or the pool may ask on. */
export interface CognitoLogin {
  readonly username: string;
  readonly password: string;
  readonly flow: "USER_SRP_AUTH" | "CUSTOM_AUTH";
}

/** RFC 5054 (section 2.5.4) asks for 256 bits; more takes longer. */
const secretBytes = 32;

/** Proves a password to the pool without telling it. */
export async function proveToCognito(
  runtime: Runtime,
  pool: CognitoPool,
  { username, password, flow }: CognitoLogin,
  signal: AbortSignal,
): Promise<CognitoTurn> {
  const secret = srpSecret(runtime.randomBytes(secretBytes));
  const parameters = {
    USERNAME: username,
    SRP_A: secret.publicHex,
    ...(flow === "CUSTOM_AUTH" && { CHALLENGE_NAME: "SRP_A" }),
    ...secretHash(pool, username),
  };
  const begun = await ask(runtime, pool, "InitiateAuth", { AuthFlow: flow, AuthParameters: parameters }, signal);
  if ("kind" in begun) return begun;
  const session = text(begun.body, "Session", longestSession);
  const told = asObject(field(begun.body, "ChallengeParameters")) ?? {};
  const user = text(told, "USERNAME") ?? username;
  const timestamp = timestampOf(runtime.now());
  const secretBlock = text(told, "SECRET_BLOCK", longestSession) ?? "";
  const signature = srpSignature(
    secret,
    {
      userId: text(told, "USER_ID_FOR_SRP") ?? "",
      salt: text(told, "SALT") ?? "",
      publicHex: text(told, "SRP_B", 768) ?? "",
      secretBlock,
    },
    { poolName: pool.poolId.split("_")[1] ?? "", password, timestamp },
  );
  if (text(begun.body, "ChallengeName") !== "PASSWORD_VERIFIER" || signature === undefined) return unreadable();
  const responses = {
    USERNAME: user,
    PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
    PASSWORD_CLAIM_SIGNATURE: signature,
    TIMESTAMP: timestamp,
  };
  return respond(runtime, pool, { challenge: "PASSWORD_VERIFIER", session, username: user, responses }, signal);
}

/** Answers what the pool's owner has thought up to ask beside the password. */
export function answerCognito(
  runtime: Runtime,
  pool: CognitoPool,
  { session, username, answer }: { readonly session: string; readonly username: string; readonly answer: string },
  signal: AbortSignal,
): Promise<CognitoTurn> {
  const responses = { USERNAME: username, ANSWER: answer };
  return respond(runtime, pool, { challenge: "CUSTOM_CHALLENGE", session, username, responses }, signal);
}

/**
 * New short tokens by a refresh token. Cognito has one name for a refresh token that it no longer takes and for an app
 * whose secret is wrong (`NotAuthorizedException`): which it is shows when a sign-in of the same user is begun.
 */
export async function renewAtCognito(
  runtime: Runtime,
  pool: CognitoPool,
  { username, refreshToken }: Pick<CognitoTokens, "username" | "refreshToken">,
  signal: AbortSignal,
): Promise<CognitoTokens | Failed> {
  const parameters = { REFRESH_TOKEN: refreshToken, ...secretHash(pool, username) };
  const call = { AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: parameters };
  const renewed = await ask(runtime, pool, "InitiateAuth", call, signal);
  if (!("kind" in renewed)) return tokensIn(renewed.body, username, refreshToken, runtime.now()) ?? unreadable();
  if (renewed.kind === "failed") return renewed;
  if (renewed.kind !== "refused") return unreadable();
  if (renewed.error !== "NotAuthorizedException") return whyNotRenewed(renewed.error);
  const { publicHex } = srpSecret(runtime.randomBytes(secretBytes));
  const anew = { USERNAME: username, SRP_A: publicHex, ...secretHash(pool, username) };
  const begun = await ask(runtime, pool, "InitiateAuth", { AuthFlow: "USER_SRP_AUTH", AuthParameters: anew }, signal);
  if ("kind" in begun && begun.kind === "failed") return begun;
  const isUnknown = "kind" in begun && begun.kind === "refused" && begun.error === "NotAuthorizedException";
  return whyNotRenewed(isUnknown && pool.clientSecret !== undefined ? "ResourceNotFoundException" : renewed.error);
}

function whyNotRenewed(error: string): Failed {
  return error === "ResourceNotFoundException"
    ? failed("invalid_credentials", "The provider does not know our application or its secret.")
    : failed("unauthorized", `The provider refused to renew our access (${error}).`);
}

async function respond(
  runtime: Runtime,
  pool: CognitoPool,
  turn: {
    readonly challenge: string;
    readonly session: string | undefined;
    readonly username: string;
    readonly responses: Readonly<Record<string, string>>;
  },
  signal: AbortSignal,
): Promise<CognitoTurn> {
  const { challenge, session, username, responses } = turn;
  const answer = await ask(
    runtime,
    pool,
    "RespondToAuthChallenge",
    {
      ChallengeName: challenge,
      ChallengeResponses: { ...responses, ...secretHash(pool, username) },
      ...(session !== undefined && { Session: session }),
    },
    signal,
  );
  if ("kind" in answer) return answer;
  const tokens = tokensIn(answer.body, username, undefined, runtime.now());
  if (tokens !== undefined) return { kind: "signed_in", tokens };
  const next = text(answer.body, "ChallengeName");
  const nextSession = text(answer.body, "Session", longestSession);
  if (next === undefined || nextSession === undefined) return unreadable();
  return { kind: "challenged", challenge: next, session: nextSession, username };
}

/** Sessions and secret blocks have been seen with 2,000 characters. */
const longestSession = 8_192;

async function ask(
  runtime: Runtime,
  pool: CognitoPool,
  action: "InitiateAuth" | "RespondToAuthChallenge",
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<{ readonly body: Untrusted } | Extract<CognitoTurn, { kind: "refused" | "failed" }>> {
  const headers = {
    "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
    "content-type": "application/x-amz-json-1.1",
  };
  const call = { method: "POST", url: pool.url, headers, body: { ...body, ClientId: pool.clientId } } as const;
  const answer = await exchangeJson(runtime, call, signal);
  const read = answer.kind === "answered" ? asObject(answer.body) : undefined;
  const error = read === undefined ? undefined : errorIn(read);
  if (error !== undefined && throttling.has(error)) {
    return failed("throttled", "The provider asks us to slow down.", { notBefore: runtime.now() + throttledMs });
  }
  if (error !== undefined && answer.kind === "answered" && answer.status === 400) return { kind: "refused", error };
  const trouble = httpTrouble(answer, runtime.now(), false);
  if (trouble !== undefined) return trouble;
  return read === undefined || answer.kind !== "answered" || answer.status >= 300 ? unreadable() : { body: read };
}

const throttling: ReadonlySet<string> = new Set(["TooManyRequestsException", "LimitExceededException"]);
/** Cognito does not say for how long. */
const throttledMs = 60_000;

/** The name of an error of AWS's JSON protocol, which may come behind the name of its shape's home. */
function errorIn(body: Untrusted): string | undefined {
  const name = text(body, "__type")?.split("#").at(-1);
  return name !== undefined && /^[A-Za-z]{1,64}$/.test(name) ? name : undefined;
}

function tokensIn(
  body: Untrusted,
  username: string,
  oldRefreshToken: string | undefined,
  now: number,
): CognitoTokens | undefined {
  const result = asObject(field(body, "AuthenticationResult")) ?? {};
  const [accessToken, idToken] = [text(result, "AccessToken", longestSession), text(result, "IdToken", longestSession)];
  const refreshToken = text(result, "RefreshToken", longestSession) ?? oldRefreshToken;
  const lifeSeconds = number(result, "ExpiresIn") ?? 3_600;
  if (accessToken === undefined || idToken === undefined || refreshToken === undefined) return undefined;
  if (![accessToken, idToken].every((token) => /^[\x21-\x7e]+$/.test(token))) return undefined;
  const accessTokenExpiresAt = now + Math.min(Math.max(lifeSeconds, 0), longestLifeSeconds) * 1_000;
  return { username, accessToken, idToken, accessTokenExpiresAt, refreshToken };
}

const longestLifeSeconds = 24 * 3_600;

/** What an app with a secret proves that it has it with. */
function secretHash({ clientId, clientSecret }: CognitoPool, username: string): { readonly SECRET_HASH?: string } {
  if (clientSecret === undefined) return {};
  return { SECRET_HASH: createHmac("sha256", clientSecret).update(`${username}${clientId}`).digest("base64") };
}

/** For example `Tue Apr 5 01:14:28 UTC 2022`: the day has no zero before it. */
function timestampOf(now: number): string {
  const [weekday, day, month, year, time] = new Date(now).toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

function unreadable(): Failed {
  return failed("provider", "The provider's sign-in answered with something that could not be read.");
}
