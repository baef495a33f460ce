import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Device } from "#domain/device.ts";
import type { ConnectedAccountId, ConnectWebviewId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { accountsOf, isWithin, type Scope, workspaceOf } from "#domain/scope.ts";
import { partReader, selectList } from "./columns.ts";
import { accountColumnNames, accountFrom, type ConnectedAccountRow } from "./connected-accounts.ts";
import { type Db, toTime } from "./db.ts";
import { type DeviceRow, deviceColumnNames, deviceFrom } from "./devices.ts";

export interface StoredDevice {
  readonly device: Device;
  readonly account: ConnectedAccount;
}

type Joined = Record<string, unknown>;

/**
 * Counted only on the few locks that keep spare codes. Ready is what the domain calls so: known to stand on the lock
 * with the PIN that is wanted and no end, by an acknowledgement at least.
 */
export const backupCodes = `
  case when d.keeps_backup_codes then (
    select jsonb_build_object(
      'ready', count(*) filter (where b.pulled_for is null and b.starts_at is null and b.lock_state = 'on_lock'
        and b.lock_pin_index = b.pin_index and b.lock_starts_at is null
        and b.evidence ?| '{acknowledged,read_back,used}'),
      'pulled', count(b.pulled_for),
      'lastPulledAt', extract(epoch from max(b.pulled_at)) * 1000)
    from access_codes b
    where b.device_id = d.device_id and b.is_backup and b.gone_at is null and b.retired_at is null
      and b.is_managed and b.transferred_at is null) end`;

/** The columns of a device `d` and its account `a`, for `storedDeviceFrom`. */
export const deviceAndAccountList = [
  selectList(deviceColumnNames, { alias: "d", prefix: "d_" }),
  `${backupCodes} as d_backup_codes`,
  "(select w.is_sandbox from workspaces w where w.workspace_id = d.workspace_id) as d_is_in_sandbox",
  selectList(accountColumnNames, { alias: "a", prefix: "a_" }),
].join(", ");

export function storedDeviceFrom(row: Joined): StoredDevice {
  return { device: deviceFrom(deviceOf(row)), account: accountFrom(accountOf(row)) };
}

const deviceOf = partReader<DeviceRow>([...deviceColumnNames, "backup_codes", "is_in_sandbox"], "d_");
const accountOf = partReader<ConnectedAccountRow>(accountColumnNames, "a_");

const deviceQuery = `
  select ${deviceAndAccountList} from devices d join connected_accounts a using (connected_account_id)
  where d.workspace_id = $1`;

/** A device, managed or not. */
export async function findDevice(db: Db, scope: Scope, id: DeviceId): Promise<StoredDevice | undefined> {
  const text = `${deviceQuery} and d.device_id = $2`;
  const [row] = await db.query<Joined>({ name: "find-device", text }, [workspaceOf(scope), id]);
  const found = row === undefined ? undefined : storedDeviceFrom(row);
  return found !== undefined && isWithin(scope, found.account.id) ? found : undefined;
}

/** The device that is shown under this name; the oldest where several are. */
export async function findDeviceByName(
  db: Db,
  scope: Scope,
  { name, managed }: { readonly name: string; readonly managed: boolean },
): Promise<StoredDevice | undefined> {
  const text = `${deviceQuery} and d.is_managed = $2 and coalesce(d.nickname, d.report->>'name') = $3
      and ($4::uuid[] is null or d.connected_account_id = any($4))
    order by d.created_at, d.device_id limit 1`;
  const [row] = await db.query<Joined>({ name: "find-device-by-name", text }, [
    workspaceOf(scope),
    managed,
    name,
    accountsOf(scope) ?? null,
  ]);
  return row === undefined ? undefined : storedDeviceFrom(row);
}

/** Devices with their accounts, by id, whether managed or not. */
export async function findDevices(
  db: Db,
  workspace: WorkspaceId,
  ids: readonly DeviceId[],
): Promise<ReadonlyMap<DeviceId, StoredDevice>> {
  const [only, ...others] = ids;
  if (only === undefined) return new Map();
  if (others.length === 0) {
    // The usual case has a statement that is planned once; one for a list of ids is planned anew at each use.
    const found = await findDevice(db, workspace, only);
    return found === undefined ? new Map() : new Map([[only, found]]);
  }
  const text = `${deviceQuery} and d.device_id = any($2) order by d.created_at, d.device_id`;
  const rows = await db.query<Joined>({ name: "find-devices", text }, [workspace, ids]);
  return new Map(rows.map((row) => storedDeviceFrom(row)).map((found) => [found.device.id, found]));
}

/** Every filter that is given must match. */
export interface DeviceFilter {
  readonly managed: boolean;
  readonly deviceIds?: readonly DeviceId[] | undefined;
  readonly accountIds?: readonly ConnectedAccountId[] | undefined;
  readonly webviewId?: ConnectWebviewId | undefined;
  readonly deviceTypes?: readonly string[] | undefined;
  readonly manufacturer?: string | undefined;
  readonly createdBefore?: number | undefined;
  readonly customMetadataHas?: Readonly<Record<string, string | boolean | null>> | undefined;
  readonly search?: string | undefined;
  readonly includeIf?: readonly string[] | undefined;
  readonly excludeIf?: readonly string[] | undefined;
  readonly locksOnly?: boolean | undefined;
  readonly limit: number;
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
}

const capability = (name: string) => `d.report->'capabilities'->>'${name}' = 'true'`;
/** A lock of a sandbox is a virtual one, whatever is simulated at it. */
const isVirtual = "exists (select 1 from workspaces w where w.workspace_id = d.workspace_id and w.is_sandbox)";

/** Whether a device has a capability flag of the contract, in SQL; another flag is one that none of ours ever has. */
const flags: ReadonlyMap<string, string> = new Map([
  ["can_remotely_lock", capability("locksRemotely")],
  ["can_remotely_unlock", capability("unlocksRemotely")],
  ["can_program_online_access_codes", capability("programsOnlineCodes")],
  ["can_program_offline_access_codes", capability("programsOfflineCodes")],
  [
    "can_unlock_with_code",
    "(d.report->>'hasKeypad' = 'true' and d.report->'capabilities' ?| '{programsOnlineCodes,programsOfflineCodes}')",
  ],
  ["can_simulate_connection", isVirtual],
  ["can_simulate_disconnection", isVirtual],
  ["can_simulate_removal", isVirtual],
]);

/** Up to `limit` devices after a place in the list, oldest first. */
export async function listDevices(db: Db, scope: Scope, filter: DeviceFilter): Promise<readonly StoredDevice[]> {
  const metadata = Object.entries(filter.customMetadataHas ?? {}).filter(([, value]) => value !== "");
  const included = filter.includeIf ?? [];
  // A flag that no device of ours ever has.
  if (included.some((flag) => !flags.has(flag))) return [];
  const conditions = [
    ...included.map((flag) => flags.get(flag) ?? "false"),
    ...(filter.excludeIf ?? []).map((flag) => `(${flags.get(flag) ?? "false"}) is not true`),
  ];
  const text = `${deviceQuery} ${["", ...conditions].join(" and ")} ${filterText}`;
  const rows = await db.query<Joined>(text, [
    workspaceOf(scope),
    filter.managed,
    filter.deviceIds ?? null,
    filter.accountIds ?? null,
    filter.deviceTypes ?? null,
    filter.manufacturer ?? null,
    toTime(filter.createdBefore),
    JSON.stringify(Object.fromEntries(metadata.filter(([, value]) => value !== null))),
    metadata.filter(([, value]) => value === null).map(([key]) => key),
    filter.search ?? null,
    filter.locksOnly === true,
    toTime(filter.after?.createdAt),
    filter.after?.id ?? null,
    filter.limit,
    accountsOf(scope) ?? null,
    filter.webviewId ?? null,
  ]);
  return rows.map(storedDeviceFrom);
}

const filterText = `
  and d.is_managed = $2
  and ($3::uuid[] is null or d.device_id = any($3))
  and ($4::uuid[] is null or d.connected_account_id = any($4))
  and ($5::text[] is null or d.report->>'deviceType' = any($5))
  and ($6::text is null or lower(d.report->>'manufacturer') = lower($6) or a.provider = lower($6))
  and ($7::timestamptz is null or d.created_at < $7)
  and d.custom_metadata @> $8::jsonb and not d.custom_metadata ?| $9::text[]
  and ($10::text is null
    or position(lower($10) in lower(coalesce(d.nickname, d.report->>'name'))) > 0
    or (length($10) >= 4 and (starts_with(d.device_id::text, lower($10)) or starts_with(a.connected_account_id::text, lower($10))))
    or exists (select 1 from jsonb_each_text(d.custom_metadata) as m where position(lower($10) in lower(m.value)) > 0))
  and (not $11::boolean or d.report->>'kind' = 'lock')
  and ($12::timestamptz is null or (d.created_at, d.device_id) > ($12, $13::uuid))
  and ($15::uuid[] is null or d.connected_account_id = any($15))
  and ($16::uuid is null or a.connect_webview_id = $16)
  order by d.created_at, d.device_id limit $14`;
