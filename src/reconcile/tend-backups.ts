import type { AccessCode } from "#domain/access-code.ts";
import { bestSpare, countPool, poolMoves } from "#domain/backup-pool.ts";
import { codesAtRisk, type Risk } from "#domain/fail-over.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Attribution } from "#domain/recognise.ts";
import { mayFailOver, savePoolLevel } from "#store/backup-codes.ts";
import { assertHeld, type Claim } from "#store/leases.ts";
import { movePool } from "#store/move-pool.ts";
import type { DevicePass } from "#store/passes.ts";
import { pullSpare } from "#store/pull-spare.ts";
import type { Store } from "#store/store.ts";

/**
 * Brings what is wanted of a device's spare codes to what its pool should be. The lock itself is served by the plan,
 * which finds a spare code as wanted as any other. Without a look at the lock nothing new is wanted on it.
 */
export async function tendPool(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  attributions: readonly Attribution[] | undefined,
): Promise<DevicePass> {
  const { device, codes, account, keys } = pass;
  const at = store.runtime.now();
  const moves = poolMoves({ device, codes, attributions, now: at });
  if (moves.retire.length === 0 && moves.retime.length === 0 && moves.add === 0) return counted(pass);
  const changed = await store.db.transaction(async (tx) => {
    await assertHeld(tx, "device", claim);
    return movePool(tx, store, { device, account, codes, keys, at }, moves);
  });
  return withCodes(pass, changed);
}

/**
 * Pulls a spare code for each code at risk, as far as there are any that were read back from the lock. Whether one
 * was pulled before, also by somebody at this moment, is asked while the device's row is held.
 */
export async function failOver(store: Store, claim: Claim<DeviceId>, before: DevicePass): Promise<DevicePass> {
  let pass = before;
  for (const risk of codesAtRisk(pass.codes, pass.device, store.runtime.now())) {
    const spare = bestSpare(pass.codes, pass.device, "read_back");
    if (spare === undefined) break;
    const pulled = await pullFor(store, claim, pass, risk, spare);
    if (pulled !== undefined) pass = withCodes(pass, [pulled]);
  }
  return pass;
}

async function pullFor(
  store: Store,
  claim: Claim<DeviceId>,
  { device, account, keys }: DevicePass,
  { code, reason, message }: Risk,
  spare: AccessCode,
): Promise<AccessCode | undefined> {
  const at = store.runtime.now();
  return store.db.transaction(async (tx) => {
    await assertHeld(tx, "device", claim);
    if (!(await mayFailOver(tx, code))) return undefined;
    const risk = { reason, message };
    return pullSpare(tx, store, keys, { device, account, at, original: code, spare, risk });
  });
}

/** Remembers since when a pool is low, so that people are told. */
export async function recordPoolLevel(store: Store, claim: Claim<DeviceId>, pass: DevicePass): Promise<DevicePass> {
  const pool = pass.device.backupPool;
  if (pool === undefined) return pass;
  const isLow = pool.ready < pool.size;
  if (isLow === (pool.lowSince !== undefined)) return pass;
  const at = store.runtime.now();
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "device", claim);
    await savePoolLevel(tx, pass.device.id, { isLow, at });
  });
  return { ...pass, device: { ...pass.device, backupPool: { ...pool, lowSince: isLow ? at : undefined } } };
}

function withCodes(pass: DevicePass, changed: readonly AccessCode[]): DevicePass {
  const byId = new Map([...pass.codes, ...changed].map((code) => [code.id, code]));
  return counted({ ...pass, codes: [...byId.values()] });
}

function counted(pass: DevicePass): DevicePass {
  return { ...pass, device: { ...pass.device, backupPool: countPool(pass.device, pass.codes) } };
}
