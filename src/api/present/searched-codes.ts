import type { WireAccessCode, WireDoor, WireUnmanagedAccessCode } from "#api/contract/wire.ts";
import type { AccessCodeView } from "#app/views.ts";
import { presentAccessCode } from "./access-code.ts";
import { presentDoor } from "./arrivals.ts";
import { presentUnmanagedAccessCode } from "./unmanaged-access-code.ts";

/** Codes with the doors that they are of, for whoever has to name them. */
export function presentSearchedCodes(
  views: readonly AccessCodeView[],
  now: number,
): {
  readonly access_codes: readonly WireAccessCode[];
  readonly unmanaged_access_codes: readonly WireUnmanagedAccessCode[];
  readonly doors: readonly WireDoor[];
} {
  const doors = new Map(views.map((view) => [view.device.id, view] as const));
  return {
    access_codes: views.filter(({ code }) => code.isManaged).map((view) => presentAccessCode(view, now)),
    unmanaged_access_codes: views
      .filter(({ code }) => !code.isManaged)
      .map((view) => presentUnmanagedAccessCode(view, now)),
    doors: [...doors.values()].map(presentDoor),
  };
}
