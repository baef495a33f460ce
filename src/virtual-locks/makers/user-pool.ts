import { createHmac } from "node:crypto";
import type { Context } from "hono";
import { z } from "zod";
import { bearer, isSameSecret } from "#virtual-locks/requests.ts";
import type { AccountRow, Change } from "#virtual-locks/rows.ts";
import { secretToken } from "#virtual-locks/tokens.ts";
import type { World } from "#virtual-locks/world.ts";
import { isPublicValue, serverPublic, serverSignature } from "./srp-server.ts";

/** A user pool of Amazon Cognito's, as far as makers' apps sign in to it. Whoever has an account here is its user. */
export interface UserPool {
  /** For example `us-west-2_Virtual`. Any app is known to it while none is registered. */
  readonly poolId: string;
  /** After the password it asks for a code, which it has sent by mail or phone. */
  readonly asksForCode: boolean;
}

type Kind = "access" | "id";

const initiation = z.object({
  AuthFlow: z.enum(["USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"]),
  ClientId: z.string(),
  AuthParameters: z.record(z.string()),
});
const response = z.object({
  ChallengeName: z.enum(["PASSWORD_VERIFIER", "CUSTOM_CHALLENGE"]),
  ClientId: z.string(),
  Session: z.string().optional(),
  ChallengeResponses: z.record(z.string()),
});

/** What the pool knows between two calls of one sign-in; by `<account id>/cognito/<session>`. */
const underway = z.object({
  flow: z.string(),
  expiresAt: z.number(),
  srp: z.object({ b: z.string(), publicA: z.string(), secretBlock: z.string() }).optional(),
  code: z.object({ digits: z.string(), triesLeft: z.number() }).optional(),
});
type Underway = z.output<typeof underway>;

const accessTokenSeconds = 3_600;
/** How long a session of a sign-in holds: three minutes unless the app says otherwise (Cognito's guide, read 2026). */
const sessionMs = 3 * 60_000;

/** The one address of the pool. */
export function userPool(world: World, pool: UserPool): (c: Context) => Promise<Response> {
  return async (c) => {
    const action = c.req.header("x-amz-target")?.split(".")[1];
    const body: unknown = await c.req.json().catch(() => undefined);
    if (action === "InitiateAuth") {
      const read = initiation.safeParse(body);
      return read.success ? initiate(world, pool, read.data) : refusal("InvalidParameterException");
    }
    if (action !== "RespondToAuthChallenge") return refusal("UnknownOperationException");
    const read = response.safeParse(body);
    return read.success ? respond(world, pool, read.data) : refusal("InvalidParameterException");
  };
}

/** Whose token of this kind a call carries. Each API takes one kind and not the other. */
export function accountOfPoolToken(world: World, c: Context, kind: Kind): string | undefined {
  const token = bearer(c);
  const row = token?.startsWith(`${kind}.`) ? world.get("accessTokens", token) : undefined;
  return row !== undefined && world.now() < row.expiresAt ? row.accountId : undefined;
}

function initiate(world: World, pool: UserPool, call: z.output<typeof initiation>): Response {
  const { AuthFlow: flow, ClientId: clientId, AuthParameters: given } = call;
  if (flow === "REFRESH_TOKEN_AUTH") return refresh(world, clientId, given);
  const stranger = whyNotOurApp(world, clientId, given.USERNAME ?? "", given.SECRET_HASH);
  if (stranger !== undefined) return refusal(stranger);
  const account = userNamed(world, given.USERNAME);
  if (account === undefined) return refusal("UserNotFoundException");
  const { SRP_A: publicA = "" } = given;
  if (!isPublicValue(publicA) || (flow === "CUSTOM_AUTH" && given.CHALLENGE_NAME !== "SRP_A"))
    return refusal("InvalidParameterException");
  const b = Buffer.from(world.runtime.randomBytes(64)).toString("hex");
  const secretBlock = Buffer.from(world.runtime.randomBytes(96)).toString("base64");
  const session = keep(world, account, { flow, srp: { b, publicA, secretBlock } });
  return Response.json({
    ChallengeName: "PASSWORD_VERIFIER",
    Session: session,
    ChallengeParameters: {
      USERNAME: account.id,
      USER_ID_FOR_SRP: account.id,
      SALT: saltOf(account),
      SRP_B: serverPublic({ ...identityOf(pool, account), b }),
      SECRET_BLOCK: secretBlock,
    },
  });
}

