import type { AccessCodeId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";
import { unsettledForMs } from "./passes.ts";

/** What of a code that is gone may go too: times are epoch milliseconds. */
export interface Purge {
  readonly now: number;
  /** Codes that are gone since before this are forgotten altogether. */
  readonly forgetBefore: number;
  /** So many codes at once. */
  readonly limit: number;
}

/** A try for a gone code may still come to show on its lock: then its PIN is needed to know it again. */
const mayStillShow = `exists (select 1 from attempts a
  where a.access_code_id = c.access_code_id and a.unsettled and a.started_at > $2)`;

/**
 * Wipes the PINs of codes that have been gone for so long that nothing of them can come to show on a lock any
 * more. What explains them stays. Answers how many there were.
 */
export async function wipePins(db: Db, { now, limit }: Pick<Purge, "now" | "limit">): Promise<number> {
  const settledBefore = toTime(now - unsettledForMs);
  const text = `
    with done as (
      select access_code_id from access_codes c
      where gone_at is not null and gone_at < $1 and not ${mayStillShow}
        and (sealed_pin is not null or sealed_lock_pin is not null or sealed_confirmed_pin is not null)
      order by gone_at, access_code_id limit $3 for update skip locked),
    tries as (
      update attempts a set sealed_pin = null from done
      where a.access_code_id = done.access_code_id and a.sealed_pin is not null)
    update access_codes c set sealed_pin = null, sealed_lock_pin = null, sealed_confirmed_pin = null
    from done where c.access_code_id = done.access_code_id returning 1`;
  const wiped = await db.query({ name: "wipe-pins", text }, [settledBefore, settledBefore, limit]);
  return wiped.length;
}

/**
 * Forgets codes that have been gone for long enough, with everything that was tried and told of them; what is still
 * on its way to an endpoint stays until the endpoint has had it. Answers how many there were.
 */
export async function forgetGone(db: Db, { now, forgetBefore, limit }: Purge): Promise<number> {
  return db.transaction(async (tx) => {
    const text = `
      select access_code_id as id from access_codes c where gone_at is not null and gone_at < $1 and not ${mayStillShow}
      order by gone_at, access_code_id limit $3 for update skip locked`;
    const values = [toTime(forgetBefore), toTime(now - unsettledForMs), limit];
    const ids = (await tx.query<{ id: AccessCodeId }>({ name: "gone-codes", text }, values)).map(({ id }) => id);
    if (ids.length === 0) return 0;
    await tx.query({ name: "forget-events", text: forgetEvents }, [ids]);
    // In the order in which the tables refer to each other.
    for (const table of ["attempts", "action_attempts", "access_codes"]) {
      await tx.query({ name: `forget-${table}`, text: `delete from ${table} where access_code_id = any($1)` }, [ids]);
    }
    return ids.length;
  });
}

export interface OldAge {
  /** Epoch milliseconds. */
  readonly before: number;
  readonly limit: number;
}

/**
 * Forgets what happened at doors and accounts before a time, but for what is still on its way to an endpoint. The
 * events of a code's own life stay as long as the code. Answers how many there were.
 */
export async function forgetOldEvents(db: Db, { before, limit }: OldAge): Promise<number> {
  const text = `
    delete from events where event_id in (
      select event_id from events e
      where created_at < $1 and event_type not like 'access\\_code.%'
        and not exists (select 1 from webhook_deliveries w where w.event_id = e.event_id and w.next_due_at is not null)
      limit $2)
    returning 1`;
  return (await db.query({ name: "forget-old-events", text }, [toTime(before), limit])).length;
}

/** Forgets that a provider told us something: it tells it again within hours, or never. Answers how many there were. */
export async function forgetOldDeliveries(db: Db, { before, limit }: OldAge): Promise<number> {
  const text = `
    delete from deliveries where (connected_account_id, digest) in (
      select connected_account_id, digest from deliveries where received_at < $1 limit $2)
    returning 1`;
  return (await db.query({ name: "forget-old-deliveries", text }, [toTime(before), limit])).length;
}

const forgetEvents = `
  delete from events e where access_code_id = any($1)
    and not exists (select 1 from webhook_deliveries w where w.event_id = e.event_id and w.next_due_at is not null)`;
