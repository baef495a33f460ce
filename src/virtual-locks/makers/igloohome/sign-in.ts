import type { Context } from "hono";
import { bearer, isSameSecret } from "#virtual-locks/requests.ts";
import { accountOfToken, issueTokens } from "#virtual-locks/tokens.ts";
import type { World } from "#virtual-locks/world.ts";

/** The one right that a token may have alone only. */
export const activityRight = "igloohomeapi/get-device-activity";
const rights = new Set([
  ...["hourly", "daily", "permanent", "onetime"].map((kind) => `igloohomeapi/algopin-${kind}`),
  ...["create-pin", "delete-pin", "lock", "unlock", "get-device-status"].map(
    (job) => `igloohomeapi/${job}-bridge-proxied-job`,
  ),
  "igloohomeapi/get-devices",
  "igloohomeapi/get-job-status",
  activityRight,
]);

/** A token for whoever proves an account's credentials by HTTP Basic: here its e-mail address and its password. */
export async function issueToken(world: World, c: Context): Promise<Response> {
  const [email, ...secret] = Buffer.from(
    /^Basic +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "",
    "base64",
  )
    .toString("utf8")
    .split(":");
  const account = world.all("accounts").find((one) => one.email === email);
  if (account === undefined || !isSameSecret(account.password, secret.join(":"))) {
    return c.json({ error: "invalid_client" }, 400);
  }
  // Credentials that were taken back are known by nothing else here than that no token of the account is left.
  if (!world.all("refreshTokens").some(({ accountId }) => accountId === account.id)) {
    return c.json({ error: "invalid_client" }, 400);
  }
  if (world.get("faults", account.id)?.outage === true) return c.json({ message: "Service Unavailable" }, 503);
  const form = new URLSearchParams(await c.req.text());
  if (form.get("grant_type") !== "client_credentials") return c.json({ error: "unsupported_grant_type" }, 400);
  const scope = form.get("scope") ?? "";
  // One right that the credentials do not have fails the request for all of them.
  if (scope !== "" && !scope.split(" ").every((right) => rights.has(right)))
    return c.json({ error: "invalid_scope" }, 400);
  const { issued, changes } = issueTokens(world, account.id, account.email, undefined);
  const { access_token, expires_in, token_type } = issued;
  const kept = changes.filter(({ table }) => table !== "refreshTokens");
  world.commit("token_issued", { account_id: account.id }, [
    ...kept,
    { table: "notes", id: scopeNote(account.id, access_token), row: scope },
  ]);
  return c.json({ access_token, expires_in, token_type });
}

/** Whose token a call carries. */
export function accountOf(world: World, c: Context): string | undefined {
  return accountOfToken(world, bearer(c));
}

/** Whether the token was issued for a log of its own, or for all the rest. */
export function readsActivityOnly(world: World, accountId: string, c: Context): boolean {
  return world.get("notes", scopeNote(accountId, bearer(c) ?? "")) === activityRight;
}

function scopeNote(accountId: string, token: string): string {
  return `${accountId}/scope/${token}`;
}
