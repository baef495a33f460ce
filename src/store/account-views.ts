import type { AcceptedCapability, ConnectedAccount } from "#domain/connected-account.ts";
import type { ConnectedAccountId, WorkspaceId } from "#domain/ids.ts";
import { accountColumns, accountFrom, type ConnectedAccountRow } from "./connected-accounts.ts";
import { type Db, toTime } from "./db.ts";

export async function findAccount(
  db: Db,
  workspace: WorkspaceId,
  id: ConnectedAccountId,
): Promise<ConnectedAccount | undefined> {
  const text = `select ${accountColumns} from connected_accounts where workspace_id = $1 and connected_account_id = $2`;
  const [row] = await db.query<ConnectedAccountRow>({ name: "find-account", text }, [workspace, id]);
  return row === undefined ? undefined : accountFrom(row);
}

/** The newest account of this address; `provider` narrows it where one address is known to several. */
export async function findAccountByEmail(
  db: Db,
  workspace: WorkspaceId,
  { email, provider }: { readonly email: string; readonly provider?: string | undefined },
): Promise<ConnectedAccount | undefined> {
  const text = `
    select ${accountColumns} from connected_accounts
    where workspace_id = $1 and lower(email) = lower($2) and ($3::text is null or provider = $3)
    order by created_at desc, connected_account_id limit 1`;
  const values = [workspace, email, provider ?? null];
  const [row] = await db.query<ConnectedAccountRow>({ name: "find-account-by-email", text }, values);
  return row === undefined ? undefined : accountFrom(row);
}

export interface AccountFilter {
  readonly ids?: readonly ConnectedAccountId[] | undefined;
  readonly customMetadataHas?: Readonly<Record<string, string | boolean>> | undefined;
  /** Part of an id, a provider, an address or a value of the metadata. */
  readonly search?: string | undefined;
  readonly limit: number;
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
}

/** Up to `limit` accounts after a place in the list, oldest first. */
export async function listAccounts(
  db: Db,
  workspace: WorkspaceId,
  filter: AccountFilter,
): Promise<readonly ConnectedAccount[]> {
  const rows = await db.query<ConnectedAccountRow>(
    `select ${accountColumns} from connected_accounts a
     where workspace_id = $1 and ($2::uuid[] is null or connected_account_id = any($2))
       and custom_metadata @> $3::jsonb
       and ($4::text is null or position(lower($4) in connected_account_id::text) > 0
         or position(lower($4) in lower(provider)) > 0 or position(lower($4) in lower(coalesce(email, ''))) > 0
         or exists (select 1 from jsonb_each_text(custom_metadata) as m where position(lower($4) in lower(m.value)) > 0))
       and ($5::timestamptz is null or (created_at, connected_account_id) > ($5, $6::uuid))
     order by created_at, connected_account_id limit $7`,
    [
      workspace,
      filter.ids ?? null,
      JSON.stringify(filter.customMetadataHas ?? {}),
      filter.search ?? null,
      toTime(filter.after?.createdAt),
      filter.after?.id ?? null,
      filter.limit,
    ],
  );
  return rows.map(accountFrom);
}

/** What a caller may change of an account; `undefined` stays as it is. */
export interface AccountChange {
  /** Replaces what was there. */
  readonly customMetadata: Readonly<Record<string, string | boolean>> | undefined;
  readonly automaticallyManagesNewDevices: boolean | undefined;
  readonly acceptedCapabilities: readonly AcceptedCapability[] | undefined;
}

export async function changeAccount(
  db: Db,
  workspace: WorkspaceId,
  id: ConnectedAccountId,
  change: AccountChange,
): Promise<ConnectedAccount | undefined> {
  const text = `
    update connected_accounts set custom_metadata = coalesce($3::jsonb, custom_metadata),
      automatically_manage_new_devices = coalesce($4, automatically_manage_new_devices),
      accepted_capabilities = coalesce($5::text[], accepted_capabilities)
    where workspace_id = $1 and connected_account_id = $2 returning ${accountColumns}`;
  const { customMetadata, automaticallyManagesNewDevices, acceptedCapabilities } = change;
  const [row] = await db.query<ConnectedAccountRow>(text, [
    workspace,
    id,
    customMetadata === undefined ? null : JSON.stringify(customMetadata),
    automaticallyManagesNewDevices ?? null,
    acceptedCapabilities ?? null,
  ]);
  return row === undefined ? undefined : accountFrom(row);
}
