import type { ActionAttemptId, NativeId } from "#domain/ids.ts";
import type { EntryMethod, Sighting } from "#domain/sighting.ts";
import { asObject, field, id, instant, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { errorCodeOf, idOf, pinOf, placeOf } from "./wire.ts";

/** The sightings in one event as it was posted; `undefined` where it is not one. */
export function sightingsOf(body: string): readonly Sighting[] | undefined {
  const event = parse(body);
  const type = event && text(event, "event_type");
  const at = event && instant(event, "timestamp");
  if (event === undefined || type === undefined || at === undefined) return undefined;
  const device = idOf(event);
  switch (type) {
    case "device.added":
    case "device.removed":
    // A bridge takes every lock behind it along, and which those are is known to the cloud.
    case "bridge.online":
    case "bridge.offline":
      return [{ kind: "devices_changed", at }];
    case "access_code.used":
      return device && [used(event, device, at)];
    case "access_code.incorrect_attempt":
      return device && [{ kind: "denied", at, device, pin: pinOf(field(event, "pin")), place: placeOf(event) }];
    case "lock.action_completed":
      return device && actionCompleted(event, device, at);
    default:
      // A kind that is new to us is still a reason to look.
      return device === undefined ? [] : [{ kind: "changed", at, device }];
  }
}

function parse(body: string): Untrusted | undefined {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** The one that tells of a door opened with a code: it names the code, which `lock.action_completed` does not. */
function used(event: Untrusted, device: NativeId, at: number): Sighting {
  return { kind: "turned", at, device, to: "unlocked", method: "keycode", place: placeOf(event), attempt: undefined };
}

function actionCompleted(event: Untrusted, device: NativeId, at: number): readonly Sighting[] {
  const attempt = attemptOf(event);
  const succeeded = field(event, "status") === "success";
  const turned = succeeded ? turnedBy(event, device, at, attempt) : undefined;
  const sightings: Sighting[] = turned === undefined ? [] : [turned];
  if (attempt !== undefined) {
    const code = errorCodeOf(event);
    const detail = succeeded ? undefined : `The lock did not turn${code === undefined ? "" : ` (${code})`}.`;
    sightings.push({ kind: "turn_finished", at, device, attempt, succeeded, detail });
  }
  return sightings.length > 0 ? sightings : [{ kind: "changed", at, device }];
}

function turnedBy(
  event: Untrusted,
  device: NativeId,
  at: number,
  attempt: ActionAttemptId | undefined,
): Sighting | undefined {
  const action = field(event, "action");
  if (action !== "lock" && action !== "unlock") return undefined;
  const method = methods.get(text(event, "performed_via") ?? "") ?? "unknown";
  if (action === "unlock" && method === "keycode") return undefined;
  return {
    kind: "turned",
    at,
    device,
    to: action === "lock" ? "locked" : "unlocked",
    method,
    place: placeOf(event),
    attempt,
  };
}

const methods: ReadonlyMap<string, EntryMethod> = new Map([
  ["pin_code", "keycode"],
  ["mobile_app", "remote"],
  ["remote_api", "remote"],
  ["fob_card", "card"],
  ["manual_turn", "manual"],
]);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `custom_id` is ours where it looks like an id of ours; other users of the cloud put there what they like. */
function attemptOf(event: Untrusted): ActionAttemptId | undefined {
  const custom = id(event, "custom_id");
  return custom !== undefined && uuid.test(custom) ? (custom.toLowerCase() as ActionAttemptId) : undefined;
}
