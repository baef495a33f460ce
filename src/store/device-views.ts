import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Device } from "#domain/device.ts";
import type { ConnectedAccountId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { part, selectList } from "./columns.ts";
import { accountColumnNames, accountFrom, type ConnectedAccountRow } from "./connected-accounts.ts";
import { type Db, toTime } from "./db.ts";
import { type DeviceRow, deviceColumnNames, deviceFrom } from "./devices.ts";

export interface StoredDevice {
  readonly device: Device;
  readonly account: ConnectedAccount;
}

type Joined = Record<string, unknown>;

/** The columns of a device `d` and its account `a`, for `storedDeviceFrom`. */
export const deviceAndAccountList = [
  selectList(deviceColumnNames, { alias: "d", prefix: "d_" }),
  selectList(accountColumnNames, { alias: "a", prefix: "a_" }),
].join(", ");

export function storedDeviceFrom(row: Joined): StoredDevice {
  return { device: deviceFrom(part<DeviceRow>(row, "d_")), account: accountFrom(part<ConnectedAccountRow>(row, "a_")) };
}

const deviceQuery = `
  select ${deviceAndAccountList} from devices d join connected_accounts a using (connected_account_id)
  where d.workspace_id = $1`;

/** A device, managed or not. */
export async function findDevice(db: Db, workspace: WorkspaceId, id: DeviceId): Promise<StoredDevice | undefined> {
  const text = `${deviceQuery} and d.device_id = $2`;
  const [row] = await db.query<Joined>({ name: "find-device", text }, [workspace, id]);
  return row === undefined ? undefined : storedDeviceFrom(row);
}

/** The device that is shown under this name; the oldest where several are. */
export async function findDeviceByName(
  db: Db,
  workspace: WorkspaceId,
  { name, managed }: { readonly name: string; readonly managed: boolean },
): Promise<StoredDevice | undefined> {
  const text = `${deviceQuery} and d.is_managed = $2 and coalesce(d.nickname, d.report->>'name') = $3
    order by d.created_at, d.device_id limit 1`;
  const [row] = await db.query<Joined>({ name: "find-device-by-name", text }, [workspace, managed, name]);
  return row === undefined ? undefined : storedDeviceFrom(row);
}

/** Devices with their accounts, by id, whether managed or not. */
export async function findDevices(
  db: Db,
  workspace: WorkspaceId,
  ids: readonly DeviceId[],
): Promise<ReadonlyMap<DeviceId, StoredDevice>> {
  if (ids.length === 0) return new Map();
  const text = `${deviceQuery} and d.device_id = any($2) order by d.created_at, d.device_id`;
  const rows = await db.query<Joined>({ name: "find-devices", text }, [workspace, ids]);
  return new Map(rows.map((row) => storedDeviceFrom(row)).map((found) => [found.device.id, found]));
}

/** Every filter that is given must match. */
export interface DeviceFilter {
  readonly managed: boolean;
  readonly deviceIds?: readonly DeviceId[] | undefined;
  readonly accountIds?: readonly ConnectedAccountId[] | undefined;
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

/** Where a report says what a capability flag of the contract asks. */
const flags: ReadonlyMap<string, string> = new Map([
  ["can_remotely_lock", "locksRemotely"],
  ["can_remotely_unlock", "unlocksRemotely"],
  ["can_program_online_access_codes", "programsOnlineCodes"],
  ["can_program_offline_access_codes", "programsOfflineCodes"],
]);

/** Up to `limit` devices after a place in the list, oldest first. */
export async function listDevices(
  db: Db,
  workspace: WorkspaceId,
  filter: DeviceFilter,
): Promise<readonly StoredDevice[]> {
  const metadata = Object.entries(filter.customMetadataHas ?? {}).filter(([, value]) => value !== "");
  const included = filter.includeIf ?? [];
  // A flag that no device of ours ever has.
  if (included.some((flag) => !flags.has(flag))) return [];
  const excluded = (filter.excludeIf ?? []).flatMap((flag) => flags.get(flag) ?? []);
  const rows = await db.query<Joined>(`${deviceQuery} ${filterText}`, [
    workspace,
    filter.managed,
    filter.deviceIds ?? null,
    filter.accountIds ?? null,
    filter.deviceTypes ?? null,
    filter.manufacturer ?? null,
    toTime(filter.createdBefore),
    JSON.stringify(Object.fromEntries(metadata.filter(([, value]) => value !== null))),
    metadata.filter(([, value]) => value === null).map(([key]) => key),
    filter.search ?? null,
    JSON.stringify(Object.fromEntries(included.map((flag) => [flags.get(flag), true]))),
    excluded,
    filter.locksOnly === true,
    toTime(filter.after?.createdAt),
    filter.after?.id ?? null,
    filter.limit,
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
  and d.report->'capabilities' @> $11::jsonb
  and not exists (select 1 from unnest($12::text[]) as flag where d.report->'capabilities'->>flag = 'true')
  and (not $13::boolean or d.report->>'kind' = 'lock')
  and ($14::timestamptz is null or (d.created_at, d.device_id) > ($14, $15::uuid))
  order by d.created_at, d.device_id limit $16`;
