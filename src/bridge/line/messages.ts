import { z } from "zod";
import {
  accessCode,
  accountReport,
  capabilities,
  deviceReport,
  evidence,
  failureCause,
  id,
  label,
  onLock,
  pin,
  refusal,
  resident,
  sentence,
  time,
  unsettled,
  window,
} from "./values.ts";

/** The version of what is said over the line. Whoever speaks another one is told so, and hung up on. */
export const protocol = 1;
/** The longest message, in bytes: a lock with hundreds of codes is a fraction of it. */
export const longestMessage = 4 * 1024 * 1024;
/** So many entries of a journal go in one message. */
export const mostEntries = 200;

const place = id.optional();
const setStep = z.object({
  kind: z.literal("set"),
  code: id,
  pin,
  label,
  window: window.optional(),
  into: place,
  at: place,
  again: z.literal(true).optional(),
  why: sentence,
});
const clearStep = z.object({
  kind: z.literal("clear"),
  code: id,
  place: id,
  expecting: z.object({ pin: pin.optional(), label: label.optional() }),
  why: sentence,
});
const issueStep = z.object({
  kind: z.literal("issue"),
  code: id,
  of: id,
  online: z.literal(true).optional(),
  into: place,
  label,
  window: window.optional(),
  why: sentence,
});
const turnStep = z.object({ kind: z.literal("turn"), attempt: id, to: z.enum(["locked", "unlocked"]), why: sentence });
export const step = z.union([setStep, clearStep, issueStep, turnStep]);

const failure = { because: failureCause, detail: sentence, notBefore: time.optional() };
export const outcome = z.union([
  z.object({ kind: z.literal("done"), evidence, place, issued: pin.optional() }),
  z.object({ kind: z.literal("pending"), askAgainAt: time, place }),
  z.object({ kind: z.literal("refused"), because: refusal, detail: sentence }),
  z.object({ kind: z.literal("failed"), ...failure, mayHaveHappened: z.boolean() }),
]);

export const observation = z.union([
  z.object({
    kind: z.literal("seen"),
    at: time,
    device: deviceReport,
    residents: z.array(resident).max(5_000),
    complete: z.boolean(),
    lookedInto: z.array(id).max(5_000).optional(),
    free: z.array(id).max(5_000).optional(),
  }),
  z.object({ kind: z.literal("unreachable"), at: time, device: deviceReport.optional(), ...failure }),
  z.object({ kind: z.literal("gone"), at: time }),
]);

export const discovery = z.union([
  z.object({ kind: z.literal("found"), devices: z.array(deviceReport).max(2_000), account: accountReport.optional() }),
  z.object({ kind: z.literal("failed"), ...failure, account: accountReport.optional() }),
]);

export const mandate = z.object({
  version: id,
  until: time,
  isManagedDevice: z.boolean(),
  capabilities,
  codes: z.array(accessCode).max(500),
  unsettled: z.array(unsettled).max(5_000),
  late: z.array(unsettled).max(500),
});

const told = { at: time };
const deviceSighting = z.union([
  z.object({
    kind: z.literal("turned"),
    device: id,
    to: z.enum(["locked", "unlocked"]),
    method: z.enum(["keycode", "manual", "automatic", "unknown", "remote", "card"]),
    place,
    attempt: id.optional(),
    ...told,
  }),
  z.object({ kind: z.literal("denied"), device: id, pin: pin.optional(), place, ...told }),
  z.object({ kind: z.literal("changed"), device: id, ...told }),
  z.object({
    kind: z.literal("turn_finished"),
    device: id,
    attempt: id,
    succeeded: z.boolean(),
    detail: sentence.optional(),
    ...told,
  }),
]);
export const sighting = z.union([deviceSighting, z.object({ kind: z.literal("devices_changed"), ...told })]);

const finding = z.union([
  z.object({ kind: z.literal("stands"), code: id, onLock, unsure: z.boolean().optional() }),
  z.object({ kind: z.literal("left"), code: id, unsure: z.literal(true).optional() }),
  z.object({
    kind: z.literal("tampered"),
    code: id,
    changeType: z.enum(["modified", "removed"]),
    onLock: onLock.optional(),
  }),
  z.object({ kind: z.literal("settled"), attempt: id }),
]);
const uuid = z.string().uuid();
export const entry = z.union([
  z.object({
    id: uuid,
    at: time,
    kind: z.literal("try"),
    version: z.number().int(),
    step: z.union([setStep, clearStep]),
    ended: z.object({ at: time, outcome, retryAt: time }).optional(),
  }),
  z.object({ id: uuid, at: time, kind: z.literal("found"), finding }),
  z.object({ id: uuid, at: time, kind: z.literal("told"), sighting: deviceSighting }),
]);

const at = { account: uuid, device: id };

/** What the server asks of a bridge, and what a bridge asks of the server: the words, and what goes with each. */
export const asked = {
  /** Looks through an account, with the driver that speaks for it and what that connects with. */
  discover: z.object({ account: uuid, driver: id, config: z.unknown() }),
  observe: z.object({ ...at, places: z.array(id).max(5_000).optional() }),
  /** Keep this right alone, in place of what was entrusted before. */
  entrust: z.object({ ...at, mandate }),
  /** `mandate`: the version under which it was planned. A turn needs none. */
  apply: z.object({ ...at, step, mandate: id.optional() }),
  /** Everything that is yours; what else you have of ours is to be dropped. */
  charge: z.object({ accounts: z.array(z.object({ account: uuid, devices: z.array(id).max(2_000) })).max(1_000) }),
  /** You are ours no longer: drop everything that you have of us. */
  dismiss: z.object({}),

  hello: z.object({ protocol: z.number(), program: z.string().max(80), now: time }),
  journal: z.object({ ...at, entries: z.array(entry).max(mostEntries) }),
  /** Everything from the time alone has been told. */
  ready: z.object({}),
  sighting: z.object({ account: uuid, sighting }),
  /** A provider issued new credentials. */
  config: z.object({ account: uuid, config: z.unknown() }),
} as const;
export type Word = keyof typeof asked;
