import { writeInstant } from "#api/contract/instant.ts";
import type { WirePendingMutation, WireTimeFrame } from "#api/contract/wire.ts";
import type { PendingMutation } from "#domain/mutations.ts";
import type { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";

export function presentPendingMutation(mutation: PendingMutation): WirePendingMutation {
  const common = { created_at: writeInstant(mutation.createdAt), message: mutation.message };
  switch (mutation.kind) {
    case "creating":
    case "deleting":
      return { mutation_code: mutation.kind, ...common };
    case "deferring_creation":
      return { mutation_code: mutation.kind, ...common, scheduled_at: writeInstant(mutation.scheduledAt) };
    case "updating_code":
      return {
        mutation_code: mutation.kind,
        ...common,
        from: { code: digitsOf(mutation.from) },
        to: { code: digitsOf(mutation.to) },
      };
    case "updating_name":
      return {
        mutation_code: mutation.kind,
        ...common,
        from: { name: mutation.from ?? null },
        to: { name: mutation.to ?? null },
      };
    case "updating_time_frame":
      return { mutation_code: mutation.kind, ...common, from: timeFrame(mutation.from), to: timeFrame(mutation.to) };
  }
}

function digitsOf(pin: Pin | undefined): string | null {
  return pin?.reveal() ?? null;
}

function timeFrame(window: Window | undefined): WireTimeFrame {
  if (window === undefined) return { starts_at: null, ends_at: null };
  return { starts_at: writeInstant(window.startsAt), ends_at: writeInstant(window.endsAt) };
}
