import { writeInstant } from "#api/contract/instant.ts";
import type { WireArrival, WireArrivalsSummary, WireDoor } from "#api/contract/wire.ts";
import type { Arrival, Arrivals } from "#app/arrivals.ts";
import type { DeviceView } from "#app/views.ts";
import { presentAccessCode } from "./access-code.ts";

export function presentArrivals(
  { arrivals, count, codes, ready, atRisk, isComplete }: Arrivals,
  now: number,
): {
  readonly arrivals: readonly WireArrival[];
  readonly doors: readonly WireDoor[];
  readonly summary: WireArrivalsSummary;
} {
  const doors = new Map(arrivals.flatMap(({ views }) => views.map((view) => [view.device.id, view] as const)));
  return {
    arrivals: arrivals.flatMap((arrival) => presentArrival(arrival, now)),
    doors: [...doors.values()].map(presentDoor),
    summary: { arrivals: count, access_codes: codes, ready, at_risk: atRisk, is_complete: isComplete },
  };
}

function presentArrival({ id, views }: Arrival, now: number): readonly WireArrival[] {
  const windows = views.flatMap(({ code }) => code.window ?? []);
  if (windows.length === 0) return [];
  return [
    {
      arrival_id: id,
      name: views.find(({ code }) => code.name !== undefined)?.code.name ?? null,
      starts_at: writeInstant(Math.min(...windows.map(({ startsAt }) => startsAt))),
      ends_at: writeInstant(Math.max(...windows.map(({ endsAt }) => endsAt))),
      access_codes: views.map((view) => presentAccessCode(view, now)),
    },
  ];
}

export function presentDoor({ device }: DeviceView): WireDoor {
  return {
    device_id: device.id,
    display_name: device.nickname ?? device.report.name,
    time_zone: device.report.timeZone ?? null,
  };
}
