import { createHash } from "node:crypto";
import type { Context } from "hono";
import { isSameSecret } from "#virtual-locks/requests.ts";
import { type Issued, issueTokens } from "#virtual-locks/tokens.ts";
import type { World } from "#virtual-locks/world.ts";
import { type Errcode, errcodes, parametersOf, refuse } from "./words.ts";

/** Tokens for whoever has an account's name and password, or its refresh token. */
export async function issueToken(world: World, c: Context): Promise<Response> {
  const form = await parametersOf(c);
  const clientId = form.get("client_id") ?? "";
  const stranger = unknownClient(world, clientId, form.get("client_secret") ?? "");
  if (stranger !== undefined) return refuse(c, stranger);
  const refreshToken = form.get("grant_type") === "refresh_token" ? (form.get("refresh_token") ?? "") : undefined;
  const accountId =
    refreshToken === undefined
      ? accountOf(world, form.get("username") ?? "", form.get("password") ?? "")
      : world.get("refreshTokens", refreshToken)?.accountId;
  if (accountId === undefined) {
    return refuse(c, refreshToken === undefined ? errcodes.wrongPassword : errcodes.wrongRefreshToken);
  }
  if (world.get("faults", accountId)?.outage === true) return refuse(c, errcodes.broken);
  const { issued, changes } = issueTokens(world, accountId, clientId, refreshToken);
  world.commit(refreshToken === undefined ? "signed_in" : "tokens_refreshed", { account_id: accountId }, changes);
  return c.json(shown(issued));
}

/** Why an application is not let in. Without `secret`, whether it is known at all. */
export function unknownClient(world: World, id: string, secret: string | undefined): Errcode | undefined {
  const client = world.get("clients", id);
  if (client === undefined) return errcodes.unknownClient;
  return secret === undefined || isSameSecret(client.secret, secret) ? undefined : errcodes.wrongSecret;
}

/** The password travels as its MD5 in lower-case hex. */
function accountOf(world: World, username: string, password: string): string | undefined {
  const account = world.all("accounts").find(({ email }) => email === username);
  const hashed = createHash("md5")
    .update(account?.password ?? "")
    .digest("hex");
  return account !== undefined && isSameSecret(hashed, password) ? account.id : undefined;
}

function shown({ access_token, refresh_token, expires_in, user_id }: Issued) {
  return { access_token, refresh_token, expires_in, uid: user_id, scope: "user,key,room" };
}
