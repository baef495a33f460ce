import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { NewEvent } from "#domain/event.ts";
import type { ConnectedAccountId, DeviceId } from "#domain/ids.ts";
import { markDisconnected, markSynced } from "#store/account-looks.ts";
import { authorizeWaiting } from "#store/connect-webviews.ts";
import { accountFrom, type ConnectedAccountRow } from "#store/connected-accounts.ts";
import type { Db } from "#store/db.ts";
import { insertDevice, listedDevices, markListed, wakeDevicesOf } from "#store/device-looks.ts";
import { appendEvents } from "#store/events.ts";
import { assertHeld, type Claim } from "#store/leases.ts";
import type { Store } from "#store/store.ts";
import { retryAfter } from "./back-off.ts";
import { callWithin } from "./call.ts";
import type { DevicePassOptions, DriverFor } from "./device-pass.ts";
import type { Nudge } from "./nudge.ts";
import type { Verdict } from "./worker.ts";

/** One pass over one account: which devices does it list, and does it still let us in? */
export function accountPass(store: Store, driverFor: DriverFor, devices: Nudge, options: DevicePassOptions) {
  return async (claim: Claim<ConnectedAccountId>, signal: AbortSignal): Promise<Verdict> => {
    const { runtime } = store;
    const text = "select * from connected_accounts where connected_account_id = $1";
    const [row] = await store.db.query<ConnectedAccountRow & { failures: number }>(text, [claim.id]);
    // It was deleted since it was claimed.
    if (row === undefined) return { nextDueAt: undefined, failed: false };
    const account = accountFrom(row);
    const driver = await driverFor(account);
    if (driver === undefined) return { nextDueAt: runtime.now() + options.sweepMs, failed: true };
    const call = callWithin(runtime, driver, signal, options.callTimeoutMs);
    const discovery = await call((provider, within) => provider.discover(within));
    if (discovery.kind === "failed") {
      if (discovery.because === "unauthorized") await recordDisconnection(store, claim, account);
      return { nextDueAt: retryAfter(row.failures, runtime.now(), runtime.random, discovery.notBefore), failed: true };
    }
    await recordDiscovery(store, claim, account, discovery.devices);
    devices.wake();
    return { nextDueAt: runtime.now() + options.sweepMs, failed: false };
  };
}

async function recordDisconnection(
  store: Store,
  claim: Claim<ConnectedAccountId>,
  account: ConnectedAccount,
): Promise<void> {
  if (account.disconnectedSince !== undefined) return;
  const now = store.runtime.now();
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "account", claim);
    await markDisconnected(tx, account.id, now);
    const item = {
      created_at: new Date(now).toISOString(),
      message: "The provider refuses the account's credentials.",
      error_code: "account_disconnected",
    };
    const payload = { connected_account_errors: [item], connected_account_warnings: [] };
    await appendEvents(tx, store, account.workspaceId, [
      accountEvent("connected_account.disconnected", account, now, payload),
    ]);
  });
}

async function recordDiscovery(
  store: Store,
  claim: Claim<ConnectedAccountId>,
  account: ConnectedAccount,
  reports: readonly DeviceReport[],
): Promise<void> {
  const now = store.runtime.now();
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "account", claim);
    const events: NewEvent[] = [];
    if (account.disconnectedSince !== undefined) {
      await markDisconnected(tx, account.id, undefined);
      await wakeDevicesOf(tx, account.id, now);
      const webview = account.connectWebviewId;
      const payload = webview === undefined ? {} : { connect_webview_id: webview };
      events.push(accountEvent("connected_account.connected", account, now, payload));
    }
    const known = await listedDevices(tx, account.id);
    for (const report of reports) {
      const device = known.find((one) => one.nativeId === report.nativeId);
      if (device === undefined) events.push(...(await takeIn(store, account, report, now)(tx)));
      else if (device.removedSince !== null) {
        await markListed(tx, device.id, undefined, now);
        events.push({
          type: device.isManaged ? "device.connected" : "device.unmanaged.connected",
          occurredAt: now,
          deviceId: device.id,
          accountId: account.id,
        });
      }
    }
    for (const device of known) {
      if (device.removedSince !== null || reports.some((report) => report.nativeId === device.nativeId)) continue;
      await markListed(tx, device.id, now, now);
      events.push({ type: "device.removed", occurredAt: now, deviceId: device.id, accountId: account.id });
    }
    events.push(...(await syncedEvents(tx, account, now)));
    await appendEvents(tx, store, account.workspaceId, events);
  });
}

/** That an account was looked through for the first time, or for the first time since it was let in again. */
async function syncedEvents(tx: Db, account: ConnectedAccount, now: number): Promise<readonly NewEvent[]> {
  const synced = (type: string) => accountEvent(type, account, now, {});
  const isFirst = account.firstSyncedAt === undefined;
  const isBack = account.disconnectedSince !== undefined;
  if (isFirst) await markSynced(tx, account.id, now);
  const waiting = isFirst || isBack ? await authorizeWaiting(tx, account.id, now) : [];
  return [
    ...(isFirst ? [synced("connected_account.completed_first_sync")] : []),
    ...(isBack && !isFirst ? [synced("connected_account.completed_first_sync_after_reconnection")] : []),
    ...waiting.map((id) => accountEvent("connect_webview.login_succeeded", account, now, { connect_webview_id: id })),
  ];
}

function takeIn(store: Store, account: ConnectedAccount, report: DeviceReport, at: number) {
  return async (tx: Parameters<typeof insertDevice>[0]): Promise<readonly NewEvent[]> => {
    const id = store.runtime.uuid() as DeviceId;
    const isManaged = account.automaticallyManagesNewDevices;
    await insertDevice(tx, { id, workspaceId: account.workspaceId, accountId: account.id, isManaged, report, at });
    const event = { occurredAt: at, deviceId: id, accountId: account.id };
    const connected =
      report.disconnected === undefined
        ? [{ ...event, type: isManaged ? "device.connected" : "device.unmanaged.connected" }]
        : [];
    return [{ ...event, type: "device.added" }, ...connected];
  };
}

function accountEvent(type: string, account: ConnectedAccount, at: number, payload: NewEvent["payload"]): NewEvent {
  return { type, occurredAt: at, accountId: account.id, ...(payload === undefined ? {} : { payload }) };
}
