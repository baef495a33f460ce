import type { EventId, WebhookId, WorkspaceId } from "#domain/ids.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import type { Delivery, Webhook } from "#domain/webhook.ts";
import { askForDelivery, listDeliveries } from "#store/webhook-deliveries.ts";
import {
  deleteWebhook as deleteStored,
  disableWebhook,
  enableWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks as listStored,
  replaceSecret,
  setEventTypes,
} from "#store/webhooks.ts";
import type { Desk } from "./desk.ts";
import { getEvent } from "./events.ts";
import { pagedBy } from "./paging.ts";
import type { CreateWebhook, ListDeliveries, RedeliverEvent, UpdateWebhook } from "./requests.ts";
import type { Paged, WebhookWithSecret } from "./views.ts";

/** How long a replaced secret goes on signing beside the new one, in milliseconds: time to bring it to every receiver. */
const rotationMs = 24 * 60 * 60_000;

/** The secret is shown now and at its rotation, and otherwise never. */
export async function createWebhook(
  desk: Desk,
  workspace: WorkspaceId,
  { url, eventTypes }: CreateWebhook,
): Promise<WebhookWithSecret | Problem> {
  const { store, runtime } = desk;
  if (!isDeliverable(url)) {
    return problem("invalid_input", "Expected an http or https address without a user.", { param: "url" });
  }
  const webhook: Webhook = {
    id: runtime.uuid() as WebhookId,
    workspaceId: workspace,
    url,
    eventTypes: [...new Set(eventTypes)],
    createdAt: runtime.now(),
    failingSince: undefined,
    disabled: undefined,
  };
  const secret = newSecret(runtime.randomBytes);
  await insertWebhook(store.db, await store.keysOf(workspace), webhook, secret);
  return { webhook, secret };
}

export async function getWebhook(desk: Desk, workspace: WorkspaceId, id: WebhookId): Promise<Webhook | Problem> {
  const found = isOneOfOurs(id) ? await findWebhook(desk.store.db, workspace, id) : undefined;
  return found ?? noSuchWebhook(id);
}

export async function listWebhooks(desk: Desk, workspace: WorkspaceId): Promise<readonly Webhook[]> {
  return listStored(desk.store.db, workspace);
}

export async function updateWebhook(
  desk: Desk,
  workspace: WorkspaceId,
  { webhookId, eventTypes, isEnabled }: UpdateWebhook,
): Promise<Webhook | Problem> {
  const found = await getWebhook(desk, workspace, webhookId);
  if (isProblem(found)) return found;
  await desk.store.db.transaction(async (tx) => {
    if (eventTypes !== undefined) await setEventTypes(tx, workspace, webhookId, [...new Set(eventTypes)]);
    if (isEnabled === true) await enableWebhook(tx, workspace, webhookId);
    if (isEnabled === false) {
      await disableWebhook(tx, workspace, webhookId, { at: desk.runtime.now(), because: "request" });
    }
  });
  return getWebhook(desk, workspace, webhookId);
}

/** Answers a problem where there is none to delete. */
export async function deleteWebhook(desk: Desk, workspace: WorkspaceId, id: WebhookId): Promise<Problem | undefined> {
  const isDeleted = isOneOfOurs(id) && (await deleteStored(desk.store.db, workspace, id));
  return isDeleted ? undefined : noSuchWebhook(id);
}

/** A new secret; the old one signs beside it for a day. */
export async function rotateSecret(
  desk: Desk,
  workspace: WorkspaceId,
  id: WebhookId,
): Promise<WebhookWithSecret | Problem> {
  const { store, runtime } = desk;
  const now = runtime.now();
  const secret = newSecret(runtime.randomBytes);
  const keys = await store.keysOf(workspace);
  const webhook = isOneOfOurs(id)
    ? await replaceSecret(store.db, keys, { workspace, id }, secret, { now, oldUntil: now + rotationMs })
    : undefined;
  return webhook === undefined ? noSuchWebhook(id) : { webhook, secret };
}

/** What became of an endpoint's deliveries, newest first. */
export async function listWebhookDeliveries(
  desk: Desk,
  workspace: WorkspaceId,
  { page, ...filter }: ListDeliveries,
): Promise<Paged<Delivery> | Problem> {
  const found = await getWebhook(desk, workspace, filter.webhookId);
  if (isProblem(found)) return found;
  const { db, keysOf } = desk.store;
  const keys = await keysOf(workspace);
  return pagedBy(
    page,
    (delivery: Delivery) => ({ createdAt: delivery.createdAt, id: delivery.eventId }),
    (limit) => listDeliveries(db, keys, workspace, { ...filter, limit, after: page.after }),
  );
}

/** Has an event delivered again, or for the first time where it is older than the endpoint. */
export async function redeliverEvent(
  desk: Desk,
  workspace: WorkspaceId,
  { webhookId, eventId, eventTypes }: RedeliverEvent,
): Promise<Delivery | Problem> {
  const { store, runtime } = desk;
  const found = await getWebhook(desk, workspace, webhookId);
  if (isProblem(found)) return found;
  const event = await getEvent(desk, workspace, { eventId });
  if (isProblem(event)) return event;
  if (!eventTypes.includes(event.type)) return noSuchEvent(eventId);
  if (found.disabled !== undefined) {
    const sentence = "This webhook is disabled; enable it first (/webhooks/update with is_enabled).";
    return problem("invalid_input", sentence, { param: "webhook_id", data: { webhook_id: webhookId } });
  }
  await askForDelivery(store.db, webhookId, eventId, runtime.now());
  const filter = { webhookId, eventId, eventTypes, limit: 1, after: undefined };
  const [delivery] = await listDeliveries(store.db, await store.keysOf(workspace), workspace, filter);
  return delivery ?? noSuchEvent(eventId);
}

/** The form that every verifier takes; 24 to 64 bytes. Source: Standard Webhooks 1.0. */
function newSecret(randomBytes: (count: number) => Uint8Array): string {
  return `whsec_${Buffer.from(randomBytes(32)).toString("base64")}`;
}

/** What could never be delivered to is refused at once; where an address leads is judged when it is sent to. */
function isDeliverable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ["http:", "https:"].includes(url.protocol) && url.username === "" && url.password === "";
}

/** The contract promises no form of these ids; ours are UUIDs, and anything else is nobody's. */
function isOneOfOurs(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

function noSuchWebhook(id: WebhookId): Problem {
  return problem("webhook_not_found", "There is no such webhook.", { data: { webhook_id: id } });
}

function noSuchEvent(id: EventId): Problem {
  return problem("event_not_found", "There is no such event.", { data: { event_id: id } });
}