function respond(world: World, pool: UserPool, call: z.output<typeof response>): Response {
  const { ClientId: clientId, ChallengeResponses: given, Session: session = "" } = call;
  const username = given.USERNAME ?? "";
  const stranger = whyNotOurApp(world, clientId, username, given.SECRET_HASH);
  if (stranger !== undefined) return refusal(stranger);
  const account = userNamed(world, username);
  const known = account && take(world, account, session);
  if (account === undefined || known === undefined) return refusal("NotAuthorizedException");
  if (call.ChallengeName === "CUSTOM_CHALLENGE") return answered(world, account, clientId, known, given.ANSWER ?? "");
  if (known.srp === undefined) return refusal("NotAuthorizedException");
  const { b, publicA, secretBlock } = known.srp;
  const signature = serverSignature(
    { ...identityOf(pool, account), b },
    { publicA, secretBlock, timestamp: given.TIMESTAMP ?? "" },
  );
  const isProved =
    given.PASSWORD_CLAIM_SECRET_BLOCK === secretBlock && isSameSecret(signature, given.PASSWORD_CLAIM_SIGNATURE ?? "");
  if (!isProved) return refusal("NotAuthorizedException", "Incorrect username or password.");
  if (!pool.asksForCode || known.flow !== "CUSTOM_AUTH") return letIn(world, account, clientId);
  return askOn(world, account, { flow: known.flow });
}

const wantsCode = /^answerType:generateCode,medium:(phone|email),codeType:login$/;
const hasCode = /^answerType:verifyCode,medium:(?:phone|email),codeType:login,code:(\d{1,20})$/;

/** The code that is sent is a fact of the journal: there is no mail, and no telephone. */
function answered(world: World, account: AccountRow, clientId: string, known: Underway, answer: string): Response {
  const medium = wantsCode.exec(answer)?.[1];
  if (medium !== undefined) {
    const number = Buffer.from(world.runtime.randomBytes(4)).readUInt32BE() % 1_000_000;
    const digits = String(number).padStart(6, "0");
    world.commit("sign_in_code_sent", { account_id: account.id, medium, code: digits }, []);
    return askOn(world, account, { flow: known.flow, code: { digits, triesLeft: 3 } });
  }
  const typed = hasCode.exec(answer)?.[1];
  if (typed === undefined || known.code === undefined) return refusal("NotAuthorizedException");
  if (isSameSecret(typed, known.code.digits)) return letIn(world, account, clientId);
  const triesLeft = known.code.triesLeft - 1;
  if (triesLeft === 0) return refusal("NotAuthorizedException", "Incorrect username or password.");
  return askOn(world, account, { flow: known.flow, code: { ...known.code, triesLeft } });
}

function askOn(world: World, account: AccountRow, known: Omit<Underway, "expiresAt">): Response {
  const session = keep(world, account, known);
  return Response.json({
    ChallengeName: "CUSTOM_CHALLENGE",
    Session: session,
    ChallengeParameters: { USERNAME: account.id },
  });
}

function refresh(world: World, clientId: string, given: Readonly<Record<string, string>>): Response {
  const token = given.REFRESH_TOKEN ?? "";
  const row = world.get("refreshTokens", token);
  const stranger = whyNotOurApp(world, clientId, row?.accountId ?? "", given.SECRET_HASH);
  if (stranger === "ResourceNotFoundException") return refusal(stranger);
  if (row === undefined) return refusal("NotAuthorizedException", "Refresh Token has been revoked");
  if (stranger !== undefined) return refusal(stranger, "SecretHash does not match for the client");
  const { result, changes } = shortTokens(world, row.accountId);
  world.commit("tokens_refreshed", { account_id: row.accountId }, changes);
  return Response.json({ AuthenticationResult: result, ChallengeParameters: {} });
}

