import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import { asObject, field, flag, id, instant, number, numbered, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Webhook } from "./config.ts";

/** Every keypad code of one lock. `complete` is false where an entry could not be read. */
export interface Listing {
  readonly residents: readonly Resident[];
  readonly complete: boolean;
}

/** The `type` of an authorization that is a keypad code; the others are phones, fobs and the like. */
const keypadCode = 13;
/** A code opens at no time while it is switched off. */
const never: Window = { startsAt: 0, endsAt: 0 };

/** The keypad codes in a list of authorizations; `undefined` where the answer is no list. */
export function readCodes(body: unknown, lock: NativeId): Listing | undefined {
  if (!Array.isArray(body)) return undefined;
  const entries = body.map((row) => readCode(row, lock));
  const residents = entries.filter((entry) => typeof entry === "object");
  return { residents, complete: !entries.includes(undefined) };
}

function readCode(row: unknown, lock: NativeId): Resident | "another_kind" | undefined {
  const auth = asObject(row);
  const type = auth && number(auth, "type");
  if (auth === undefined || type === undefined) return undefined;
  if (type !== keypadCode) return "another_kind";
  const place = id(auth, "id") as Place | undefined;
  if (place === undefined || (numbered(auth, "smartlockId") ?? lock) !== lock) return undefined;
  return {
    place,
    pin: pinOf(auth),
    label: text(auth, "name"),
    window: windowOf(auth),
    state: (field(auth, "operationId") ?? null) === null ? "on_lock" : "arriving",
  };
}

/** Digits come as a number, which has no zeros to lose. */
function pinOf(auth: Untrusted): Pin | undefined {
  const digits = number(auth, "code");
  return digits !== undefined && Number.isInteger(digits) && digits > 0 && digits < 1_000_000_000
    ? Pin.parse(`${digits}`)
    : undefined;
}

function windowOf(auth: Untrusted): Window | undefined {
  if (flag(auth, "enabled") === false) return never;
  const endsAt = instant(auth, "allowedUntilDate");
  // An end without a start has begun already; a start without an end never stops.
  return endsAt === undefined ? undefined : { startsAt: instant(auth, "allowedFromDate") ?? 0, endsAt };
}

/** Why no keypad of this make takes these digits; `undefined`: it does (developer.nuki.io, topic 54). */
export function flawOf(pin: Pin): string | undefined {
  const digits = pin.reveal();
  if (!/^[1-9]{6}$/.test(digits)) return "A code on this lock has six digits from 1 to 9.";
  return digits.startsWith("12") ? "A code on this lock does not begin with 12." : undefined;
}

/** A code as it is made. Days and hours of the week are left out, so that every one is allowed. */
export function writeCode({ pin, label, window }: SetStep): Readonly<Record<string, unknown>> {
  const dates = window === undefined ? {} : datesOf(window);
  // The reference wants to hear of remote access with every authorization; a code has no use for it.
  return { name: label, type: keypadCode, code: Number(pin.reveal()), remoteAllowed: false, ...dates };
}

/** A code as it is changed. `null` takes a date away; what its owner has allowed by days of the week stays. */
export function writeChange({ pin, label, window }: SetStep): Readonly<Record<string, unknown>> {
  const dates = window === undefined ? { allowedFromDate: null, allowedUntilDate: null } : datesOf(window);
  return { name: label, code: Number(pin.reveal()), enabled: true, ...dates };
}

function datesOf({ startsAt, endsAt }: Window) {
  const iso = (at: number) => new Date(at).toISOString();
  return { allowedFromDate: iso(startsAt), allowedUntilDate: iso(endsAt) };
}

/** A webhook as Nuki has it; whether a list tells the secrets, the reference leaves open. */
export interface Registered extends Omit<Webhook, "secret"> {
  readonly secret: string | undefined;
}

export function readWebhooks(body: unknown): readonly Registered[] | undefined {
  return Array.isArray(body) ? body.map(readWebhook).filter((hook) => hook !== undefined) : undefined;
}

export function readWebhook(value: unknown): Registered | undefined {
  const hook = asObject(value);
  const native = hook && numbered(hook, "id");
  const url = hook && text(hook, "webhookUrl", 2_000);
  if (hook === undefined || native === undefined || url === undefined) return undefined;
  return { id: native, url, secret: text(hook, "secret", 1_000) };
}
