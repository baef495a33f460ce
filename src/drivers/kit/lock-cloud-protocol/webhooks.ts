import type { Sighting } from "#domain/sighting.ts";
import type { Delivery } from "#drivers/driver.ts";
import { isSignedBy } from "#drivers/kit/webhook-signature.ts";
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

/** What an event must show to be believed. */
export interface Trust {
  readonly webhookSecret: string;
  /** The cloud cannot sign: its events are then hints to look again and nothing more. Default false. */
  readonly unsignedWebhooks?: boolean | undefined;
}

/** What an event tells; `undefined` where it is not genuine or not understood. */
export function receive(trust: Trust, delivery: Delivery): readonly Sighting[] | undefined {
  if (delivery.body.length > longestEvent) return undefined;
  const signature = delivery.headers.get("x-lock-cloud-signature");
  const isGenuine = isSignedBy(trust.webhookSecret, delivery.body, signature);
  if (!isGenuine && trust.unsignedWebhooks !== true) return undefined;
  const sightings = sightingsOf(delivery.body);
  return isGenuine ? sightings : sightings?.flatMap(asHint);
}

/** Anybody can post an unsigned event: it makes us look, and is believed in nothing else. */
function asHint(sighting: Sighting): readonly Sighting[] {
  if (sighting.kind === "changed" || sighting.kind === "devices_changed") return [sighting];
  return [{ kind: "changed", at: sighting.at, device: sighting.device }];
}
