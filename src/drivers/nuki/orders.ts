import type { NativeId } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { SetStep } from "#domain/step.ts";

/** New codes that the cloud has accepted and does not list yet: it names no id by which to ask for them. */
export interface Orders {
  add(device: NativeId, step: SetStep, now: number): void;
  /** The order that has this step's PIN, while it may still come to the lock. */
  of(device: NativeId, step: SetStep, now: number): SetStep | undefined;
  /** What is listed is no longer awaited. */
  settle(device: NativeId, listed: readonly Resident[]): void;
}

/** An order that is not listed by then has come to nothing ("within a few minutes": developer.nuki.io, topic 29886). */
const lastsMs = 3 * 60_000;

export function ordersOf(): Orders {
  const awaited = new Map<NativeId, readonly { readonly step: SetStep; readonly at: number }[]>();
  const at = (device: NativeId) => awaited.get(device) ?? [];
  return {
    add: (device, step, now) => {
      const others = at(device).filter((order) => now < order.at + lastsMs && !order.step.pin.equals(step.pin));
      awaited.set(device, [...others, { step, at: now }]);
    },
    of: (device, { pin }, now) =>
      at(device).find((order) => now < order.at + lastsMs && order.step.pin.equals(pin))?.step,
    settle: (device, listed) => {
      const isListed = ({ pin }: SetStep) => listed.some((resident) => pin.equals(resident.pin));
      const left = at(device).filter(({ step }) => !isListed(step));
      if (left.length === 0) awaited.delete(device);
      else awaited.set(device, left);
    },
  };
}
