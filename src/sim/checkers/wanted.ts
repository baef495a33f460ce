import type { AccessCodeId, NativeId, WorkspaceId } from "#domain/ids.ts";
import type { Window } from "#domain/window.ts";
import type { Scene } from "#sim/checker.ts";
import { type Observer, shared } from "./shared.ts";

/** What the house has recorded of one code: D(c) of the invariants. Times are epoch milliseconds. */
export interface Wanted {
  readonly id: AccessCodeId;
  readonly workspace: WorkspaceId;
  readonly lock: NativeId;
  readonly isManaged: boolean;
  readonly version: number;
  readonly window: Window | undefined;
  readonly prefersNativeScheduling: boolean;
  readonly allowsExternalModification: boolean;
  readonly createdAt: number;
  readonly wantedSince: number;
  readonly retiredAt: number | undefined;
  readonly goneAt: number | undefined;
  readonly isBackup: boolean;
  readonly pulledFor: AccessCodeId | undefined;
  readonly trouble: { readonly doing: "set" | "clear"; readonly because: string } | undefined;
  /** Another text whenever anything of the row was written. */
  readonly stamp: string;
  /** Since when the wish itself has been as it is, so far as it was watched: its version, its end, its being ours. */
  readonly since: number;
}

export interface WantedCodes extends Observer {
  get(code: AccessCodeId): Wanted | undefined;
  all(): Iterable<Wanted>;
  /** Called after a row changed, at an instant at which the scene may be asked. */
  onChange(changed: (after: Wanted, before: Wanted | undefined) => Promise<void> | void): void;
}

interface Row {
  readonly id: AccessCodeId;
  readonly workspace: WorkspaceId;
  readonly lock: NativeId;
  readonly is_managed: boolean;
  readonly version: string;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly prefers_native_scheduling: boolean;
  readonly allows_external_modification: boolean;
  readonly created_at: Date;
  readonly wanted_since: Date;
  readonly retired_at: Date | null;
  readonly gone_at: Date | null;
  readonly is_backup: boolean;
  readonly pulled_for: AccessCodeId | null;
  readonly trouble: Wanted["trouble"] | null;
  readonly stamp: string;
}

/** Rows that were written since: with one connection, transactions are numbered in the order in which they write. */
export const wantedText = `
  select c.access_code_id as id, c.workspace_id as workspace, d.native_id as lock, c.is_managed, c.version,
    c.starts_at, c.ends_at, c.prefers_native_scheduling, c.allows_external_modification, c.created_at, c.wanted_since,
    c.retired_at, c.gone_at, c.is_backup, c.pulled_for, c.trouble, c.xmin::text::bigint as stamp
  from access_codes c join devices d using (device_id)
  where c.xmin::text::bigint >= $1
  order by c.created_at, c.access_code_id`;

/** Statements that write a code without a transaction around them; all others are seen at their commit. */
const writes = /^(commit$|create-code|change-code)/;

/** What is wanted, as it is committed: looked at whenever codes have been written, and so known a few milliseconds late. */
export const wantedIn = shared((scene: Scene): WantedCodes => {
  const codes = new Map<AccessCodeId, Wanted>();
  const listeners: ((after: Wanted, before: Wanted | undefined) => Promise<void> | void)[] = [];
  let isAsked = false;
  let writesSeen = 0;
  /** The latest stamp that was seen. */
  let last = "0";
  const look = async () => {
    isAsked = false;
    writesSeen = scene.codeWrites();
    const rows = await scene.rows<Row>(wantedText, [last]);
    for (const row of rows) {
      if (BigInt(row.stamp) > BigInt(last)) last = row.stamp;
      const before = codes.get(row.id);
      if (before?.stamp === row.stamp) continue;
      const after = wantedFrom(row, before, scene.now());
      codes.set(after.id, after);
      for (const changed of listeners) await changed(after, before);
    }
  };
  return {
    get: (code) => codes.get(code),
    all: () => codes.values(),
    onChange: (changed) => void listeners.push(changed),
    saw: (happening) => {
      if (happening.kind !== "statement" || isAsked) return;
      if (!writes.test(happening.name) || scene.codeWrites() === writesSeen) return;
      isAsked = true;
      scene.at(scene.now(), look);
    },
  };
});

function wantedFrom(row: Row, before: Wanted | undefined, now: number): Wanted {
  const { starts_at: startsAt, ends_at: endsAt } = row;
  const code = {
    id: row.id,
    workspace: row.workspace,
    lock: row.lock,
    isManaged: row.is_managed,
    version: Number(row.version),
    window:
      startsAt === null || endsAt === null ? undefined : { startsAt: startsAt.getTime(), endsAt: endsAt.getTime() },
    prefersNativeScheduling: row.prefers_native_scheduling,
    allowsExternalModification: row.allows_external_modification,
    createdAt: row.created_at.getTime(),
    wantedSince: row.wanted_since.getTime(),
    retiredAt: row.retired_at?.getTime(),
    goneAt: row.gone_at?.getTime(),
    isBackup: row.is_backup,
    pulledFor: row.pulled_for ?? undefined,
    trouble: row.trouble ?? undefined,
    stamp: row.stamp,
  };
  const isSameWish =
    before !== undefined &&
    before.version === code.version &&
    before.isManaged === code.isManaged &&
    before.retiredAt === code.retiredAt &&
    before.goneAt === code.goneAt &&
    before.window?.startsAt === code.window?.startsAt &&
    before.window?.endsAt === code.window?.endsAt;
  return { ...code, since: isSameWish ? before.since : now };
}
