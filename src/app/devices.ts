import { supportsPool } from "#domain/backup-pool.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { asUnmanaged } from "#domain/management.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { changePool, letPoolGo } from "#store/backup-codes.ts";
import { changeCode } from "#store/change-code.ts";
import { codeEvent } from "#store/code-events.ts";
import { codesOfDevices } from "#store/code-views.ts";
import { listProviders } from "#store/connected-accounts.ts";
import { holdDevice } from "#store/create-code.ts";
import type { Db } from "#store/db.ts";
import { findDevice, findDeviceByName, listDevices as listStored } from "#store/device-views.ts";
import { changeDevice } from "#store/devices.ts";
import { appendEvents } from "#store/events.ts";
import { poolUnsupported } from "./backup-codes.ts";
import type { Desk } from "./desk.ts";
import { pagedBy } from "./paging.ts";
import { noSuchDevice } from "./problems.ts";
import type { AdoptDevice, GetDevice, ListDevices, UpdateDevice } from "./requests.ts";
import type { AccessCodeView, DeviceProviderView, DeviceView, Paged } from "./views.ts";

export async function getDevice(
  desk: Desk,
  scope: Scope,
  request: GetDevice,
  managed: boolean,
): Promise<DeviceView | Problem> {
  const { db } = desk.store;
  if ("name" in request) {
    const found = await findDeviceByName(db, scope, { name: request.name, managed });
    return found ?? problem("device_not_found", "There is no such device.", { data: { name: request.name } });
  }
  const found = await findDevice(db, scope, request.deviceId);
  if (found?.device.isManaged === managed) return found;
  if (found === undefined) return noSuchDevice(request.deviceId);
  return noSuchDevice(
    request.deviceId,
    managed ? " It is unmanaged: see /devices/unmanaged." : " It is managed: see /devices.",
  );
}

export async function listDevices(desk: Desk, scope: Scope, request: ListDevices): Promise<Paged<DeviceView>> {
  const { page, ...filter } = request;
  return pagedBy(
    page,
    (view: DeviceView) => view.device,
    (limit) => listStored(desk.store.db, scope, { ...filter, limit, after: page.after }),
  );
}

export async function updateDevice(desk: Desk, scope: Scope, request: UpdateDevice): Promise<DeviceView | Problem> {
  const found = await findDevice(desk.store.db, scope, request.deviceId);
  if (found === undefined) return noSuchDevice(request.deviceId);
  if (!found.device.isManaged) {
    return problem("device_unmanaged", "The device is unmanaged: see /devices/unmanaged/update.", {
      data: { device_id: request.deviceId },
    });
  }
  const stops = request.isManaged === false;
  const { keepsBackupCodes: isKept, backupPoolSize: size, failOverLeadMinutes } = request;
  if (isKept === true && !supportsPool(found.device)) {
    return poolUnsupported(request.deviceId, "backup_access_code_pool_enabled");
  }
  return change(desk, workspaceOf(scope), found, { ...request, isManaged: stops ? false : undefined }, async (tx) => {
    await changePool(tx, request.deviceId, { isKept, size, failOverLeadMinutes }, desk.runtime.now());
    if (stops) await letCodesGo(desk, tx, workspaceOf(scope), found);
  });
}

/** Manages a device that was only listed so far. Its codes stay unmanaged until they are converted. */
export async function adoptDevice(
  desk: Desk,
  workspace: WorkspaceId,
  request: AdoptDevice,
): Promise<DeviceView | Problem> {
  const found = await findDevice(desk.store.db, workspace, request.deviceId);
  if (found === undefined) return noSuchDevice(request.deviceId);
  if (found.device.isManaged) {
    return problem("device_managed", "The device is managed already: see /devices/update.", {
      data: { device_id: request.deviceId },
    });
  }
  return change(desk, workspace, found, { ...request, isManaged: true }, async () => {});
}

