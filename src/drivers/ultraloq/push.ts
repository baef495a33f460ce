import { createHash, timingSafeEqual } from "node:crypto";
import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Delivery } from "#drivers/driver.ts";
import { asObject, field, id, list, text } from "#drivers/kit/untrusted.ts";
import type { UltraloqConfig } from "./config.ts";

const longest = 64 * 1024;
/** A post names no more devices than any account has. */
const mostDevices = 200;

/**
 * What the maker posts. It tells how a lock is, and neither when nor through whom it came to be so: all that is taken from it
 * is that there is something to look at. It carries no time, so that none is told.
 */
export function receive({ pushToken }: UltraloqConfig, { headers, body }: Delivery): readonly Sighting[] | undefined {
  if (body.length > longest || !isSame(headers.get("authorization") ?? "", `Bearer ${pushToken}`)) return undefined;
  const post = asObject(parsed(body)) ?? {};
  const header = asObject(field(post, "header")) ?? {};
  if (text(header, "namespace") !== "Uhome.Notification") return undefined;
  switch (text(header, "name")) {
    case "DeviceSync":
    case "DeviceDelete":
      return [{ kind: "devices_changed", at: 0 }];
    case "DeviceState":
      return changed(list(asObject(field(post, "payload")) ?? {}, "devices"));
    default:
      return undefined;
  }
}

function changed(devices: readonly unknown[] | undefined): readonly Sighting[] | undefined {
  const ids = devices?.slice(0, mostDevices).flatMap((device) => id(asObject(device) ?? {}, "id") ?? []);
  return ids?.map((device) => ({ kind: "changed", at: 0, device: device as NativeId }));
}

/** The example of the maker's own page is no JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isSame(one: string, other: string): boolean {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(one), digest(other));
}
