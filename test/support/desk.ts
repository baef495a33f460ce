import { createAccessCode } from "#app/create-access-code.ts";
import type { Desk, VirtualLocks } from "#app/desk.ts";
import type { CreateAccessCode } from "#app/requests.ts";
import { createWorkspace } from "#app/workspaces.ts";
import type { AccessCode, OnLock } from "#domain/access-code.ts";
import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { AccessCodeId, ConnectedAccountId, DeviceId, NativeId, Place, WorkspaceId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { isProblem } from "#domain/problem.ts";
import { type TestRuntime, testRuntime } from "#runtime/test-runtime.ts";
import { pinPlace } from "#store/access-codes.ts";
import { insertFound } from "#store/code-progress.ts";
import { insertAccount } from "#store/connected-accounts.ts";
import { openDb } from "#store/db.ts";
import { insertDevice } from "#store/device-looks.ts";
import { sealPin } from "#store/seal.ts";
import { openStore } from "#store/store.ts";
import { anyCapabilities } from "./any-capabilities.ts";
import { freshDatabase } from "./postgres.ts";

/** A desk over an empty house: a database of its own, a world that stands still, and nobody who works the locks. */
export interface TestDesk extends Desk {
  readonly runtime: TestRuntime;
  /** What was woken, in order. */
  readonly nudged: readonly string[];
  readonly workspace: WorkspaceId;
  readonly account: ConnectedAccountId;
  /** For a second server on the same database. */
  readonly databaseUrl: string;
  close(): Promise<void>;
}

export async function openTestDesk({
  virtualLocks,
  isSandbox = true,
}: {
  virtualLocks?: VirtualLocks;
  isSandbox?: boolean;
} = {}): Promise<TestDesk> {
  const database = await freshDatabase();
  const db = openDb(database.url, { maxConnections: 4 });
  const runtime = testRuntime();
  const nudged: string[] = [];
  const masterKey = new Uint8Array(32).fill(7);
  const store = openStore(db, runtime, masterKey);
  const desk: Desk = { store, runtime, nudge: (id) => nudged.push(id), virtualLocks };
  const workspace = (await createWorkspace(desk, { name: "Test", isSandbox })).id;
  const account = await addAccount(desk, workspace);
  const close = async () => {
    await db.close();
    await database.drop();
  };
  return { ...desk, runtime, nudged, workspace, account, databaseUrl: database.url, close };
}

export async function addAccount(desk: Desk, workspace: WorkspaceId): Promise<ConnectedAccountId> {
  const id = desk.runtime.uuid() as ConnectedAccountId;
  const account = {
    id,
    workspaceId: workspace,
    driver: "lock-cloud",
    provider: "schlage",
    displayName: "Jane's locks",
    customMetadata: {},
    automaticallyManagesNewDevices: true,
    disconnectedSince: undefined,
    createdAt: desk.runtime.now(),
  };
  await insertAccount(desk.store.db, await desk.store.keysOf(workspace), account, { token: "sesame" });
  return id;
}

/** A lock that somebody has discovered, and that nothing is due on. */
export async function addDevice(
  desk: TestDesk,
  {
    isManaged = true,
    capabilities = {},
    ...report
  }: { isManaged?: boolean; capabilities?: Partial<Capabilities> } & Partial<Omit<DeviceReport, "capabilities">> = {},
): Promise<DeviceId> {
  const id = desk.runtime.uuid() as DeviceId;
  await insertDevice(desk.store.db, {
    id,
    workspaceId: desk.workspace,
    accountId: desk.account,
    isManaged,
    at: desk.runtime.now(),
    report: {
      nativeId: `lock-${id}` as NativeId,
      kind: "lock",
      deviceType: "schlage_lock",
      name: "Front door",
      modelName: "Encode",
      manufacturer: "schlage",
      disconnected: undefined,
      batteryLevel: 0.9,
      locked: true,
      doorOpen: undefined,
      timeZone: "Europe/Berlin",
      clockErrorMs: undefined,
      hasKeypad: true,
      capabilities: { ...anyCapabilities, ...capabilities },
      ...report,
    },
  });
  await desk.store.db.query("update devices set next_due_at = null where device_id = $1", [id]);
  return id;
}

/** A code that a caller has asked for, with nothing said that need not be. */
export async function addCode(
  desk: TestDesk,
  wish: Pick<CreateAccessCode, "deviceId"> & Partial<CreateAccessCode>,
): Promise<AccessCode> {
  const answer = await createAccessCode(desk, desk.workspace, {
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: false,
    ...wish,
  });
  if (isProblem(answer)) throw new Error(answer.message);
  return answer.view.code;
}

/** A code that stands on the lock and that nobody here put there. `digits` null: the lock hides them. */
export async function addForeignCode(
  desk: TestDesk,
  device: DeviceId,
  { name = "Cleaner", digits = "8642" as string | null } = {},
): Promise<AccessCodeId> {
  const id = desk.runtime.uuid() as AccessCodeId;
  const pin = digits === null ? undefined : Pin.parse(digits);
  const now = desk.runtime.now();
  const onLock: OnLock = {
    place: `place-${id}` as Place,
    pin,
    label: name,
    window: undefined,
    state: "on_lock",
    evidence: { read_back: now },
  };
  await insertFound(desk.store.db, await desk.store.keysOf(desk.workspace), {
    id,
    workspaceId: desk.workspace,
    deviceId: device,
    isManaged: false,
    name,
    pin,
    window: undefined,
    commonCodeKey: undefined,
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    version: 1,
    wantedSince: now,
    retired: undefined,
    onLock,
    confirmed: undefined,
    trouble: undefined,
    externalChange: undefined,
    announced: new Set(),
    createdAt: now,
  });
  return id;
}

/** As the reconciler would record it: the lock holds this code, with this PIN, for now and without end. */
export async function putOnLock(desk: TestDesk, code: AccessCodeId, digits: string): Promise<void> {
  const keys = await desk.store.keysOf(desk.workspace);
  const pin = Pin.parse(digits);
  const [row] = await desk.store.db.query<{ device_id: DeviceId }>(
    "select device_id from access_codes where access_code_id = $1",
    [code],
  );
  if (pin === undefined || row === undefined) throw new Error("There is such a code, with digits for a PIN.");
  await desk.store.db.query(
    `update access_codes set place = $2, sealed_lock_pin = $3, lock_pin_index = $4, lock_label = 'On the lock',
       lock_state = 'on_lock', evidence = $5 where access_code_id = $1`,
    [
      code,
      `place-${code}`,
      sealPin(keys, pinPlace("sealed_lock_pin", code), pin),
      keys.pinIndex(row.device_id, pin),
      { read_back: desk.runtime.now() },
    ],
  );
}

/** When the device is due, epoch milliseconds. */
export async function dueOf(desk: TestDesk, device: DeviceId): Promise<number | undefined> {
  const [row] = await desk.store.db.query<{ next_due_at: Date | null }>(
    "select next_due_at from devices where device_id = $1",
    [device],
  );
  return row?.next_due_at?.getTime();
}
