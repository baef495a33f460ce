import { type Db, fromTime, toTime } from "./db.ts";

/** Since when locks are only looked at, epoch milliseconds; `undefined`: they are changed as they should be. */
export async function observingSince(db: Db): Promise<number | undefined> {
  const [row] = await db.query<{ since: Date }>("select since from observing");
  return fromTime(row?.since ?? null);
}

/** Lets locks be changed again, and has each looked at now. */
export async function changeAgain(db: Db, now: number): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query("delete from observing");
    await tx.query("update devices set next_due_at = least(next_due_at, $1) where removed_since is null", [
      toTime(now),
    ]);
  });
}

/** What is to be done at locks once they are changed again, as far as it is known without looking. */
export interface Waiting {
  /** Codes that should be on a lock, now or later, and of which it is not known that they are. */
  readonly toSet: number;
  /** Codes that should be off, and of which it is not known that they are. */
  readonly toClear: number;
}

export async function whatWaits(db: Db): Promise<Waiting> {
  const [row] = await db.query<{ to_set: string; to_clear: string }>(
    `select count(*) filter (where retired_at is null and confirmed_at is null) as to_set,
       count(*) filter (where retired_at is not null) as to_clear
     from access_codes where is_managed and gone_at is null`,
  );
  return { toSet: Number(row?.to_set ?? 0), toClear: Number(row?.to_clear ?? 0) };
}
