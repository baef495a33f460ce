import { type AccessCode, type Confirmed, placement } from "./access-code.ts";
import type { Device } from "./device.ts";
import type { Pin } from "./pin.ts";
import { isConfirmedAsWanted } from "./status.ts";
import { sameWindow, type Window } from "./window.ts";

/** A change that was asked for and that the lock has not confirmed. `createdAt` is epoch milliseconds. */
export type PendingMutation = { readonly createdAt: number; readonly message: string } & (
  | { readonly kind: "creating" }
  | { readonly kind: "deferring_creation"; readonly scheduledAt: number }
  | { readonly kind: "deleting" }
  | { readonly kind: "updating_code"; readonly from: Pin | undefined; readonly to: Pin | undefined }
  | { readonly kind: "updating_name"; readonly from: string | undefined; readonly to: string | undefined }
  | { readonly kind: "updating_time_frame"; readonly from: Window | undefined; readonly to: Window | undefined }
);

/** What is still under way for a managed code. */
export function mutationsOf(code: AccessCode, device: Device, now: number): readonly PendingMutation[] {
  if (code.transferredAt !== undefined) return [];
  if (code.retired !== undefined) {
    return [{ kind: "deleting", createdAt: code.retired.at, message: "The code is being removed from the device." }];
  }
  if (code.confirmed !== undefined) return changesSince(code, code.confirmed);
  if (isConfirmedAsWanted(code, device)) return [];
  const from = placement(code, device.report.capabilities)?.from ?? now;
  if (from > now) {
    const message = "The code is put on the device when its time comes.";
    return [{ kind: "deferring_creation", createdAt: code.wantedSince, scheduledAt: from, message }];
  }
  return [{ kind: "creating", createdAt: code.wantedSince, message: "The code is being put on the device." }];
}

/** What differs between what is wanted now and what was wanted when the lock last confirmed the code. */
export function changesSince(code: AccessCode, confirmed: Confirmed): readonly PendingMutation[] {
  const createdAt = code.wantedSince;
  const changes: PendingMutation[] = [];
  if (!(code.pin?.equals(confirmed.pin) ?? confirmed.pin === undefined)) {
    const message = "The PIN is being changed on the device.";
    changes.push({ kind: "updating_code", createdAt, message, from: confirmed.pin, to: code.pin });
  }
  if (code.name !== confirmed.name) {
    const message = "The name is being changed on the device.";
    changes.push({ kind: "updating_name", createdAt, message, from: confirmed.name, to: code.name });
  }
  if (!sameWindow(code.window, confirmed.window)) {
    const message = "The time frame is being changed on the device.";
    changes.push({ kind: "updating_time_frame", createdAt, message, from: confirmed.window, to: code.window });
  }
  return changes;
}
