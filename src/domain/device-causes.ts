import type { AccountCause, DeviceCause } from "./catalog/causes.ts";
import type { Circumstance } from "./circumstance.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";

/** What is so of a device that should be told; of one that is removed, nothing else is known. */
export function deviceCausesOf(device: Device): readonly Circumstance<DeviceCause>[] {
  if (device.removedSince !== undefined) return [{ cause: "removed", since: device.removedSince }];
  const { disconnected } = device.report;
  const since = device.unreachableSince ?? device.createdAt;
  if (disconnected === undefined) return [];
  return [{ cause: disconnected === "hub_disconnected" ? "hub_disconnected" : "disconnected", since }];
}

/** What is so of an account that should be told. */
export function accountCausesOf(account: ConnectedAccount): readonly Circumstance<AccountCause>[] {
  return account.disconnectedSince === undefined ? [] : [{ cause: "signed_out", since: account.disconnectedSince }];
}
