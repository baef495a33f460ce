import { createHash } from "node:crypto";
import type { Context } from "hono";
import { isSameSecret } from "#virtual-locks/requests.ts";
import type { AccountRow, LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";
import { fail } from "./words.ts";

const realm = "HIP";
/** How long a nonce is good for. Assumed. */
const nonceMs = 5 * 60_000;

/** Whose name and password a call proves: Digest with MD5 (RFC 2617), the manual's default. */
export function accountProved(world: World, lock: LockRow, c: Context): string | undefined {
  const account = world.get("accounts", lock.accountId);
  const said = fieldsOf(c);
  if (account === undefined || said === undefined || !takes(world, account)) return undefined;
  const get = (name: string) => said.get(name) ?? "";
  if (get("username") !== account.email || get("realm") !== realm || !isGood(world, lock, get("nonce")))
    return undefined;
  const { pathname, search } = new URL(c.req.url);
  if (get("uri") !== `${pathname}${search}`) return undefined;
  const secret = md5(`${account.email}:${realm}:${account.password}`);
  const between = `${get("nonce")}:${get("nc")}:${get("cnonce")}:auth`;
  const expected = md5(`${secret}:${between}:${md5(`${c.req.method}:${get("uri")}`)}`);
  return isSameSecret(expected, get("response")) ? account.id : undefined;
}

/** What whoever has not proved it hears. */
export function challenge(world: World, lock: LockRow, c: Context): Response {
  const nonce = fieldsOf(c)?.get("nonce");
  const isStale = nonce !== undefined && !isGood(world, lock, nonce) ? ", stale=true" : "";
  const offer = `Digest realm="${realm}", qop="auth", nonce="${nonceAt(lock, world.now())}", algorithm=MD5${isStale}`;
  return fail("authorization", undefined, 401, { "www-authenticate": offer });
}

/** The user is taken off each intercom together with what the owner has signed in with elsewhere. */
function takes(world: World, { id }: AccountRow): boolean {
  return world.all("refreshTokens").some(({ accountId }) => accountId === id);
}

function fieldsOf(c: Context): ReadonlyMap<string, string> | undefined {
  const [, list] = /^Digest\s+(.*)$/i.exec(c.req.header("authorization") ?? "") ?? [];
  return list === undefined
    ? undefined
    : new Map(
        [...list.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name = "", quoted, bare]) => [
          name,
          quoted ?? bare ?? "",
        ]),
      );
}

function nonceAt(lock: LockRow, at: number): string {
  return `${at}-${md5(`${at} ${lock.id}`)}`;
}

function isGood(world: World, lock: LockRow, nonce: string): boolean {
  const at = Number(nonce.split("-")[0]);
  return nonce === nonceAt(lock, at) && world.now() - at < nonceMs;
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
