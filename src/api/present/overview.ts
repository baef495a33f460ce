import { writeInstant } from "#api/contract/instant.ts";
import type { WireEntry, WireFoundCode, WireHealth } from "#api/contract/overview.ts";
import type { EntryView, FoundCodeView } from "#app/views.ts";
import type { Health } from "#app/workspace-health.ts";
import { presentDoor } from "./arrivals.ts";
import { isPresentable, presentDevice } from "./device.ts";
import { presentUnmanagedAccessCode } from "./unmanaged-access-code.ts";

export function presentFoundCode(found: FoundCodeView, now: number): WireFoundCode {
  return {
    access_code: presentUnmanagedAccessCode(found, now),
    door: presentDoor(found),
    kept_at: found.keptAt === undefined ? null : writeInstant(found.keptAt),
  };
}

export function presentEntry(entry: EntryView): WireEntry {
  const [only, another] = entry.possible;
  const guessed = another === undefined ? only : undefined;
  const code = entry.code ?? guessed;
  return {
    event_id: entry.id,
    kind: entry.kind,
    occurred_at: writeInstant(entry.at),
    door: {
      device_id: entry.deviceId,
      display_name: entry.deviceName ?? "A door that is gone",
      time_zone: entry.timeZone ?? null,
    },
    method: entry.method ?? null,
    attribution: entry.code !== undefined ? "known" : guessed !== undefined ? "guessed" : "unknown",
    access_code:
      code === undefined ? null : { access_code_id: code.id, name: code.name ?? null, is_managed: code.isManaged },
  };
}

export function presentHealth(health: Health, now: number): WireHealth {
  return {
    doors: { all: health.doors.all, offline: health.doors.offline, low_battery: health.doors.lowBattery },
    connected_accounts: health.accounts,
    access_codes: {
      all: health.codes.all,
      weakly_proved: health.codes.weaklyProved,
      changed_by_others: health.codes.changedByOthers,
    },
    troubles: health.troubles.map(({ kind, because, codes }) => ({ kind, because, access_codes: codes })),
    providers: health.providers.map(({ accounts, ...provider }) => ({ ...provider, connected_accounts: accounts })),
    doors_to_look_after: health.doorsToLookAfter.filter(isPresentable).map((view) => presentDevice(view, now)),
  };
}
