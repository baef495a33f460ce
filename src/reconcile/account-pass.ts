import { isDeepStrictEqual } from "node:util";
import { datedAccountReport, datedDeviceReport } from "#domain/conditions.ts";
import type { AccountReport, ConnectedAccount } from "#domain/connected-account.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { NewEvent } from "#domain/event.ts";
import type { ConnectedAccountId, DeviceId } from "#domain/ids.ts";
import type { Discovery, Driver } from "#drivers/driver.ts";
import { markSynced, saveAccountLook } from "#store/account-looks.ts";
import { accountIssuePayload } from "#store/code-events.ts";
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
    const look = (driver: Driver) =>
      callWithin(runtime, driver, signal, options.callTimeoutMs)((provider, within) => provider.discover(within));
    const lookThrough = async (driver: Driver): Promise<Discovery> => {
      const discovery = await look(driver);
      if (!isShutOut(discovery) || account.disconnectedSince !== undefined) return discovery;
      // Where credentials are replaced as they are used, another process may have others by now: they are read again.
      const anew = await driverFor({ ...account, disconnectedSince: runtime.now() });
      return anew === undefined ? discovery : look(anew);
    };
    const driver = await driverFor(account);
    if (driver === undefined) {
      await recordDisconnection(store, claim, account, true);
      return { nextDueAt: runtime.now() + options.sweepMs, failed: true };
    }
    const discovery = await lookThrough(driver);
    if (discovery.kind === "failed") {
      const { because } = discovery;
      const isInvalid = because === "invalid_credentials";
      if (isInvalid || because === "unauthorized") await recordDisconnection(store, claim, account, isInvalid);
      else await recordFailure(store, claim, account, discovery.account);
      return { nextDueAt: retryAfter(row.failures, runtime.now(), runtime.random, discovery.notBefore), failed: true };
    }
    const found = { ...discovery, devices: broughtIn(account, discovery.devices) };
    await recordDiscovery(store, claim, account, found);
    devices.wake();
    return { nextDueAt: runtime.now() + options.sweepMs, failed: false };
  };
}

function isShutOut(discovery: Discovery): boolean {
  return discovery.kind === "failed" && discovery.because === "unauthorized";
}

/** What somebody chose not to share with us is none of ours; hubs come with the locks behind them. */
function broughtIn({ chosenLocks }: ConnectedAccount, reports: readonly DeviceReport[]): readonly DeviceReport[] {
  if (chosenLocks === undefined) return reports;
  return reports.filter(({ kind, nativeId }) => kind !== "lock" || chosenLocks.includes(nativeId));
}

async function recordDisconnection(
  store: Store,
  claim: Claim<ConnectedAccountId>,
  before: ConnectedAccount,
  hasInvalidCredentials: boolean,
): Promise<void> {
  if (before.disconnectedSince !== undefined && before.hasInvalidCredentials === hasInvalidCredentials) return;
  const now = store.runtime.now();
  const account = { ...before, disconnectedSince: before.disconnectedSince ?? now, hasInvalidCredentials };
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "account", claim);
    await saveAccountLook(tx, account);
    if (before.disconnectedSince !== undefined) return;
    const payload = accountIssuePayload(account, now);
    await appendEvents(tx, store, account.workspaceId, [
      accountEvent("connected_account.disconnected", account, now, payload),
    ]);
  });
}

/** The provider does not answer as it should, for a reason that may pass. */
async function recordFailure(
  store: Store,
  claim: Claim<ConnectedAccountId>,
  account: ConnectedAccount,
  told: AccountReport | undefined,
): Promise<void> {
  const now = store.runtime.now();
  const report = told === undefined ? account.report : datedAccountReport(told, account.report, now);
  if (account.failingSince !== undefined && isDeepStrictEqual(report, account.report)) return;
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "account", claim);
    await saveAccountLook(tx, { ...account, failingSince: account.failingSince ?? now, report });
  });
}

/** The account as a look through it leaves it, or itself where there is nothing new. */
function lookedThrough(account: ConnectedAccount, told: AccountReport | undefined, now: number): ConnectedAccount {
  const report = told === undefined ? undefined : datedAccountReport(told, account.report, now);
  const isSame =
    account.disconnectedSince === undefined &&
    account.failingSince === undefined &&
    isDeepStrictEqual(report, account.report);
  if (isSame) return account;
  return { ...account, disconnectedSince: undefined, hasInvalidCredentials: false, failingSince: undefined, report };
}

async function recordDiscovery(
  store: Store,
  claim: Claim<ConnectedAccountId>,
  account: ConnectedAccount,
  { devices: reports, account: told }: Extract<Discovery, { kind: "found" }>,
): Promise<void> {
  const now = store.runtime.now();
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "account", claim);
    const events: NewEvent[] = [];
    const looked = lookedThrough(account, told, now);
    if (looked !== account) await saveAccountLook(tx, looked);
    if (account.disconnectedSince !== undefined) {
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
    await insertDevice(tx, {
      id,
      workspaceId: account.workspaceId,
      accountId: account.id,
      isManaged,
      report: datedDeviceReport(report, undefined, at),
      at,
    });
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
