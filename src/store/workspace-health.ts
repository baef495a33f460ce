import type { DeviceId, WorkspaceId } from "#domain/ids.ts";
import type { Db } from "./db.ts";

/** Counts of everything in a workspace that can be well or not. */
export interface WorkspaceHealth {
  readonly doors: { readonly all: number; readonly offline: number; readonly lowBattery: number };
  readonly accounts: { readonly all: number; readonly disconnected: number; readonly failing: number };
  readonly codes: {
    readonly all: number;
    /** The lock is not known to have what the maker was told. */
    readonly weaklyProved: number;
    readonly changedByOthers: number;
  };
  /** Codes whose last try went wrong, by why, the most frequent first. */
  readonly troubles: readonly Trouble[];
  readonly providers: readonly ProviderHealth[];
  /** Doors that somebody should look after, the longest out of reach first. */
  readonly doorsToLookAfter: readonly DeviceId[];
}

export interface Trouble {
  readonly kind: "refused" | "failed";
  readonly because: string;
  readonly codes: number;
}

export interface ProviderHealth {
  readonly provider: string;
  readonly doors: number;
  readonly offline: number;
  readonly accounts: number;
  readonly disconnected: number;
}

const isLock = "d.is_managed and d.report->>'kind' = 'lock'";
const isOffline =
  "(d.report->>'disconnected' is not null or d.removed_since is not null or a.disconnected_since is not null)";
/** As the contract's word for it: below a fifth. */
const isLow = "(d.report->>'batteryLevel')::numeric < 0.2";
const kept = "workspace_id = $1 and is_managed and gone_at is null and retired_at is null and not is_backup";

export async function workspaceHealth(db: Db, workspace: WorkspaceId, mostDoors: number): Promise<WorkspaceHealth> {
  const [doors, accounts, codes, troubles, providers, ill] = await Promise.all([
    db.query<WorkspaceHealth["doors"]>(
      `select count(*)::integer as "all", (count(*) filter (where ${isOffline}))::integer as offline,
         (count(*) filter (where ${isLow}))::integer as "lowBattery"
       from devices d join connected_accounts a using (connected_account_id) where d.workspace_id = $1 and ${isLock}`,
      [workspace],
    ),
    db.query<WorkspaceHealth["accounts"]>(
      `select count(*)::integer as "all", count(disconnected_since)::integer as disconnected,
         (count(*) filter (where failing_since is not null and disconnected_since is null))::integer as failing
       from connected_accounts where workspace_id = $1`,
      [workspace],
    ),
    db.query<WorkspaceHealth["codes"]>(
      `select count(*)::integer as "all",
         (count(*) filter (where lock_state is not null and not evidence ?| '{acknowledged,read_back,used}'))::integer as "weaklyProved",
         (count(*) filter (where external_change is not null and (external_change->>'version')::bigint = version))::integer
           as "changedByOthers"
       from access_codes where ${kept}`,
      [workspace],
    ),
    db.query<Trouble>(
      `select trouble->>'kind' as kind, trouble->>'because' as because, count(*)::integer as codes from access_codes
       where ${kept} and trouble is not null and (trouble->>'version')::bigint = version
       group by 1, 2 order by 3 desc, 2`,
      [workspace],
    ),
    db.query<ProviderHealth>(
      `select a.provider, count(d.device_id)::integer as doors, (count(d.device_id) filter (where ${isOffline}))::integer as offline,
         count(distinct a.connected_account_id)::integer as accounts,
         (count(distinct a.connected_account_id) filter (where a.disconnected_since is not null))::integer as disconnected
       from connected_accounts a left join devices d on d.connected_account_id = a.connected_account_id and ${isLock}
       where a.workspace_id = $1 group by a.provider order by a.provider`,
      [workspace],
    ),
    db.query<{ device_id: DeviceId }>(
      `select d.device_id from devices d join connected_accounts a using (connected_account_id)
       where d.workspace_id = $1 and ${isLock} and (${isOffline} or ${isLow})
       order by coalesce(d.removed_since, a.disconnected_since, d.unreachable_since), d.created_at, d.device_id limit $2`,
      [workspace, mostDoors],
    ),
  ]);
  return {
    doors: doors[0] ?? { all: 0, offline: 0, lowBattery: 0 },
    accounts: accounts[0] ?? { all: 0, disconnected: 0, failing: 0 },
    codes: codes[0] ?? { all: 0, weaklyProved: 0, changedByOthers: 0 },
    troubles,
    providers,
    doorsToLookAfter: ill.map((row) => row.device_id),
  };
}
