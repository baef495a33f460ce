import type { ConnectedAccountId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** Marks since when the provider refuses an account's credentials; `undefined`: it does not. */
export async function markDisconnected(tx: Db, account: ConnectedAccountId, since: number | undefined): Promise<void> {
  const text = "update connected_accounts set disconnected_since = $2 where connected_account_id = $1";
  await tx.query({ name: "mark-disconnected", text }, [account, toTime(since)]);
}

/** Marks that an account was looked through for the first time. */
export async function markSynced(tx: Db, account: ConnectedAccountId, now: number): Promise<void> {
  const text = "update connected_accounts set first_synced_at = $2 where connected_account_id = $1";
  await tx.query({ name: "mark-synced", text }, [account, toTime(now)]);
}
