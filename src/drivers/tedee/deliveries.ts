import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Delivery } from "#drivers/driver.ts";
import { asObject, field, numbered, objectInText, text } from "#drivers/kit/untrusted.ts";
import { utcInstant } from "./wire.ts";

const longest = 64 * 1024;
const changes: readonly unknown[] = [
  "lock-status-changed",
  "device-connection-changed",
  "device-battery-level-changed",
  "device-settings-changed",
];

/**
 * What the maker posts to the address that it has registered for our application. It signs nothing, so that it is
 * believed in nothing but that there is something new to look at; the look then asks the maker.
 */
export function receive(_: unknown, { body }: Delivery): readonly Sighting[] | undefined {
  const told = body.length > longest ? undefined : objectInText(body);
  const event = told && text(told, "event");
  const data = asObject(told && field(told, "data"));
  if (told === undefined || event === undefined || data === undefined) return undefined;
  if (event === "bell-button-pressed") return [];
  const device = numbered(data, "deviceId") as NativeId | undefined;
  const at = utcInstant(data, "eventTime") ?? utcInstant(told, "timestamp");
  if (!changes.includes(event) || device === undefined || at === undefined) return undefined;
  return [{ kind: "changed", at, device }];
}
