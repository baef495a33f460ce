import type { AccessCode } from "#domain/access-code.ts";
import type { DeviceId, WorkspaceId } from "#domain/ids.ts";
import { type Places, placesOf } from "#domain/places.ts";
import type { Problem } from "#domain/problem.ts";
import { codesOfDevices } from "#store/code-views.ts";
import { findDevice } from "#store/device-views.ts";
import { codesGoneSince } from "#store/gone-codes.ts";
import type { Desk } from "./desk.ts";
import { noSuchDevice } from "./problems.ts";
import type { DeviceView } from "./views.ts";

/** A device's places, every code that has or wants one, and those that went lately. */
export interface DevicePlaces extends DeviceView {
  readonly places: Places;
  readonly codes: readonly AccessCode[];
  readonly gone: readonly { readonly code: AccessCode; readonly goneAt: number }[];
}

/** Nobody looks through more that went. */
const mostGone = 500;

/** Who has which place on a lock, who wants one, and who had one since an instant, epoch milliseconds. */
export async function getPlaces(
  { store, runtime }: Desk,
  workspace: WorkspaceId,
  { deviceId, goneSince: since }: { readonly deviceId: DeviceId; readonly goneSince: number },
): Promise<DevicePlaces | Problem> {
  const found = await findDevice(store.db, workspace, deviceId);
  if (found === undefined) return noSuchDevice(deviceId);
  const keys = await store.keysOf(workspace);
  const [kept, gone] = await Promise.all([
    codesOfDevices(store.db, keys, workspace, [deviceId]),
    codesGoneSince(store.db, keys, deviceId, { since, limit: mostGone }),
  ]);
  const codes = kept.map(({ code }) => code);
  return { ...found, codes, gone, places: placesOf(found.device, codes, runtime.now()) };
}
