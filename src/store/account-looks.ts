import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { ConnectedAccountId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** Saves what a look through an account showed of the account itself. */
export async function saveAccountLook(tx: Db, account: ConnectedAccount): Promise<void> {
  const text = `
    update connected_accounts set disconnected_since = $2, has_invalid_credentials = $3, failing_since = $4, report = $5
    where connected_account_id = $1`;
  await tx.query({ name: "save-account-look", text }, [
    account.id,
    toTime(account.disconnectedSince),
    account.hasInvalidCredentials === true,
    toTime(account.failingSince),
    account.report === undefined ? null : JSON.stringify(account.report),
  ]);
}

/** Marks that an account was looked through for the first time. */
export async function markSynced(tx: Db, account: ConnectedAccountId, now: number): Promise<void> {
  const text = "update connected_accounts set first_synced_at = $2 where connected_account_id = $1";
  await tx.query({ name: "mark-synced", text }, [account, toTime(now)]);
}