/** The providers that this workspace has devices of. */
export async function listDeviceProviders(
  desk: Desk,
  scope: Scope,
  { category }: { readonly category?: string | undefined },
): Promise<readonly DeviceProviderView[]> {
  const providers = await listProviders(desk.store.db, scope);
  const views = providers.map((provider) => ({
    provider,
    displayName: inWords(provider),
    categories: categoriesOf(provider),
  }));
  return category === undefined ? views : views.filter((view) => view.categories.includes(category));
}

async function change(
  desk: Desk,
  workspace: WorkspaceId,
  { device, account }: DeviceView,
  request: Omit<UpdateDevice, "deviceId">,
  further: (tx: Db) => Promise<void>,
): Promise<DeviceView | Problem> {
  const { store, runtime } = desk;
  const now = runtime.now();
  const changed = await store.db.transaction(async (tx) => {
    await holdDevice(tx, device.id);
    await further(tx);
    const customMetadata = request.customMetadata && emptyIsNull(request.customMetadata);
    const nickname = request.nickname;
    const { isManaged } = request;
    await changeDevice(tx, workspace, device.id, { nickname, customMetadata, isManaged }, now);
    const of = { occurredAt: now, deviceId: device.id, accountId: account.id };
    if (isManaged !== undefined && isManaged !== device.isManaged) {
      const type = isManaged ? "device.unmanaged.converted_to_managed" : "device.converted_to_unmanaged";
      await appendEvents(tx, store, workspace, [{ ...of, type }]);
    }
    const after = await findDevice(tx, workspace, device.id);
    if (after !== undefined && shownName(after) !== shownName({ device, account })) {
      await appendEvents(tx, store, workspace, [
        { ...of, type: "device.name_changed", payload: { device_name: shownName(after) } },
      ]);
    }
    return after;
  });
  if (changed === undefined) return noSuchDevice(device.id);
  desk.nudge(device.id);
  return changed;
}

/** What stands on the lock stays there as unmanaged codes, but for spare ones; what never came there is gone. */
async function letCodesGo(desk: Desk, tx: Db, workspace: WorkspaceId, { device, account }: DeviceView): Promise<void> {
  const { store, runtime } = desk;
  const keys = await store.keysOf(workspace);
  await letPoolGo(tx, device.id, runtime.now());
  const codes = await codesOfDevices(tx, keys, workspace, [device.id]);
  const isLeft = ({ code }: AccessCodeView) =>
    (code.isManaged || code.retired !== undefined) && code.backup === undefined;
  for (const { code } of codes.filter(isLeft)) {
    const isGone = code.onLock === undefined;
    const scene = { device, account, at: runtime.now() };
    await changeCode(tx, store, keys, workspace, {
      before: code,
      after: asUnmanaged(code, runtime.now()),
      sharesPin: device.report.capabilities.sharesPinAcrossWindows,
      attempt: undefined,
      isGone,
      events: isGone && code.isManaged ? [codeEvent({ type: "access_code.deleted", withCode: true }, code, scene)] : [],
    });
  }
}

function shownName({ device }: DeviceView): string {
  return device.nickname ?? device.report.name;
}

function emptyIsNull(metadata: Readonly<Record<string, string | boolean | null>>) {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, value === "" ? null : value]));
}

/** Source: the provider categories of the API reference, August 2026. */
const consumerSmartlocks = new Set([
  "akiles",
  "august",
  "schlage",
  "yale",
  "smartthings",
  "nuki",
  "ttlock",
  "kwikset",
  "igloohome",
  "wyze",
  "lockly",
  "tedee",
  "ultraloq",
  "dormakaba_oracode",
  "korelock",
  "dusaw",
  "keyincode",
  "sifely",
  "thirty_three_lock",
  "yacan",
]);

function categoriesOf(provider: string): readonly string[] {
  return consumerSmartlocks.has(provider) ? ["stable", "consumer_smartlocks"] : ["beta"];
}

function inWords(provider: string): string {
  return provider
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
