import { type Problem, problem } from "#domain/problem.ts";
import { type ApiKey, findApiKey } from "#store/api-keys.ts";
import type { Store } from "#store/store.ts";
import type { Desk } from "./desk.ts";
import { hashOf, parseToken, sameHash } from "./tokens.ts";
import type { SignedInAs } from "./views.ts";

/** A key that was revoked elsewhere works no longer than this, in milliseconds. */
const rememberForMs = 1_000;
/** More keys than this are not remembered at once, so that guesses do not fill the memory. */
const rememberedAtMost = 10_000;

interface LookUp {
  readonly key: Promise<ApiKey | undefined>;
  readonly until: number;
}

const remembered = new WeakMap<Store, Map<string, LookUp>>();
/** Compared with where there is no such key, so that the answer takes as long. */
const nobodysHash = hashOf("");

/** Whose an API key is. */
export async function signIn(desk: Desk, token: string): Promise<SignedInAs<"api_key"> | Problem> {
  const refused = problem("unauthorized", "The API key is missing, unknown, expired or revoked.");
  const parts = parseToken(token);
  if (parts === undefined) return refused;
  const key = await lookUp(desk, parts.short);
  const isProven = sameHash(hashOf(parts.long), key?.longTokenHash ?? nobodysHash);
  if (key === undefined || !isProven || !isValid(key, desk.runtime.now())) return refused;
  return { kind: "api_key", workspaceId: key.workspaceId, keyId: key.id };
}

/** Neither revoked nor expired. */
export function isValid(key: Pick<ApiKey, "revokedAt" | "expiresAt">, now: number): boolean {
  if (key.revokedAt !== undefined && key.revokedAt <= now) return false;
  return key.expiresAt === undefined || now < key.expiresAt;
}

function lookUp({ store, runtime }: Desk, short: string): Promise<ApiKey | undefined> {
  const known = remembered.get(store) ?? new Map<string, LookUp>();
  remembered.set(store, known);
  const now = runtime.now();
  const before = known.get(short);
  if (before !== undefined && now < before.until) return before.key;
  if (known.size >= rememberedAtMost) known.clear();
  const key = findApiKey(store.db, short);
  known.set(short, { key, until: now + rememberForMs });
  // Neither a failed look-up nor a miss is remembered: a key that is made now works now.
  const forget = () => known.delete(short);
  key.then((found) => found === undefined && forget(), forget);
  return key;
}
