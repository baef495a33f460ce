import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep } from "#domain/step.ts";
import { asObject, field, id, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { UserArguments } from "./config.ts";
import { fromDateRange, toDateRange } from "./local-times.ts";

/** A device as each call about it names it, with what the maker wants carried along. */
export interface Addressed {
  readonly id: NativeId;
  readonly customData?: Untrusted;
}

/** One command. `about`: the user that it is about, by id or as it is to be. */
export type Command =
  | { readonly capability: "st.lock"; readonly name: "lock" | "unlock" }
  | { readonly capability: "st.lockUser"; readonly name: "list" }
  | { readonly capability: "st.lockUser"; readonly name: "get" | "delete"; readonly about: { readonly id: number } }
  | { readonly capability: "st.lockUser"; readonly name: "add" | "update"; readonly about: Untrusted };

/**
 * A command as it is sent. Two clients in production send id and user in `arguments`, as the maker's own example of another
 * command does; its page on users can be read as putting them beside the name.
 */
export function spelled(command: Command, users: UserArguments): Untrusted {
  if (!("about" in command)) return command;
  const { capability, name, about } = command;
  if (users === "within") return { capability, name, arguments: about };
  return name === "add" || name === "update" ? { capability, name, user: about } : { capability, name, ...about };
}

/** `type` of a user: who may always come in, and who may for a time. Others (owner, admin) are never made here. */
const types = { normal: 0, temporary: 2 } as const;

/** A user of the lock in the list of them, which tells neither digits nor times. */
export interface ListedUser {
  readonly id: number;
  /** The lock has it as it is, and it may be used there. */
  readonly isOnLock: boolean;
}

/** Users as they are listed; `undefined` where the answer is no such list. One that cannot be read is `undefined` in it. */
export function readUsers(device: unknown): readonly (ListedUser | undefined)[] | undefined {
  const part = asObject(device) ?? {};
  // A lock without users has been seen to be answered for without a list.
  const users = field(part, "users") ?? (Object.hasOwn(part, "states") ? undefined : []);
  return Array.isArray(users) ? users.map(readListed) : undefined;
}

function readListed(value: unknown): ListedUser | undefined {
  const user = asObject(value);
  const id = user && number(user, "id");
  if (user === undefined || id === undefined || !Number.isSafeInteger(id) || id < 0) return undefined;
  // 0: the cloud alone has it, or its owner has switched it off. Other values are not documented, and confirm nothing.
  return { id, isOnLock: number(user, "sync_status") === 1 && (number(user, "status") ?? 1) === 1 };
}

/** What a user may open with; `no_pin`: nothing that is typed. `undefined` where the answer cannot be read. */
export function readUser(
  device: unknown,
  { id: listed, isOnLock }: ListedUser,
  zone: string | undefined,
): Resident | "no_pin" | undefined {
  const user = asObject(field(asObject(device) ?? {}, "user"));
  if (user === undefined || number(user, "id") !== listed) return undefined;
  const password = field(user, "password");
  if (password === "" || password === null) return "no_pin";
  const isTemporary = number(user, "type") === types.temporary;
  const [from, to] = list(user, "daterange") ?? [];
  // Where no zone is known, ours have no times; a stranger's are then told as if the lock hung in Greenwich.
  const window = isTemporary ? fromDateRange([from, to], zone ?? "UTC") : undefined;
  if (isTemporary && window === undefined) return undefined;
  const pin = typeof password === "number" ? `${password}` : text(user, "password", 20);
  const state = isOnLock ? "on_lock" : "arriving";
  return { place: `${listed}` as Place, pin: Pin.parse(pin ?? ""), label: text(user, "name"), window, state };
}

/** Why the cloud cannot be told of these digits; `undefined`: it can. It takes a number, which has no zeros before it. */
export function flawOf(pin: Pin): string | undefined {
  if (pin.length < 4 || pin.length > 8) return "A PIN of this lock has 4 to 8 digits.";
  return pin.reveal().startsWith("0") ? "A PIN of this lock does not begin with 0." : undefined;
}

/**
 * A user as it is to be. Who may come in for a time needs all four of the fields, or is refused (corvmc/corvmc.org at b41096a).
 * That the type of one that stands can be changed is a guess: the maker's page leaves no field out.
 */
export function writeUser({ pin, label, window }: SetStep, zone: string | undefined): Untrusted {
  const user = { name: label, password: Number(pin.reveal()) };
  if (window === undefined) return { ...user, type: types.normal };
  return {
    ...user,
    type: types.temporary,
    daterange: toDateRange(window, zone ?? "UTC"),
    weeks: [0, 1, 2, 3, 4, 5, 6],
    timerange: ["00:00", "23:59"],
    limit: 0,
  };
}

/** How long the lock is given, in milliseconds: the maker names 1 to 20 seconds. */
export function readPatience(device: unknown): number {
  const states = list(asObject(device) ?? {}, "states") ?? [];
  const deferred = states
    .map(asObject)
    .find((state) => text(state ?? {}, "capability")?.toLowerCase() === "st.deferredresponse");
  return Math.min(Math.max(number(deferred ?? {}, "value") ?? 10, 1), 20) * 1_000;
}

/** Whose account it is: an id is all that is told of it beside a name. */
export function readOwner(payload: unknown): string | undefined {
  return id(asObject(field(asObject(payload) ?? {}, "user")) ?? {}, "id");
}
