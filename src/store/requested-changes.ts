import type { AccessCode } from "#domain/access-code.ts";
import type { Actor } from "#domain/actor.ts";
import type { NewEvent } from "#domain/event.ts";
import type { ConnectedAccountId } from "#domain/ids.ts";
import { changesSince } from "#domain/mutations.ts";
import type { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";

/** The fact that changes were asked for, as it goes on the wire; the device has not confirmed any. */
export function mutationsRequested(
  before: AccessCode | undefined,
  after: AccessCode,
  {
    accountId,
    at,
    by,
  }: { readonly accountId: ConnectedAccountId; readonly at: number; readonly by?: Actor | undefined },
): NewEvent {
  const { mutations, holdsPin } = mutationsBetween(before, after);
  const listed = { requested_mutations: mutations };
  return {
    type: "access_code.mutations_requested",
    occurredAt: at,
    accessCodeId: after.id,
    deviceId: after.deviceId,
    accountId,
    by,
    ...(holdsPin ? { secret: listed } : { payload: listed }),
  };
}

function mutationsBetween(before: AccessCode | undefined, after: AccessCode) {
  if (before === undefined) return { mutations: [{ mutation_code: "creating" }], holdsPin: false };
  if (after.retired !== undefined) return { mutations: [{ mutation_code: "deleting" }], holdsPin: false };
  const changes = changesSince(after, before);
  const mutations = changes.map((change) => {
    switch (change.kind) {
      case "updating_code":
        return { mutation_code: change.kind, from: { code: digitsOf(change.from) }, to: { code: digitsOf(change.to) } };
      case "updating_name":
        return { mutation_code: change.kind, from: { name: change.from ?? null }, to: { name: change.to ?? null } };
      case "updating_time_frame":
        return { mutation_code: change.kind, from: timeFrame(change.from), to: timeFrame(change.to) };
      default:
        return { mutation_code: change.kind };
    }
  });
  return { mutations, holdsPin: changes.some((change) => change.kind === "updating_code") };
}

function digitsOf(pin: Pin | undefined): string | null {
  return pin?.reveal() ?? null;
}

function timeFrame(window: Window | undefined) {
  const text = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return { starts_at: text(window?.startsAt), ends_at: text(window?.endsAt) };
}
