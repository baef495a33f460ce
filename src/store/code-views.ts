import type { AccessCode } from "#domain/access-code.ts";
import type { AccessCodeId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import { accountsOf, isWithin, type Scope, workspaceOf } from "#domain/scope.ts";
import { type AccessCodeRow, accessCodeColumnNames, accessCodeColumns } from "./access-codes.ts";
import { partReader, selectList } from "./columns.ts";
import { type Db, toTime } from "./db.ts";
import { backupCodes, deviceAndAccountList, findDevices, type StoredDevice } from "./device-views.ts";
import {
  codeFrom,
  deviceFromJoined,
  isKnownCode,
  isKnownDevice,
  knownCode,
  knownDevice,
  type StampedCode,
  type StampedDevice,
} from "./known-codes.ts";
import { stampOf } from "./known-rows.ts";
import type { WorkspaceKeys } from "./seal.ts";

export interface StoredCode extends StoredDevice {
  readonly code: AccessCode;
}

type Joined = Record<string, unknown> & StampedDevice;

const pulledBackup = `(select b.access_code_id from access_codes b
    where b.pulled_for = c.access_code_id and b.gone_at is null)`;
const codeStamps = `c.access_code_id, ${stampOf("c")} as stamp, ${pulledBackup} as pulled_backup_id`;
const deviceStamp = `${stampOf("d", "a")} as d_stamp`;
const deviceStamps = `d.device_id as d_device_id, ${backupCodes} as d_backup_codes, ${deviceStamp}`;

const joined = `from access_codes c join devices d using (device_id)
    join connected_accounts a on a.connected_account_id = d.connected_account_id
  where c.workspace_id = $1 and c.gone_at is null`;
const codeQuery = `
  select ${selectList(accessCodeColumnNames, { alias: "c", prefix: "c_" })}, ${pulledBackup} as c_pulled_backup_id,
    ${stampOf("c")} as c_stamp, ${deviceAndAccountList}, ${deviceStamp}
  ${joined}`;
const stampsQuery = `select ${codeStamps}, ${deviceStamps} ${joined}`;

/** A code with its device and account; one that is gone is not found. */
export async function findCode(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  id: AccessCodeId,
): Promise<StoredCode | undefined> {
  const values = [workspaceOf(scope), id];
  if (isKnownCode(keys, id)) {
    const text = `${stampsQuery} and c.access_code_id = $2`;
    const [stamps] = await db.query<StampedCode & StampedDevice>({ name: "find-code-stamps", text }, values);
    if (stamps === undefined) return undefined;
    const code = knownCode(stamps, keys);
    const stored = knownDevice(stamps, keys);
    if (code !== undefined && stored !== undefined) {
      return isWithin(scope, stored.account.id) ? { code, ...stored } : undefined;
    }
  }
  const text = `${codeQuery} and c.access_code_id = $2`;
  const [row] = await db.query<Joined>({ name: "find-code", text }, values);
  return seen(row, keys, scope);
}

/** Those of these codes that are not gone, by id. */
export async function findCodes(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  ids: readonly AccessCodeId[],
): Promise<ReadonlyMap<AccessCodeId, StoredCode>> {
  if (ids.length === 0) return new Map();
  const text = `${codeQuery} and c.access_code_id = any($2)`;
  const rows = await db.query<Joined>({ name: "find-codes", text }, [workspaceOf(scope), ids]);
  return new Map(rows.flatMap((row) => seen(row, keys, scope) ?? []).map((found) => [found.code.id, found]));
}

/** The code of this PIN on a device. One that is still wanted comes before one that is on its way out. */
export async function findCodeByPin(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  { deviceId, pin, isManaged }: { readonly deviceId: DeviceId; readonly pin: Pin; readonly isManaged: boolean },
): Promise<StoredCode | undefined> {
  const text = `${codeQuery} and c.device_id = $2 and c.pin_index = $3 and c.is_managed = $4
    order by c.retired_at is not null, c.created_at desc, c.access_code_id limit 1`;
  const values = [workspaceOf(scope), deviceId, keys.pinIndex(deviceId, pin), isManaged];
  const [row] = await db.query<Joined>({ name: "find-code-by-pin", text }, values);
  return seen(row, keys, scope);
}

function seen(row: Joined | undefined, keys: WorkspaceKeys, scope: Scope): StoredCode | undefined {
  const found = row === undefined ? undefined : storedCodeFrom(row, keys);
  return found !== undefined && isWithin(scope, found.account.id) ? found : undefined;
}

function storedCodeFrom(row: Joined, keys: WorkspaceKeys): StoredCode {
  return { code: codeFrom(codeOf(row), keys), ...deviceFromJoined(row, keys) };
}

const codeOf = partReader<AccessCodeRow & StampedCode>([...accessCodeColumnNames, "pulled_backup_id", "stamp"], "c_");

export interface CodeFilter {
  readonly isManaged: boolean;
  readonly deviceId?: DeviceId | undefined;
  readonly ids?: readonly AccessCodeId[] | undefined;
  /** Part of a name or id, or the digits of a whole code. */
  readonly search?: string | undefined;
  /** Where `search` could be digits: that PIN, to be found by its index on each device. */
  readonly searchedPin?: Pin | undefined;
  readonly limit: number;
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
}

/** Up to `limit` codes after a place in the list, oldest first. */
export async function listCodes(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  filter: CodeFilter,
): Promise<readonly StoredCode[]> {
  const workspace = workspaceOf(scope);
  const { deviceId } = filter;
  const page = pageStatement(scope, filter, await searchedIndexes(db, keys, workspace, filter));
  if (deviceId !== undefined) {
    const read = { db, keys, scope, page, deviceId };
    return isKnownDevice(keys, deviceId) ? await listKnown(read) : await listOfDevice(read);
  }
  const rows = await db.query<PageRow>({ text: page.text(pageOfRows), name: page.name }, page.values);
  const devices = await findDevices(db, workspace, [...new Set(rows.map((row) => row.device_id))]);
  return rows.flatMap((row) => {
    const found = devices.get(row.device_id);
    return found === undefined ? [] : [{ code: codeFrom(row, keys), ...found }];
  });
}

interface ReadOfDevice {
  readonly db: Db;
  readonly keys: WorkspaceKeys;
  readonly scope: Scope;
  readonly page: PageStatement;
  readonly deviceId: DeviceId;
}

/** The codes of one device in one round trip: the first row brings the device along. */
async function listOfDevice({ db, keys, page }: ReadOfDevice): Promise<readonly StoredCode[]> {
  const text = `
    with page as (select row_number() over (order by created_at, access_code_id) as n, * from (${page.text(pageOfRows)}) as codes)
    select page.*, ${deviceAndAccountList}, ${deviceStamp}
    from page left join (devices d join connected_accounts a on a.connected_account_id = d.connected_account_id)
      on page.n = 1 and d.device_id = page.device_id
    order by page.n`;
  const rows = await db.query<PageRow & Joined>({ text, name: `${page.name}-with-device` }, page.values);
  const [first] = rows;
  if (first === undefined) return [];
  const stored = deviceFromJoined(first, keys);
  return rows.map((row) => ({ code: codeFrom(row, keys), ...stored }));
}

/** The codes of one device of which much is likely to be known: first their stamps, and then whatever changed. */
async function listKnown({ db, keys, scope, page, deviceId }: ReadOfDevice): Promise<readonly StoredCode[]> {
  const statement = { text: page.text(pageOfStamps), name: `${page.name}-stamps` };
  const rows = await db.query<StampedCode & Omit<StampedDevice, "d_device_id">>(statement, page.values);
  const [first] = rows;
  if (first === undefined) return [];
  const stored = knownDevice({ ...first, d_device_id: deviceId }, keys);
  const known = rows.map((row) => knownCode(row, keys));
  const missing = rows.filter((_, index) => stored === undefined || known[index] === undefined);
  const ids = missing.map((row) => row.access_code_id);
  const found = await findCodes(db, keys, scope, ids);
  return rows.flatMap((row, index): StoredCode | readonly StoredCode[] => {
    const code = known[index];
    if (code !== undefined && stored !== undefined) return { code, ...stored };
    return found.get(row.access_code_id) ?? [];
  });
}

/** The device's place in the values of a page of its codes. */
const deviceValue = "$4";
const ofDevice = `from devices d join connected_accounts a on a.connected_account_id = d.connected_account_id
    where d.device_id = ${deviceValue}`;
/** What does not depend on the row is asked in a way that PostgreSQL answers once for all of them. */
const pageOfStamps = `c.access_code_id, ${stampOf("c")} as stamp,
    case when (select exists (select 1 from access_codes b
      where b.device_id = ${deviceValue} and b.is_backup and b.pulled_for is not null and b.gone_at is null))
    then ${pulledBackup} end as pulled_backup_id,
    (select ${stampOf("d", "a")} ${ofDevice}) as d_stamp, (select ${backupCodes} ${ofDevice}) as d_backup_codes`;
const pageOfRows = `${accessCodeColumns}, ${pulledBackup} as pulled_backup_id, ${stampOf("c")} as stamp`;
type PageRow = AccessCodeRow & StampedCode;

interface PageStatement {
  readonly text: (columns: string) => string;
  readonly name: string;
  readonly values: readonly unknown[];
}

/**
 * Only the filters that are asked for stand in the statement, so that each combination is planned once, for
 * the index that serves it.
 */
function pageStatement(scope: Scope, filter: CodeFilter, pinIndexes: readonly Uint8Array[]): PageStatement {
  const { isManaged, deviceId, ids, search, after } = filter;
  const accounts = accountsOf(scope);
  const values: unknown[] = [workspaceOf(scope), isManaged, filter.limit];
  const used: string[] = [];
  const where: string[] = [];
  const filterBy = (name: string, given: unknown, condition: (value: string) => string) => {
    if (given === undefined) return;
    values.push(given);
    used.push(name);
    where.push(condition(`$${values.length}`));
  };
  filterBy("device", deviceId, (value) => `device_id = ${value}`);
  filterBy("ids", ids, (value) => `access_code_id = any(${value}::uuid[])`);
  // A spare code is shown to who names it, and to nobody else.
  if (ids === undefined) where.push("not is_backup");
  filterBy("search", search, (value) => {
    values.push(pinIndexes);
    return `(position(lower(${value}) in lower(coalesce(name, ''))) > 0
      or position(lower(${value}) in access_code_id::text) > 0 or pin_index = any($${values.length}::bytea[]))`;
  });
  filterBy("after", toTime(after?.createdAt) ?? undefined, (value) => {
    values.push(after?.id);
    return `(created_at, access_code_id) > (${value}::timestamptz, $${values.length}::uuid)`;
  });
  filterBy(
    "accounts",
    accounts,
    (value) => `device_id in (select device_id from devices where connected_account_id = any(${value}::uuid[]))`,
  );
  const text = (columns: string) => `select ${columns} from access_codes c
    where workspace_id = $1 and is_managed = $2 and ${["gone_at is null", ...where].join(" and ")}
    order by created_at, access_code_id limit $3`;
  return { text, name: ["list-codes", ...used].join("-"), values };
}

/** A PIN's index differs from device to device, so a search through several needs as many. */
async function searchedIndexes(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  { searchedPin, deviceId, ids }: CodeFilter,
): Promise<readonly Uint8Array[]> {
  if (searchedPin === undefined) return [];
  if (deviceId !== undefined) return [keys.pinIndex(deviceId, searchedPin)];
  const devices = await db.query<{ device_id: DeviceId }>(
    `select distinct device_id from access_codes
     where workspace_id = $1 and gone_at is null and ($2::uuid[] is null or access_code_id = any($2)) order by device_id`,
    [workspace, ids ?? null],
  );
  return devices.map((row) => keys.pinIndex(row.device_id, searchedPin));
}

/** Every code of these devices that is not gone, spare ones and those on their way out included. */
export async function codesOfDevices(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  devices: readonly DeviceId[],
): Promise<readonly StoredCode[]> {
  const text = `${codeQuery} and c.device_id = any($2) order by c.created_at, c.access_code_id`;
  const rows = await db.query<Joined>({ name: "codes-of-devices", text }, [workspace, devices]);
  return rows.map((row) => storedCodeFrom(row, keys));
}

/** Guests' codes whose time begins between two instants and is not over, epoch milliseconds, the soonest first. */
export async function listArrivingCodes(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  { from, until, now, limit }: ArrivingCodes,
): Promise<readonly StoredCode[]> {
  const ids = await db.query<{ access_code_id: AccessCodeId }>(
    {
      name: "arriving-codes",
      text: `select access_code_id from access_codes
        where workspace_id = $1 and gone_at is null and starts_at between $2 and $3 and ends_at > $4
          and is_managed and not is_backup and retired_at is null
        order by starts_at, access_code_id limit $5`,
    },
    [workspace, toTime(from), toTime(until), toTime(now), limit],
  );
  const found = await findCodes(
    db,
    keys,
    workspace,
    ids.map((row) => row.access_code_id),
  );
  return ids.flatMap((row) => found.get(row.access_code_id) ?? []);
}

export interface ArrivingCodes {
  readonly from: number;
  readonly until: number;
  readonly now: number;
  readonly limit: number;
}
