import type { AccessCode } from "#domain/access-code.ts";
import type { DeviceId } from "#domain/ids.ts";
import { type AccessCodeRow, accessCodeColumns, accessCodeFrom } from "./access-codes.ts";
import { type Db, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

/** A code that is no longer kept. `goneAt` is epoch milliseconds. */
export interface GoneCode {
  readonly code: AccessCode;
  readonly goneAt: number;
}

/** The codes of a device that went since an instant, epoch milliseconds, those that went last first. */
export async function codesGoneSince(
  db: Db,
  keys: WorkspaceKeys,
  device: DeviceId,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<readonly GoneCode[]> {
  const text = `select ${accessCodeColumns}, gone_at from access_codes
    where device_id = $1 and gone_at > $2 order by gone_at desc, access_code_id limit $3`;
  const rows = await db.query<AccessCodeRow & { gone_at: Date }>({ name: "codes-gone-since", text }, [
    device,
    toTime(since),
    limit,
  ]);
  return rows.map((row) => ({ code: accessCodeFrom(row, keys), goneAt: row.gone_at.getTime() }));
}
