import type { NewEvent } from "#domain/event.ts";
import type { ConnectedAccountId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { findAccount } from "#store/account-views.ts";
import { codeEvent } from "#store/code-events.ts";
import { codesOfDevices } from "#store/code-views.ts";
import { holdDevice } from "#store/create-code.ts";
import type { Db } from "#store/db.ts";
import { findDevice } from "#store/device-views.ts";
import { appendEvents } from "#store/events.ts";
import { holdAccount, removeAccount, removeDevices, removeEvents } from "#store/removals.ts";
import type { Desk } from "./desk.ts";
import { noSuchDevice } from "./problems.ts";

/**
 * Forgets an account with its devices, their codes and what was told of them, each with an event that says so.
 * The locks themselves are left alone: PINs that stand on them go on opening them. Whoever works one of these
 * devices at the same moment loses the lease, and sends nothing more.
 */
export async function deleteConnectedAccount(
  desk: Desk,
  workspace: WorkspaceId,
  accountId: ConnectedAccountId,
): Promise<Problem | undefined> {
  const { store, runtime } = desk;
  return store.db.transaction(async (tx) => {
    const devices = await holdAccount(tx, workspace, accountId);
    const account = await findAccount(tx, workspace, accountId);
    if (devices === undefined || account === undefined) {
      return problem("connected_account_not_found", "There is no such connected account.", {
        data: { connected_account_id: accountId },
      });
    }
    await removeEvents(tx, workspace, { devices, account: accountId });
    const type = "connected_account.deleted";
    const told = [
      ...(await deletedEvents(desk, tx, workspace, devices)),
      { type, occurredAt: runtime.now(), accountId, payload: { connected_account_type: account.provider } },
    ];
    await appendEvents(tx, store, workspace, told);
    await removeDevices(tx, devices);
    await removeAccount(tx, accountId);
    return undefined;
  });
}

/** Forgets one device. While its account lists it, the next look through the account finds it again as a new one. */
export async function deleteDevice(
  desk: Desk,
  workspace: WorkspaceId,
  deviceId: DeviceId,
): Promise<Problem | undefined> {
  return desk.store.db.transaction(async (tx) => {
    await holdDevice(tx, deviceId);
    if ((await findDevice(tx, workspace, deviceId)) === undefined) return noSuchDevice(deviceId);
    await removeEvents(tx, workspace, { devices: [deviceId] });
    await appendEvents(tx, desk.store, workspace, await deletedEvents(desk, tx, workspace, [deviceId]));
    await removeDevices(tx, [deviceId]);
    return undefined;
  });
}

async function deletedEvents(
  { store, runtime }: Desk,
  tx: Db,
  workspace: WorkspaceId,
  devices: readonly DeviceId[],
): Promise<readonly NewEvent[]> {
  const keys = await store.keysOf(workspace);
  const at = runtime.now();
  const codes = await codesOfDevices(tx, keys, workspace, devices);
  const ofCodes = codes
    .filter(({ code }) => code.isManaged)
    .map(({ code, device, account }) =>
      codeEvent({ type: "access_code.deleted", withCode: true }, code, { device, account, at }),
    );
  const ofDevices: NewEvent[] = [];
  for (const id of devices) {
    const found = await findDevice(tx, workspace, id);
    if (found === undefined) continue;
    const { device, account } = found;
    const payload = { device_name: device.nickname ?? device.report.name };
    ofDevices.push({ type: "device.deleted", occurredAt: at, deviceId: id, accountId: account.id, payload });
  }
  return [...ofCodes, ...ofDevices];
}
