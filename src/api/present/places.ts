import { writeInstant } from "#api/contract/instant.ts";
import type { WireOnLock, WirePlaces, WireResident } from "#api/contract/places.ts";
import type { DevicePlaces } from "#app/places.ts";
import type { AccessCodeView, DeviceView } from "#app/views.ts";
import { type AccessCode, placement } from "#domain/access-code.ts";
import { takerOf } from "#domain/places.ts";
import { readinessOf } from "#domain/readiness.ts";
import { presentReadiness } from "./access-code.ts";
import { presentEvidence } from "./evidence.ts";

export function presentPlaces({ places, codes, gone, ...view }: DevicePlaces, now: number): WirePlaces {
  const { device } = view;
  const { capacity, taken, free, full, most } = places;
  return {
    device_id: device.id,
    looked_at: orNull(device.wholeLookAt),
    capacity: capacity ?? null,
    taken,
    free: free ?? null,
    full: full === undefined ? null : { starts_at: writeInstant(full.from), ends_at: orNull(full.until) },
    most: { at: writeInstant(most.at), codes: most.codes },
    are_numbered: device.report.capabilities.reusesPlaces,
    access_codes: [
      ...codes.map((code) => presentKept({ ...view, code }, now)),
      ...gone.map(({ code, goneAt }) => ({ ...presentResident(code, view), gone_at: writeInstant(goneAt) })),
    ],
  };
}

function presentKept({ code, device, account }: AccessCodeView, now: number): WireResident {
  return {
    ...presentResident(code, { device, account }),
    evidence: presentEvidence(code, device),
    readiness: code.isManaged ? presentReadiness(readinessOf(code, device, account, now)) : null,
  };
}

function presentResident(code: AccessCode, { device }: DeviceView): WireResident {
  const due = placement(code, device.report.capabilities)?.from;
  return {
    access_code_id: code.id,
    name: code.name ?? null,
    taken_by: takerOf(code),
    created_at: writeInstant(code.createdAt),
    starts_at: orNull(code.window?.startsAt),
    ends_at: orNull(code.window?.endsAt),
    due_at: due === undefined || !Number.isFinite(due) ? null : writeInstant(due),
    on_lock: presentOnLock(code),
    is_offline: code.offline !== undefined,
    gone_at: null,
    was_confirmed: code.confirmed !== undefined || !code.isManaged,
    evidence: [],
    readiness: null,
  };
}

function presentOnLock({ onLock }: AccessCode): WireOnLock | null {
  if (onLock === undefined) return null;
  const { place, state, window } = onLock;
  return { place, state, starts_at: orNull(window?.startsAt), ends_at: orNull(window?.endsAt) };
}

function orNull(at: number | undefined): string | null {
  return at === undefined ? null : writeInstant(at);
}
