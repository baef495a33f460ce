import type { Desk } from "#app/desk.ts";
import { createWebhook } from "#app/webhooks.ts";
import type { AccessCodeId, ConnectedAccountId, DeviceId, NativeId, WorkspaceId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { pinPlace } from "#store/access-codes.ts";
import { insertAccount } from "#store/connected-accounts.ts";
import { insertDevice } from "#store/device-looks.ts";
import { appendEvents } from "#store/events.ts";
import type { WorkspaceKeys } from "#store/seal.ts";
import { device as aDevice, account as anAccount } from "#test/support/domain-values.ts";

export interface BigWorkspace {
  readonly doors: number;
  /** Of each door. */
  readonly codes: number;
  readonly events: number;
}

export interface Filled {
  readonly doors: readonly DeviceId[];
  readonly codes: readonly AccessCodeId[];
}

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const doorsOfHouse = 20;

/**
 * A manager's workspace: houses with doors, each with a cleaner's code, a guest who is in, guests to come, some trouble,
 * and here and there a code that somebody put on the lock. Written straight into the tables, sealed as the product does.
 */
export async function fillWorkspace(desk: Desk, workspace: WorkspaceId, size: BigWorkspace): Promise<Filled> {
  const { store, runtime } = desk;
  const keys = await store.keysOf(workspace);
  const accounts: ConnectedAccountId[] = [];
  for (const provider of ["august", "schlage", "ttlock", "kwikset", "igloohome"]) {
    const id = runtime.uuid() as ConnectedAccountId;
    const account = { ...anAccount, id, workspaceId: workspace, provider, displayName: `${provider} account` };
    await insertAccount(store.db, keys, { ...account, createdAt: runtime.now() }, {});
    accounts.push(id);
  }
  const doors = await addDoors(desk, workspace, accounts, size.doors);
  await createWebhook(desk, workspace, { url: "https://hooks.example.com/locks", eventTypes: ["access_code.*"] });
  const codes: AccessCodeId[] = [];
  for (const number of doors.keys()) {
    for (let of = 0; of < size.codes; of += 1) codes.push(runtime.uuid() as AccessCodeId);
    if (number % 200 !== 199 && number !== doors.length - 1) continue;
    const from = Math.floor(number / 200) * 200;
    const rows = doors
      .slice(from, number + 1)
      .flatMap((each, next) => rowsOf(keys, workspace, each, from + next, codes, { ...size, now: runtime.now() }));
    const text = "insert into access_codes select * from jsonb_populate_recordset(null::access_codes, $1)";
    await store.db.query(text, [JSON.stringify(rows)]);
  }
  await addEvents(desk, workspace, doors, size.events);
  await store.db.query("analyze");
  return { doors, codes };
}

async function addDoors(
  { store, runtime }: Desk,
  workspaceId: WorkspaceId,
  accounts: readonly ConnectedAccountId[],
  count: number,
): Promise<readonly DeviceId[]> {
  const { report } = aDevice({ maxCodes: undefined });
  return store.db.transaction(async (tx) => {
    const ids: DeviceId[] = [];
    for (let number = 0; number < count; number += 1) {
      const id = runtime.uuid() as DeviceId;
      const name = `House ${Math.floor(number / doorsOfHouse) + 1}, door ${(number % doorsOfHouse) + 1}`;
      const accountId = accounts[number % accounts.length];
      if (accountId === undefined) throw new Error("A door belongs to an account.");
      const disconnected = number % 50 === 7 ? ("device_disconnected" as const) : undefined;
      const seen = { ...report, nativeId: `lock-${number}` as NativeId, name, disconnected };
      await insertDevice(tx, { id, workspaceId, accountId, isManaged: true, report: seen, at: runtime.now() });
      ids.push(id);
    }
    await tx.query("update devices set next_due_at = null");
    return ids;
  });
}

/** The codes of one door, as rows of the table. */
function rowsOf(
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  device: DeviceId,
  number: number,
  ids: readonly AccessCodeId[],
  { codes, now }: BigWorkspace & { readonly now: number },
): readonly object[] {
  return Array.from({ length: codes }, (_, of) => {
    const id = ids[number * codes + of];
    const pin = Pin.parse(String(100_000 + (((number * codes + of) * 7) % 899_999)));
    if (id === undefined || pin === undefined) throw new Error("Each code has an id and a PIN.");
    const { name, startsAt, endsAt, isManaged = true } = stay(of, number, now);
    const isDue = startsAt === undefined || startsAt < now + 3 * dayMs;
    const hasTrouble = isManaged && isDue && (number * codes + of) % 20 === 3;
    const isOn = isDue && !hasTrouble;
    const sealed = (column: "sealed_pin" | "sealed_lock_pin" | "sealed_confirmed_pin") =>
      `\\x${Buffer.from(keys.seal(pinPlace(column, id), pin.reveal())).toString("hex")}`;
    const index = `\\x${Buffer.from(keys.pinIndex(device, pin)).toString("hex")}`;
    const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
    const window = { starts_at: time(startsAt), ends_at: time(endsAt) };
    return {
      access_code_id: id,
      workspace_id: workspace,
      device_id: device,
      is_managed: isManaged,
      name,
      sealed_pin: sealed("sealed_pin"),
      pin_index: index,
      pin_is_exclusive: true,
      ...window,
      prefers_native_scheduling: true,
      allows_external_modification: false,
      version: 1,
      wanted_since: time(now - 10 * dayMs),
      evidence: {},
      announced: [],
      event_count: 0,
      created_at: time(now - 10 * dayMs + number * 1_000 + of),
      is_backup: false,
      is_one_time_use: false,
      ...(isOn && {
        place: `${of + 1}`,
        sealed_lock_pin: sealed("sealed_lock_pin"),
        lock_pin_index: index,
        lock_label: name,
        lock_starts_at: window.starts_at,
        lock_ends_at: window.ends_at,
        lock_state: "on_lock",
        evidence: { read_back: now - 5 * 60_000 },
        confirmed_at: time(now - hourMs),
        confirmed_name: name,
        sealed_confirmed_pin: sealed("sealed_confirmed_pin"),
        confirmed_starts_at: window.starts_at,
        confirmed_ends_at: window.ends_at,
      }),
      ...(hasTrouble && { trouble: troubleAt(now) }),
    };
  });
}

interface Stay {
  readonly name: string;
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
  readonly isManaged?: boolean;
}

function stay(of: number, door: number, now: number): Stay {
  if (of === 0) return { name: "Cleaner", startsAt: undefined, endsAt: undefined };
  if (of === 9 && door % 3 === 0) return { name: "Found", startsAt: undefined, endsAt: undefined, isManaged: false };
  const startsAt = Math.floor((now + (of - 2) * 3 * dayMs + (door % 48) * hourMs) / hourMs) * hourMs;
  return { name: `Guest ${door}-${of}`, startsAt, endsAt: startsAt + 2 * dayMs };
}

function troubleAt(now: number) {
  const [since, lastAt, retryAt] = [now - 3 * hourMs, now - 10 * 60_000, now + 20 * 60_000];
  return {
    doing: "set",
    kind: "failed",
    because: "unreachable",
    detail: "",
    since,
    lastAt,
    tries: 5,
    version: 1,
    retryAt,
  };
}

async function addEvents(
  { store, runtime }: Desk,
  workspace: WorkspaceId,
  doors: readonly DeviceId[],
  count: number,
): Promise<void> {
  const types = ["lock.unlocked", "lock.locked", "device.connected"] as const;
  for (let done = 0; done < count; done += 1_000) {
    const events = Array.from({ length: Math.min(1_000, count - done) }, (_, next) => ({
      type: types[next % types.length] ?? "device.connected",
      occurredAt: runtime.now() - (count - done - next) * 1_000,
      deviceId: doors[(done + next) % doors.length],
      payload: { method: "keycode" },
    }));
    await appendEvents(store.db, store, workspace, events);
  }
}
