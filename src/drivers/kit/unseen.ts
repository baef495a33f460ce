import type { DeviceReport } from "#domain/device.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import type { Failed } from "./failed.ts";

/** A device that could not be looked at, with what the provider still says of it. `at`: epoch milliseconds. */
export function unseen(
  { because, detail, notBefore }: Failed,
  device: DeviceReport | undefined,
  at: number,
): Extract<Observation, { kind: "unreachable" }> {
  return { kind: "unreachable", at, device, because, detail, notBefore };
}

/** An account that could not be looked through. */
export function unfound({ because, detail, notBefore }: Failed): Extract<Discovery, { kind: "failed" }> {
  return { kind: "failed", because, detail, notBefore };
}
