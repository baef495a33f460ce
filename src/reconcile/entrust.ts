import type { DeviceId } from "#domain/ids.ts";
import { type Mandate, mandateOf } from "#domain/mandate.ts";
import type { Claim } from "#store/leases.ts";
import { type DevicePass, lateSets } from "#store/passes.ts";
import type { Store } from "#store/store.ts";
import type { Call } from "./call.ts";

/** A pass after it was entrusted; `mandate`: what a bridge has taken. */
interface EntrustedPass {
  readonly pass: DevicePass;
  readonly mandate: Mandate | undefined;
}

/**
 * Gives whoever goes on alone at the site, should we be gone, what is wanted of this device now. Answers the pass with
 * what follows from it: once that is taken, nothing that was wanted before can come to the lock any more.
 */
export async function entrust(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  call: Call,
): Promise<EntrustedPass> {
  const { device, unsettled } = pass;
  if (pass.account.bridgeId === undefined) return { pass, mandate: undefined };
  const { capabilities, nativeId } = device.report;
  const now = store.runtime.now();
  // What was sent for a code that is gone may still come to show, and has to be known as ours then.
  const codes = [...pass.codes, ...pass.ghosts];
  const late = await lateSets(store.db, pass.keys, codes, now);
  const known = { version: claim.fence, isManagedDevice: device.isManaged, capabilities, codes, unsettled, late };
  const mandate = mandateOf(known, now);
  const isTaken = await call(async (driver, signal) => await driver.entrust?.(nativeId, mandate, signal));
  if (isTaken !== true) return { pass, mandate: undefined };
  return { pass: { ...pass, device: { ...device, isEntrusted: false } }, mandate };
}