function letIn(world: World, account: AccountRow, clientId: string): Response {
  const { result, changes } = shortTokens(world, account.id);
  const refreshToken = secretToken(world);
  world.commit("signed_in", { account_id: account.id }, [
    ...changes,
    { table: "refreshTokens", id: refreshToken, row: { accountId: account.id, clientId } },
  ]);
  return Response.json({ AuthenticationResult: { ...result, RefreshToken: refreshToken }, ChallengeParameters: {} });
}

/** One token says what its bearer may do, the other who that is. */
function shortTokens(world: World, accountId: string) {
  const expiresAt = world.now() + accessTokenSeconds * 1_000;
  const row = { accountId, expiresAt };
  const [AccessToken, IdToken] = [`access.${secretToken(world)}`, `id.${secretToken(world)}`];
  const stale = world.entries("accessTokens").filter(([, token]) => token.expiresAt <= world.now());
  const changes: Change[] = [
    ...stale.map(([id]) => ({ table: "accessTokens", id, row: null }) as const),
    { table: "accessTokens", id: AccessToken, row },
    { table: "accessTokens", id: IdToken, row },
  ];
  return { result: { AccessToken, IdToken, ExpiresIn: accessTokenSeconds, TokenType: "Bearer" }, changes };
}

/** Cognito's name for why it does not serve this app. */
function whyNotOurApp(world: World, clientId: string, username: string, hash = ""): string | undefined {
  if (world.all("clients").length === 0) return undefined;
  const client = world.get("clients", clientId);
  if (client === undefined) return "ResourceNotFoundException";
  const right = createHmac("sha256", client.secret).update(`${username}${clientId}`).digest("base64");
  return isSameSecret(hash, right) ? undefined : "NotAuthorizedException";
}

/** By mail address, or by the pool's own name of the user. */
function userNamed(world: World, name: string | undefined): AccountRow | undefined {
  return world.all("accounts").find(({ id, email }) => id === name || email.toLowerCase() === name?.toLowerCase());
}

function identityOf({ poolId }: UserPool, account: AccountRow) {
  const poolName = poolId.split("_")[1] ?? "";
  return { poolName, userId: account.id, salt: saltOf(account), password: account.password };
}

/** The same for each sign-in of a user. */
function saltOf(account: AccountRow): string {
  return createHmac("sha256", "salt").update(account.id).digest("hex").slice(0, 32);
}

function keep(world: World, account: AccountRow, known: Omit<Underway, "expiresAt">): string {
  const session = secretToken(world);
  const row = { ...known, expiresAt: world.now() + sessionMs };
  world.commit("sign_in_underway", { account_id: account.id }, [{ table: "notes", id: key(account, session), row }]);
  return session;
}

/** A session serves once. */
function take(world: World, account: AccountRow, session: string): Underway | undefined {
  const id = key(account, session);
  const known = underway.safeParse(world.get("notes", id)).data;
  if (known === undefined) return undefined;
  world.commit("sign_in_goes_on", { account_id: account.id }, [{ table: "notes", id, row: null }]);
  return world.now() < known.expiresAt ? known : undefined;
}

function key(account: AccountRow, session: string): string {
  return `${account.id}/cognito/${session}`;
}

function refusal(type: string, message = "No."): Response {
  return Response.json(
    { __type: type, message },
    { status: 400, headers: { "content-type": "application/x-amz-json-1.1" } },
  );
}

/** Whether a request to a cloud with such a pool changes more than who is signed in. */
export function changesMore(request: Request): boolean {
  return request.method !== "GET" && !request.url.endsWith("/cognito");
}
