import { createHash } from "node:crypto";
import { z } from "zod";
import { isObstructed, unreachable } from "#virtual-locks/lock-state.ts";
import type { CodeRow, CodeValues, LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** As `activationSecs` and `expirationSecs` say "always". */
const [noStart, noEnd] = [0, 0xffffffff];
const allWeek = { daysOfWeek: "7F", startHour: 0, startMinute: 0, endHour: 23, endMinute: 59 };

/** A code as it must be written. */
export const written = z.object({
  friendlyName: z.string().max(200),
  accessCode: z.number().int().min(0).max(99_999_999),
  accessCodeLength: z.number().int().min(1).max(20),
  notificationEnabled: z.union([z.literal(0), z.literal(1)]),
  disabled: z.union([z.literal(0), z.literal(1)]),
  activationSecs: z.number().int().min(0).max(noEnd),
  expirationSecs: z.number().int().min(0).max(noEnd),
  schedule1: z.object({ daysOfWeek: z.string() }).passthrough(),
});
export type Written = z.output<typeof written>;

/** What the lock is to know. Leading zeros are not in the number: the length says how many. */
export function valuesIn({ friendlyName, accessCode, accessCodeLength, ...record }: Written): CodeValues {
  return {
    name: friendlyName,
    digits: String(accessCode).padStart(accessCodeLength, "0"),
    startsAt: record.activationSecs === noStart ? undefined : record.activationSecs * 1_000,
    endsAt: record.expirationSecs === noEnd ? undefined : record.expirationSecs * 1_000,
  };
}

/** A code as the cloud lists it: what was asked last, whether or not the lock has it yet. */
export function presentCode(code: CodeRow): object {
  const values = code.asked === undefined || code.asked === "nothing" ? code.onLock : code.asked;
  const { name = "", digits = "0", startsAt, endsAt } = values ?? {};
  return {
    accesscodeId: code.id,
    friendlyName: name,
    accessCode: Number(digits),
    accessCodeLength: digits.length,
    activationSecs: startsAt === undefined ? noStart : Math.ceil(startsAt / 1_000),
    expirationSecs: endsAt === undefined ? noEnd : Math.floor(endsAt / 1_000),
    schedule1: allWeek,
    disabled: 0,
    notification: 0,
  };
}

/** A lock as the cloud shows it. */
export function presentDevice(world: World, lock: LockRow): object {
  const { profile, conditions = {} } = lock;
  const cut = unreachable(world, lock) !== undefined;
  const role = conditions.not_authorized === undefined ? "owner" : "guest";
  const tokens = conditions.credentials_missing === undefined ? tokensOf(lock) : {};
  const serial = digest(`serial ${lock.id}`).slice(0, 12);
  return {
    ...tokens,
    deviceId: lock.id,
    devicetypeId: "be489wifi",
    physicalId: serial,
    serialNumber: serial,
    name: lock.name,
    modelName: "BE489WB 619",
    macAddress: "AA:BB:CC:00:11:22",
    connected: !cut,
    connectivityUpdated: new Date(lock.updatedAt).toISOString(),
    lastUpdated: new Date(lock.updatedAt).toISOString(),
    role,
    // Its unit is not known.
    timezone: -20,
    relatedDevices: [],
    users: [{ ...presentUser(world, lock.accountId), role }],
    attributes: {
      ...tokens,
      accessCodeLength: profile.codeLengths[0] ?? 4,
      ...(profile.maxCodes === undefined ? {} : { maxUserCodes: profile.maxCodes }),
      batteryLevel: lock.battery,
      lockState: isObstructed(world, lock) ? 2 : lock.bolt === "locked" ? 1 : 0,
      lockStateMetadata: { actionType: "periodicDeepQuery", UUID: null, name: null, clientId: null },
      mainFirmwareVersion: "10.00.00264232",
      wifiRssi: -42,
      timezone: -20,
    },
  };
}

export function presentUser(world: World, accountId: string): object {
  const email = world.get("accounts", accountId)?.email ?? "";
  return { identityId: accountId, email, friendlyName: email.split("@")[0] };
}

/** What a phone near the lock proves itself with. */
function tokensOf(lock: LockRow): { readonly CAT: string; readonly SAT: string } {
  return { CAT: digest(`CAT ${lock.id}`), SAT: digest(`SAT ${lock.id}`) };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
