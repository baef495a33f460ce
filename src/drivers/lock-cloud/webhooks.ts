import { createHmac } from "node:crypto";
import type { Sighting } from "#domain/sighting.ts";
import type { Delivery } from "#drivers/driver.ts";
import { isSignedBy } from "#drivers/kit/webhook-signature.ts";
import type { LockCloudConfig } from "./config.ts";
import { sightingsOf } from "./events.ts";

/** The events that a cloud is asked for. */
export const subscribedEvents = [
  "device.added",
  "device.removed",
  "device.online",
  "device.offline",
  "device.low_battery",
  "battery.low",
  "battery.replaced",
  "bridge.online",
  "bridge.offline",
  "device.time_wrong",
  "lock.action_completed",
  "access_code.created",
  "access_code.updated",
  "access_code.deleted",
  "access_code.used",
  "access_code.incorrect_attempt",
] as const;

/** Longest event that is read, in characters. */
const longestEvent = 64 * 1024;

/** The secret that the cloud is to sign with. It follows from the configuration, so that every worker registers the same. */
export function webhookSecret(config: LockCloudConfig): string {
  if (config.webhookSecret !== undefined) return config.webhookSecret;
  return createHmac("sha256", config.clientSecret).update(`lock cloud webhook of ${config.clientId}`).digest("hex");
}

/** What an event tells; `undefined` where it is not genuine or not understood. */
export function receive(config: LockCloudConfig, delivery: Delivery): readonly Sighting[] | undefined {
  if (delivery.body.length > longestEvent) return undefined;
  const signature = delivery.headers.get("x-lock-cloud-signature");
  const isGenuine = isSignedBy(webhookSecret(config), delivery.body, signature);
  if (!isGenuine && config.unsignedWebhooks !== true) return undefined;
  const sightings = sightingsOf(delivery.body);
  return isGenuine ? sightings : sightings?.flatMap(asHint);
}

/** Anybody can post an unsigned event: it makes us look, and is believed in nothing else. */
function asHint(sighting: Sighting): readonly Sighting[] {
  if (sighting.kind === "changed" || sighting.kind === "devices_changed") return [sighting];
  return [{ kind: "changed", at: sighting.at, device: sighting.device }];
}
