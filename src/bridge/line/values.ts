import { z } from "zod";
import { accountConditions, deviceConditions } from "#domain/catalog/causes.ts";
import { evidenceLadder } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";

/** The values of the domain that go over the line, as they must look: what the other side sends is not to be trusted. */
export const id = z.string().min(1).max(400);
export const sentence = z.string().max(2_000);
/** Epoch milliseconds. */
export const time = z.number().finite();
export const pin = z.custom<Pin>((value) => value instanceof Pin);
export const label = z.string().max(400);
export const window = z.object({ startsAt: time, endsAt: time });
export const evidence = z.enum(evidenceLadder);
const state = z.enum(["on_lock", "arriving", "leaving"]);
const optional = {
  pin: pin.optional(),
  label: label.optional(),
  window: window.optional(),
  flag: z.boolean().optional(),
  time: time.optional(),
  place: id.optional(),
};

export const failureCause = z.enum([
  "unreachable",
  "busy",
  "throttled",
  "unauthorized",
  "invalid_credentials",
  "provider",
  "hub_queue_full",
  "not_done",
  "not_subscribed",
]);
export const refusal = z.enum([
  "duplicate",
  "full",
  "constraint",
  "unsupported",
  "occupied",
  "name_taken",
  "no_variance",
  "no_user_level",
]);

const constraint = z.object({ type: z.string().max(80), min: z.number().optional(), max: z.number().optional() });
/** What a maker computes is not kept by a bridge, and its kinds pass through as they are. */
const offlineKinds = z.array(z.record(z.unknown())).max(50).optional();

export const capabilities = z.object({
  programsOnlineCodes: optional.flag,
  programsOfflineCodes: optional.flag,
  offlineCodes: offlineKinds,
  locksRemotely: optional.flag,
  unlocksRemotely: optional.flag,
  codeLengths: z.array(z.number()).max(30),
  startsWithZero: z.literal(false).optional(),
  maxCodes: z.number().optional(),
  constraints: z.array(constraint).max(50),
  schedulesNatively: z.boolean(),
  windows: z
    .object({ stepMs: z.number().positive(), byWallClock: z.boolean(), zone: z.string().max(80).optional() })
    .optional(),
  readsPins: z.boolean(),
  listsUnconfirmed: z.literal(true).optional(),
  splitsNames: optional.flag,
  names: z.enum(["plain", "none"]).optional(),
  reusesPlaces: z.boolean(),
  updatesInPlace: z.boolean(),
  listsUnmanaged: z.boolean(),
  convertsUnmanaged: z.boolean(),
  deletesUnmanaged: z.boolean(),
  sharesPinAcrossWindows: z.boolean(),
  looksPerDay: z.number().positive().optional(),
  removesByPin: z.literal(true).optional(),
  namesCodeOnEntry: z.boolean(),
});

export const deviceReport = z.object({
  nativeId: id,
  kind: z.enum(["lock", "hub"]),
  deviceType: label,
  name: label,
  modelName: label,
  manufacturer: label,
  disconnected: z.enum(["device_disconnected", "hub_disconnected"]).optional(),
  batteryLevel: z.number().optional(),
  locked: optional.flag,
  doorOpen: optional.flag,
  timeZone: z.string().max(80).optional(),
  clockErrorMs: z.number().optional(),
  hasKeypad: z.boolean(),
  capabilities,
  conditions: z
    .array(z.object({ name: z.enum(deviceConditions), since: optional.time }))
    .max(50)
    .optional(),
});

const site = z.object({ id, name: label, users: z.number(), usersAllowed: z.number(), since: optional.time });
export const accountReport = z.object({
  conditions: z.array(z.object({ name: z.enum(accountConditions), since: optional.time })).max(50),
  sites: z.array(site).max(1_000),
});

export const resident = z.object({
  place: id,
  pin: optional.pin,
  label: optional.label,
  window: optional.window,
  state,
  altered: z.literal(true).optional(),
  alteredAt: optional.time,
});

export const onLock = z.object({
  place: id,
  pin: optional.pin,
  label: optional.label,
  window: optional.window,
  state,
  evidence: z.record(evidence, time),
});

export const unsettled = z.object({
  id,
  code: id,
  kind: z.enum(["set", "clear", "issue"]),
  pin: optional.pin,
  label: optional.label,
  window: optional.window,
  place: optional.place,
  aim: optional.place,
  startedAt: time,
  wasSeen: optional.flag,
});

const trouble = z.object({
  doing: z.enum(["set", "clear", "issue"]),
  kind: z.enum(["refused", "failed"]),
  because: z.union([refusal, failureCause]),
  detail: sentence,
  conflictsWith: z.object({ id, isManaged: z.boolean() }).optional(),
  since: time,
  lastAt: time,
  tries: z.number(),
  version: z.number(),
  retryAt: time,
  notBefore: optional.time,
});

export const accessCode = z.object({
  id,
  workspaceId: id,
  deviceId: id,
  isManaged: z.boolean(),
  name: optional.label,
  pin: optional.pin,
  window: optional.window,
  commonCodeKey: z.string().optional(),
  prefersNativeScheduling: z.boolean(),
  allowsExternalModification: z.boolean(),
  version: z.number(),
  wantedSince: time,
  retired: z.object({ at: time, because: z.enum(["deleted", "ended"]) }).optional(),
  onLock: onLock.optional(),
  confirmed: z.object({ pin: optional.pin, name: optional.label, window: optional.window }).optional(),
  trouble: trouble.optional(),
  externalChange: z.object({ changeType: z.enum(["modified", "removed"]), at: time, version: z.number() }).optional(),
  announced: z.instanceof(Set),
  createdAt: time,
  backup: z.object({ pulledFor: id.optional(), pulledAt: optional.time, followedStart: optional.time }).optional(),
  transferredAt: optional.time,
  pulledBackupId: id.optional(),
});
