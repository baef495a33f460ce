import type { WireDevice } from "#api/contract/wire.ts";

/** Which codes a door takes now. */
export function takesCodes(door: WireDevice): { readonly online: boolean; readonly offline: boolean } {
  return {
    online: door.can_program_online_access_codes === true,
    offline: door.can_program_offline_access_codes === true,
  };
}

/** One time that offline codes of a door can have, as a later version of the contract shows it. */
interface TimeFrame {
  readonly display_name: string;
  /** ISO 8601 durations. */
  readonly min_duration: string;
  readonly max_duration: string;
  readonly matching_start_end_time?: true;
  readonly time_pairs?: readonly { readonly start_time: string; readonly end_time: string }[];
}

/** The times that offline codes of a door can have, as sentences. */
export function offlineTimes(door: WireDevice): readonly string[] {
  const { offline_time_frame_options: frames = [] } = door.properties as {
    readonly offline_time_frame_options?: readonly TimeFrame[];
  };
  return frames.map(({ display_name: name, min_duration: min, max_duration: max, ...frame }) => {
    const lasts = min === max ? inWords(min) : `${inWords(min)} to ${inWords(max)}`;
    const [pair] = frame.time_pairs ?? [];
    const times = pair === undefined ? "" : `, from ${pair.start_time} to ${pair.end_time}`;
    return `${name}: ${lasts}${times}${frame.matching_start_end_time === true ? ", whole days" : ""}.`;
  });
}

/** `PT672H` is “672 hours”. */
function inWords(duration: string): string {
  const [, count = "", unit] = /^PT?(\d+)([HD])$/.exec(duration) ?? [];
  const word = unit === "D" ? "day" : "hour";
  return count === "" ? duration : `${count} ${word}${count === "1" ? "" : "s"}`;
}
