import type { Context } from "hono";
import { z } from "zod";
import { instant, isSameSecret, readJson } from "#virtual-locks/requests.ts";
import { secretToken } from "#virtual-locks/tokens.ts";
import { isTrouble, type Trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { done, fail, ok } from "./words.ts";

interface PersonalKey {
  readonly accountId: string;
  readonly key: string;
  readonly validTo: number;
  readonly scopes: readonly string[];
}

const shelf = "personal-key";
const asked = z.object({ name: z.string(), validTo: instant, scopes: z.array(z.string()) });

/** A key that the owner makes, and sees this once. */
export async function makeKey(world: World, accountId: string, c: Context): Promise<Response | Trouble> {
  const body = await readJson(c, asked);
  if (isTrouble(body)) return body;
  const { validTo, scopes } = body;
  const id = world.runtime.uuid();
  const key = `${secretToken(world).slice(0, 6)}.${secretToken(world)}`;
  const row: PersonalKey = { accountId, key, validTo, scopes };
  const change = { table: "notes", id: noteOf(accountId, id), row } as const;
  world.commit("personal_key_made", { account_id: accountId }, [change]);
  return ok(c, 201, { id, key });
}

export function removeKey(world: World, accountId: string, c: Context): Response {
  const id = noteOf(accountId, c.req.param("id") ?? "");
  if (world.get("notes", id) === undefined) return fail(c, 404, "There is no such key.");
  world.commit("personal_key_removed", { account_id: accountId }, [{ table: "notes", id, row: null }]);
  return done();
}

export function accountOfKey(world: World, c: Context): string | undefined {
  return keyOf(world, c)?.accountId;
}

/** Whether a call is made with a key that may do other things only. A sign-in at the page may do all. */
export function isLackingScope(world: World, c: Context): boolean {
  const key = keyOf(world, c);
  return key !== undefined && !scopesFor(c).some((scope) => key.scopes.includes(scope));
}

/** Any of these, by the pages of the endpoints. */
function scopesFor({ req: { path, method } }: Context): readonly string[] {
  if (path.includes("/personalaccesskey")) return ["Account.ReadWrite"];
  if (path.includes("/deviceactivity")) return ["DeviceActivity.Read"];
  if (method === "POST" && path.includes("/operation/")) return ["Lock.Operate"];
  return method === "GET" ? ["Device.Read", "Device.ReadWrite"] : ["Device.ReadWrite"];
}

function keyOf(world: World, c: Context): PersonalKey | undefined {
  const shown = /^PersonalKey +(\S+)$/.exec(c.req.header("authorization") ?? "")?.[1];
  if (shown === undefined) return undefined;
  return world
    .entries("notes")
    .filter(([id]) => id.split("/")[1] === shelf)
    .map(([, row]) => row as PersonalKey)
    .find(({ key, validTo }) => isSameSecret(key, shown) && world.now() < validTo);
}

function noteOf(accountId: string, id: string): string {
  return `${accountId}/${shelf}/${id}`;
}
