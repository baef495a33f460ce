import { createHmac } from "node:crypto";
import type { Hono } from "hono";
import { z } from "zod";
import { unreachable } from "#virtual-locks/lock-state.ts";
import type { Tell } from "#virtual-locks/maker-cloud.ts";
import type { MakerServing } from "#virtual-locks/makers/serving.ts";
import { readJson } from "#virtual-locks/requests.ts";
import type { LockEvent, LockRow, WebhookRow } from "#virtual-locks/rows.ts";
import { secretToken } from "#virtual-locks/tokens.ts";
import { isTrouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { presentAuth } from "./auths.ts";
import { presentLock, presentState } from "./locks.ts";
import { lastEntry } from "./log.ts";
import { accepted } from "./words.ts";

/** By feature of a webhook: the events of a lock that it tells of. */
const features = {
  DEVICE_STATUS: [
    "device.online",
    "device.offline",
    "bridge.online",
    "bridge.offline",
    "device.low_battery",
    "battery.replaced",
    "lock.action_completed",
  ],
  DEVICE_MASTERDATA: ["device.added", "device.removed"],
  DEVICE_CONFIG: [],
  DEVICE_LOGS: ["access_code.used"],
  DEVICE_AUTHS: ["access_code.created", "access_code.updated", "access_code.deleted"],
  ACCOUNT_USER: [],
} as const;

type Feature = keyof typeof features;
const names = Object.keys(features) as [Feature, ...Feature[]];
const asked = z.object({
  webhookUrl: z.string().url().startsWith("https://"),
  webhookFeatures: z.array(z.enum(names)).min(1),
});

/** Each registration is a webhook of its own, also of one address. */
export function addWebhooks(app: Hono, world: World, serve: MakerServing): void {
  const path = "/api/decentralWebhook";
  const hooksOf = (accountId: string) => world.all("webhooks").filter((hook) => hook.accountId === accountId);
  app.get(
    path,
    serve.account(({ accountId }) => hooksOf(accountId).map(presentWebhook)),
  );
  app.put(
    path,
    serve.account(async ({ accountId }, c) => {
      const read = await readJson(c, asked);
      if (isTrouble(read)) return read;
      const id = `${Buffer.from(world.runtime.randomBytes(4)).readUInt32BE() % 2 ** 31}`;
      const events = read.webhookFeatures.flatMap((feature) => features[feature]);
      const row: WebhookRow = { id, accountId, url: read.webhookUrl, events, secret: secretToken(world) };
      world.commit("webhook_registered", { webhook_id: id }, [{ table: "webhooks", id, row }]);
      return presentWebhook(row);
    }),
  );
  app.delete(
    `${path}/:id`,
    serve.account(({ accountId }, c) => {
      const hook = hooksOf(accountId).find(({ id }) => id === c.req.param("id"));
      if (hook === undefined) return trouble("NOT_FOUND", "There is no such webhook.");
      world.commit("webhook_removed", { webhook_id: hook.id }, [{ table: "webhooks", id: hook.id, row: null }]);
      return accepted();
    }),
  );
}

function presentWebhook({ id, url, secret, events }: WebhookRow) {
  const webhookFeatures = names.filter((name) => features[name].some((event) => events.includes(event)));
  return { id: Number(id), secret, webhookUrl: url, webhookFeatures };
}

/** The HMAC-SHA256 of the body, in hex and without a word before it. */
export const tell: Tell = (world, { secret = "" }, event) => {
  const lock = world.get("locks", event.lock_id);
  const told = lock && payloadOf(world, lock, event);
  if (told === undefined) return undefined;
  const body = JSON.stringify(told);
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return { headers: { "content-type": "application/json", "x-nuki-signature-sha256": signature }, body };
};

function payloadOf(world: World, lock: LockRow, event: LockEvent): object | undefined {
  const feature = names.find((name) => (features[name] as readonly string[]).includes(event.event_type));
  switch (feature) {
    case "DEVICE_AUTHS": {
      const deleted = event.event_type === "access_code.deleted";
      const code = world.get("codes", String(event.access_code_id));
      const gone = { id: event.access_code_id, smartlockId: lock.id, type: 13, name: event.name };
      return { feature, deleted, smartlockAuth: (code && presentAuth(lock, code)) ?? gone };
    }
    case "DEVICE_LOGS":
      return { feature, deleted: false, smartlockLog: lastEntry(world, lock) };
    case "DEVICE_MASTERDATA":
      return { feature, deleted: event.event_type === "device.removed", ...presentLock(world, lock) };
    case "DEVICE_STATUS": {
      const serverState = unreachable(world, lock) === undefined ? 0 : 4;
      return { feature, smartlockId: lock.id, state: presentState(lock), serverState, adminPinState: 0 };
    }
    default:
      return undefined;
  }
}
