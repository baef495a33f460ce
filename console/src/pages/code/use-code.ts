import type { WireExplanation } from "#api/contract/explanation.ts";
import type { WireAccessCode, WireDevice, WireUnmanagedAccessCode } from "#api/contract/wire.ts";
import { useAnswer } from "#console/wire/queries.ts";

/** Everything that is known of one code; `undefined`: not yet, or there is none. */
export interface KnownCode {
  readonly explanation: WireExplanation;
  /** The code, as long as it is managed and not gone. */
  readonly managed: WireAccessCode | undefined;
  /** The code, where it stands on its door without us. */
  readonly unmanaged: WireUnmanagedAccessCode | undefined;
  readonly doorName: string;
  /** IANA zone of the door's place. */
  readonly zone: string | undefined;
  /** The door, as long as it is managed. */
  readonly door: WireDevice | undefined;
}

export function useCode(accessCodeId: string): { readonly known: KnownCode | undefined; readonly error: Error | null } {
  const found = useAnswer("/access_codes/search", { access_code_ids: [accessCodeId] });
  const explained = useAnswer("/access_codes/explain", { access_code_id: accessCodeId });
  const deviceId = explained.data?.explanation.device_id;
  const doors = useAnswer("/devices/list", deviceId === undefined ? undefined : { device_ids: [deviceId] });
  const error = explained.error ?? found.error ?? doors.error;
  const { explanation } = explained.data ?? {};
  // What was known of another code is shown until this one's answers are there: not here.
  if (explanation?.access_code_id !== accessCodeId || found.data === undefined || found.isPlaceholderData) {
    return { known: undefined, error };
  }
  const door = doors.data?.devices.find(({ device_id }) => device_id === deviceId);
  const [named] = found.data.doors;
  return {
    known: {
      explanation,
      managed: found.data.access_codes[0],
      unmanaged: found.data.unmanaged_access_codes[0],
      doorName: door?.display_name ?? named?.display_name ?? "a door",
      zone: door?.location.time_zone ?? named?.time_zone ?? undefined,
      door,
    },
    error,
  };
}
