import type { WebhookId, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { DisabledBecause, Webhook, WebhookSecret } from "#domain/webhook.ts";
import { selectList } from "./columns.ts";
import { type Db, fromTime, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

export interface WebhookRow {
  webhook_id: WebhookId;
  workspace_id: WorkspaceId;
  url: string;
  event_types: readonly string[];
  created_at: Date;
  failing_since: Date | null;
  disabled_at: Date | null;
  disabled_because: DisabledBecause | null;
}

export const webhookColumns = selectList([
  "webhook_id",
  "workspace_id",
  "url",
  "event_types",
  "created_at",
  "failing_since",
  "disabled_at",
  "disabled_because",
] as const satisfies readonly (keyof WebhookRow)[]);

export function webhookFrom(row: WebhookRow): Webhook {
  const disabledAt = fromTime(row.disabled_at);
  return {
    id: row.webhook_id,
    workspaceId: row.workspace_id,
    url: row.url,
    eventTypes: row.event_types,
    createdAt: row.created_at.getTime(),
    failingSince: fromTime(row.failing_since),
    disabled:
      disabledAt === undefined || row.disabled_because === null
        ? undefined
        : { at: disabledAt, because: row.disabled_because },
  };
}

export async function insertWebhook(
  db: Db,
  keys: WorkspaceKeys,
  webhook: Pick<Webhook, "id" | "workspaceId" | "url" | "eventTypes" | "createdAt">,
  secret: string,
): Promise<void> {
  await db.query(
    `insert into webhooks (webhook_id, workspace_id, url, event_types, sealed_secrets, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      webhook.id,
      webhook.workspaceId,
      webhook.url,
      webhook.eventTypes,
      sealSecrets(keys, webhook.id, [{ secret, until: undefined }]),
      toTime(webhook.createdAt),
    ],
  );
}

export async function findWebhook(db: Db, workspace: WorkspaceId, id: WebhookId): Promise<Webhook | undefined> {
  const text = `select ${webhookColumns} from webhooks where workspace_id = $1 and webhook_id = $2`;
  const [row] = await db.query<WebhookRow>(text, [workspace, id]);
  return row && webhookFrom(row);
}

/** Oldest first. */
export async function listWebhooks(db: Db, workspace: WorkspaceId): Promise<readonly Webhook[]> {
  const text = `select ${webhookColumns} from webhooks where workspace_id = $1 order by created_at, webhook_id`;
  return (await db.query<WebhookRow>(text, [workspace])).map(webhookFrom);
}

/** Answers whether there was such an endpoint. */
export async function setEventTypes(
  db: Db,
  workspace: WorkspaceId,
  id: WebhookId,
  eventTypes: readonly string[],
): Promise<boolean> {
  const text = "update webhooks set event_types = $3 where workspace_id = $1 and webhook_id = $2 returning webhook_id";
  return (await db.query(text, [workspace, id, eventTypes])).length > 0;
}

/** Lets an endpoint have events again, with a clean record; what was stopped stays so until somebody asks for it. */
export async function enableWebhook(db: Db, workspace: WorkspaceId, id: WebhookId): Promise<void> {
  const text = `
    update webhooks set disabled_at = null, disabled_because = null, failing_since = null, not_before = null
    where workspace_id = $1 and webhook_id = $2 and disabled_at is not null`;
  await db.query(text, [workspace, id]);
}

/** Stops an endpoint and all that waits for it. Answers whether it was enabled before. Belongs into a transaction. */
export async function disableWebhook(
  tx: Db,
  workspace: WorkspaceId,
  id: WebhookId,
  { at, because }: { readonly at: number; readonly because: DisabledBecause },
): Promise<boolean> {
  const text = `
    update webhooks set disabled_at = $3, disabled_because = $4
    where workspace_id = $1 and webhook_id = $2 and disabled_at is null returning webhook_id`;
  const disabled = await tx.query(text, [workspace, id, toTime(at), because]);
  if (disabled.length === 0) return false;
  const stop =
    "update webhook_deliveries set state = 'stopped', next_due_at = null where webhook_id = $1 and state = 'waiting'";
  await tx.query(stop, [id]);
  return true;
}

/** Deletes an endpoint and its log. Answers whether there was one. */
export async function deleteWebhook(db: Db, workspace: WorkspaceId, id: WebhookId): Promise<boolean> {
  return db.transaction(async (tx) => {
    const text = "delete from webhooks where workspace_id = $1 and webhook_id = $2 returning webhook_id";
    const deleted = await tx.query(text, [workspace, id]);
    if (deleted.length === 0) return false;
    await tx.query("delete from webhook_deliveries where webhook_id = $1", [id]);
    return true;
  });
}

/** Puts a new secret before the others; those still in use sign until `oldUntil` at the latest. */
export async function replaceSecret(
  db: Db,
  keys: WorkspaceKeys,
  { workspace, id }: { readonly workspace: WorkspaceId; readonly id: WebhookId },
  secret: string,
  { now, oldUntil }: { readonly now: number; readonly oldUntil: number },
): Promise<Webhook | undefined> {
  return db.transaction(async (tx) => {
    const text = `
      select ${webhookColumns}, sealed_secrets from webhooks
      where workspace_id = $1 and webhook_id = $2 for no key update`;
    const [row] = await tx.query<WebhookRow & SecretsRow>(text, [workspace, id]);
    if (row === undefined) return undefined;
    const old = openSecrets(keys, row)
      .filter(({ until }) => until === undefined || until > now)
      .map((each) => ({ secret: each.secret, until: Math.min(each.until ?? oldUntil, oldUntil) }));
    const secrets = [{ secret, until: undefined }, ...old];
    const write = "update webhooks set sealed_secrets = $2 where webhook_id = $1";
    await tx.query(write, [id, sealSecrets(keys, id, secrets)]);
    return webhookFrom(row);
  });
}

export interface SecretsRow {
  webhook_id: WebhookId;
  sealed_secrets: Uint8Array;
}

/** What signs an endpoint's deliveries, newest first; some may have run out. */
export function openSecrets(keys: WorkspaceKeys, row: SecretsRow): readonly WebhookSecret[] {
  const secrets: readonly WebhookSecret[] = JSON.parse(keys.open(secretsPlace(row.webhook_id), row.sealed_secrets));
  invariant(secrets.length > 0, "an endpoint has a secret");
  return secrets;
}

function sealSecrets(keys: WorkspaceKeys, id: WebhookId, secrets: readonly WebhookSecret[]): Uint8Array {
  return keys.seal(secretsPlace(id), JSON.stringify(secrets));
}

function secretsPlace(row: WebhookId) {
  return { table: "webhooks", column: "sealed_secrets", row };
}
