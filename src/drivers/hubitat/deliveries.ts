import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Delivery } from "#drivers/driver.ts";
import { asObject, field, id, objectInText } from "#drivers/kit/untrusted.ts";

const longest = 256 * 1024;

/**
 * What a hub posts of one event. It signs nothing and names no time, so that it is believed in nothing but that there
 * is something new to look at; the look then reads the events themselves.
 */
export function receive({ body }: Delivery): readonly Sighting[] | undefined {
  if (body.length > longest) return undefined;
  const event = asObject(field(objectInText(body) ?? {}, "content"));
  const device = event && id(event, "deviceId");
  return device === undefined ? undefined : [{ kind: "changed", at: 0, device: device as NativeId }];
}
