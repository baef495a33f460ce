import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Delivery } from "#drivers/driver.ts";
import type { TtlockConfig } from "./config.ts";

const longest = 64 * 1024;
const lockId = /^[\x21-\x7e]{1,200}$/;

/**
 * What the maker posts to the address that our application has with it. It signs nothing, so that it is believed in
 * nothing but that there is something new to look at; the look then reads the records themselves.
 */
export function receive(_: TtlockConfig, { body }: Delivery): readonly Sighting[] | undefined {
  if (body.length > longest) return undefined;
  const form = new URLSearchParams(body);
  const device = form.get("lockId") ?? "";
  const at = newestOf(form.get("records"));
  switch (form.get("notifyType")) {
    case "1":
    case "3":
    case "4":
      return lockId.test(device) ? [{ kind: "changed", at, device: device as NativeId }] : undefined;
    case "2":
      return [{ kind: "devices_changed", at }];
    default:
      return undefined;
  }
}

/** When the newest of the records came to the cloud; 0: none says. */
function newestOf(records: string | null): number {
  const dates = [...(records ?? "").matchAll(/"serverDate":(\d{10,15})\b/g)].map(([, date]) => Number(date));
  return Math.max(0, ...dates);
}
