import { presentDeviceConditions } from "./conditions.ts";
import { isPaired, unreachable } from "./lock-state.ts";
import type { OfflineKind } from "./profile.ts";
import type { CodeRow, CodeValues, LockRow } from "./rows.ts";
import type { World } from "./world.ts";

/** A device as the contract shows it, with our `capabilities` (README, "The extension"). */
export function presentLock(world: World, lock: LockRow) {
  const { profile } = lock;
  const isLock = profile.kind === "smart_lock";
  const online = unreachable(world, lock) === undefined;
  return {
    lock_id: lock.id,
    device_id: lock.id,
    name: lock.name,
    model: profile.model,
    address: lock.address,
    device_type: profile.kind,
    device_model: profile.model,
    online,
    battery_level: isLock ? lock.battery : null,
    signal_quality: online ? 85 : 0,
    location: lock.location ?? null,
    timezone: lock.hidesTimeZone === true ? null : (lock.timeZone ?? null),
    bridge_id: lock.hubId ?? null,
    // What happens at a lock that is cut off, its cloud does not know.
    lock_state: isLock && online ? lock.bolt : "unknown",
    door_state: isLock && online ? lock.door : null,
    device_time: online ? new Date(world.now() + lock.clockErrorMs).toISOString() : null,
    updated_at: new Date(lock.updatedAt).toISOString(),
    conditions: presentDeviceConditions(lock),
    capabilities: presentCapabilities(lock),
  };
}

/** One code in a listing. */
export function presentCode(lock: LockRow, code: CodeRow) {
  const values = shown(code);
  return {
    access_code_id: code.id,
    lock_id: lock.id,
    name: values.name,
    code: lock.profile.readsPins || code.offline ? values.digits : null,
    starts_at: isoOf(values.startsAt),
    ends_at: isoOf(values.endsAt),
    status: statusOf(code),
    ...(code.offline ? { is_offline: true } : {}),
  };
}

/** The answer to a write: what the writer sent or was given, digits included. */
export function presentWrite(lock: LockRow, code: CodeRow, status: "pending" | "active") {
  return { ...presentCode(lock, code), code: shown(code).digits, status };
}

/** A code as it truly is, for the control API. */
export function presentTruth(code: CodeRow) {
  return {
    access_code_id: code.id,
    made_by: code.madeBy,
    is_offline: code.offline,
    on_lock: code.onLock === undefined ? null : presentValues(code.onLock),
    asked: code.asked === undefined ? null : code.asked === "nothing" ? "nothing" : presentValues(code.asked),
    status: statusOf(code),
  };
}

function presentCapabilities(lock: LockRow) {
  const { profile } = lock;
  const now = (able: true | undefined, condition: boolean) => (able === undefined ? undefined : condition);
  return {
    provider: profile.provider,
    device_type: profile.deviceType,
    manufacturer: profile.manufacturer,
    has_keypad: profile.hasKeypad,
    can_program_online_access_codes: now(profile.programsOnlineCodes, profile.hasKeypad && isPaired(lock)),
    can_program_offline_access_codes: now(profile.programsOfflineCodes, profile.hasKeypad),
    can_remotely_lock: now(profile.locksRemotely, isPaired(lock)),
    can_remotely_unlock: now(profile.unlocksRemotely, isPaired(lock)),
    supported_code_lengths: profile.codeLengths,
    max_active_codes_supported: profile.maxCodes ?? null,
    code_constraints: profile.constraints.map((rule) => ({
      constraint_type: rule.type,
      ...(rule.type === "name_length" ? { min_length: rule.min, max_length: rule.max } : {}),
    })),
    native_scheduling: profile.schedulesNatively,
    window_precision: profile.windowPrecision,
    ...(profile.keepsWallClock === true ? { keeps_wall_clock: true } : {}),
    codes_readable: profile.readsPins,
    ...(profile.splitsNames === true ? { splits_names: true } : {}),
    updates_in_place: profile.updatesInPlace,
    unmanaged: profile.unmanaged,
    shares_code_across_windows: profile.sharesPinAcrossWindows,
    names_code_on_entry: profile.namesCodeOnEntry,
    ...(profile.offlineCodes === undefined ? {} : { offline_codes: profile.offlineCodes.kinds.map(presentKind) }),
  };
}

/** Lengths are in whole hours or days of the lock's wall clock. */
function presentKind(kind: OfflineKind) {
  return {
    kind: kind.key,
    name: kind.name,
    lasts: kind.lasts,
    unit: kind.unit,
    shortest: kind.shortest,
    longest: kind.longest,
    variances: kind.variances,
    ...(kind.firstUseWithinHours === undefined ? {} : { first_use_within_hours: kind.firstUseWithinHours }),
    ...(kind.checkIn === undefined ? {} : { check_in_time: kind.checkIn, check_out_time: kind.checkOut }),
    ...(kind.userLevel === undefined
      ? {}
      : { user_level_id: kind.userLevel.id, user_level_prefix: kind.userLevel.prefix }),
  };
}

function statusOf(code: CodeRow): "pending" | "active" | "deleting" {
  if (code.asked === undefined) return "active";
  return code.asked === "nothing" ? "deleting" : "pending";
}

/** What is coming, where something is; else what is there. A code that is being deleted shows what it was. */
function shown(code: CodeRow): CodeValues {
  const values = code.asked === undefined || code.asked === "nothing" ? code.onLock : code.asked;
  return values ?? { name: "", digits: "", startsAt: undefined, endsAt: undefined };
}

function presentValues(values: CodeValues) {
  return { name: values.name, code: values.digits, starts_at: isoOf(values.startsAt), ends_at: isoOf(values.endsAt) };
}

function isoOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
