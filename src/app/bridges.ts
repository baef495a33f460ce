import type { Bridge } from "#domain/bridge.ts";
import type { BridgeId, WorkspaceId } from "#domain/ids.ts";
import {
  findBridge,
  findBridgeByToken,
  insertBridge,
  listBridges as listStored,
  revokeBridge as revokeStored,
  tradeCode,
} from "#store/bridges.ts";
import type { Desk } from "./desk.ts";
import { drawLetters, hashOf, newMarkedToken, parseMarkedToken, printToken, sameHash } from "./tokens.ts";

/** How long somebody has to walk over and enrol the bridge, in milliseconds. */
const codeValidMs = 60 * 60_000;
/** 20 of 58 letters are 117 bits of chance. */
const codeLetters = 20;

/** A bridge to come. `code` enrols it; it is shown now and never again: only its hash is kept. */
export async function createBridge(
  { store, runtime }: Desk,
  workspace: WorkspaceId,
  name: string,
): Promise<{ readonly id: BridgeId; readonly code: string; readonly expiresAt: number }> {
  const id = runtime.uuid() as BridgeId;
  const letters = drawLetters(codeLetters, runtime.randomBytes);
  const now = runtime.now();
  const expiresAt = now + codeValidMs;
  await insertBridge(
    store.db,
    { id, workspaceId: workspace, name, createdAt: now },
    { hash: hashOf(letters), expiresAt },
  );
  return { id, code: letters.replace(/(.{5})(?=.)/g, "$1-"), expiresAt };
}

/** Trades a one-time code for a token; `undefined`: the code is unknown, used or too old. */
export async function enrolBridge(
  { store, runtime }: Desk,
  code: string,
): Promise<{ readonly bridge: Bridge; readonly token: string } | undefined> {
  const token = newMarkedToken("bridge", runtime.randomBytes);
  const kept = { shortToken: token.short, longTokenHash: hashOf(token.long) };
  const bridge = await tradeCode(store.db, hashOf(code.replaceAll(/[\s-]/g, "")), kept, runtime.now());
  return bridge === undefined ? undefined : { bridge, token: printToken(token) };
}

/** The bridge that signs in with this, also a revoked one; `undefined`: nobody that we know. */
export async function bridgeOfToken({ store }: Desk, text: string): Promise<Bridge | undefined> {
  const token = parseMarkedToken("bridge", text);
  const found = token === undefined ? undefined : await findBridgeByToken(store.db, token.short);
  if (token === undefined || found === undefined) return undefined;
  return sameHash(hashOf(token.long), found.longTokenHash) ? found.bridge : undefined;
}

/** Oldest first. `workspace`: only this one's, without the revoked. */
export async function listBridges(desk: Desk, workspace?: WorkspaceId): Promise<readonly Bridge[]> {
  const bridges = await listStored(desk.store.db, workspace);
  return workspace === undefined ? bridges : bridges.filter(({ revokedAt }) => revokedAt === undefined);
}

export async function getBridge(desk: Desk, workspace: WorkspaceId, id: BridgeId): Promise<Bridge | undefined> {
  const bridge = await findBridge(desk.store.db, workspace, id);
  return bridge?.revokedAt === undefined ? bridge : undefined;
}

/** Answers whether there was such a bridge to revoke. One that is on the line is told within seconds. */
export async function revokeBridge({ store, runtime }: Desk, id: BridgeId): Promise<boolean> {
  return revokeStored(store.db, id, runtime.now());
}
