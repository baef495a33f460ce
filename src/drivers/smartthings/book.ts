import type { Resident } from "#domain/observation.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { emptySlots, ordinal, placeOf, slotOf } from "#drivers/kit/numbered-slots.ts";
import { asObject, field, list, number, objectInText, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { ListedDevice } from "./wire.ts";
import { attribute, markOf } from "./wire.ts";

/** One occupied slot. Its digits are never shown. */
export interface Entry {
  readonly slot: number;
  readonly label: string | undefined;
  /** Whose it is, on locks with users. */
  readonly userIndex: number | undefined;
}

export interface LockUser {
  readonly index: number;
  readonly name: string | undefined;
}

/** What a lock's attributes tell of its codes. */
export interface Book {
  /** Two sets of commands, of which a lock obeys one: `migrated` says that it is the later one. */
  readonly dialect: "codes" | "credentials";
  readonly entries: readonly Entry[];
  readonly users: readonly LockUser[];
  /** Users who have something else than a PIN, such as a finger. */
  readonly otherwiseKnown: readonly number[];
  /** `false`: an entry is unreadable, or the hub has yet to go through the slots. */
  readonly complete: boolean;
  /** Empty slots, the lowest first; `undefined`: not known, or not for us to choose. */
  readonly free: readonly number[] | undefined;
  readonly maxCodes: number | undefined;
  readonly codeLengths: readonly number[];
  /** The last event of the codes, and of the users. */
  readonly told: Told;
  readonly toldOfUsers: Told;
}

/** An event attribute. Two readings with the same mark are of the same event. */
export interface Told {
  readonly mark: string;
  readonly value: unknown;
}

/** `undefined`: the lock takes no codes. */
export function readBook(status: Untrusted, { radio }: Pick<ListedDevice, "radio">): Book | undefined {
  const hasCodes = asObject(field(status, "lockCodes")) !== undefined;
  const hasCredentials = asObject(field(status, "lockCredentials")) !== undefined;
  const isMigrated = field(attribute(status, "lockCodes", "migrated"), "value") === true;
  if (hasCredentials && (isMigrated || !hasCodes)) return readCredentials(status, radio);
  return hasCodes ? readCodes(status, radio) : undefined;
}

export function residentsOf({ entries }: Book): readonly Resident[] {
  return entries.map(({ slot, label }) => ({
    place: placeOf(slot),
    pin: undefined,
    label,
    window: undefined,
    state: "on_lock",
  }));
}

function readCodes(status: Untrusted, radio: ListedDevice["radio"]): Book {
  const of = (name: string) => attribute(status, "lockCodes", name);
  const listed = objectInText(field(of("lockCodes"), "value"));
  const isThrough = listed !== undefined && field(of("scanCodes"), "value") !== "Scanning";
  // In slot 0 is the master code, which is nobody's to manage.
  const slots = Object.entries(listed ?? {}).filter(([key]) => key !== "0");
  const rows = slots.map(([key, name]) => ({
    slot: slotOf(key),
    label: typeof name === "string" && name.length > 0 && name.length <= 255 ? name : undefined,
  }));
  const entries = rows.flatMap(({ slot, label }) =>
    slot === undefined || label === undefined ? [] : [{ slot, label, userIndex: undefined }],
  );
  const stated = ordinal(field(of("maxCodes"), "value"));
  // Slots of Zigbee locks count from 0, which stays with the master code: the last one is one lower.
  const maxCodes = stated !== undefined && radio === "zigbee" ? stated - 1 : stated;
  const taken = rows.map(({ slot }) => slot);
  return {
    dialect: "codes",
    entries,
    users: [],
    otherwiseKnown: [],
    complete: isThrough && entries.length === rows.length,
    free: isThrough && !taken.includes(undefined) ? emptySlots(taken, maxCodes) : undefined,
    maxCodes,
    codeLengths: lengths(of("codeLength"), of("minCodeLength"), of("maxCodeLength")),
    told: toldBy(of("codeChanged")),
    toldOfUsers: toldBy({}),
  };
}

function readCredentials(status: Untrusted, radio: ListedDevice["radio"]): Book {
  const of = (name: string) => attribute(status, "lockCredentials", name);
  const named = list(attribute(status, "lockUsers", "users"), "value");
  const held = list(of("credentials"), "value");
  const users = (named ?? []).flatMap((value): readonly LockUser[] => {
    const user = asObject(value) ?? {};
    const index = ordinal(field(user, "userIndex"));
    return index === undefined ? [] : [{ index, name: text(user, "userName", 255) }];
  });
  const rows = (held ?? []).map((value) => asObject(value) ?? {});
  const isPin = (one: Untrusted) => (text(one, "credentialType") ?? "pin") === "pin";
  const pins = rows.filter(isPin);
  const entries = pins.flatMap((one): readonly Entry[] => {
    const [slot, userIndex] = [ordinal(field(one, "credentialIndex")), ordinal(field(one, "userIndex"))];
    if (slot === undefined) return [];
    const name = users.find(({ index }) => index === userIndex)?.name;
    return [{ slot, label: name ?? text(one, "credentialName", 255), userIndex }];
  });
  const maxCodes = ordinal(field(of("pinUsersSupported"), "value"));
  const otherwiseKnown = rows.flatMap((one) => (isPin(one) ? [] : (ordinal(field(one, "userIndex")) ?? [])));
  const isKnown = held !== undefined && entries.length === pins.length;
  return {
    dialect: "credentials",
    entries,
    users,
    otherwiseKnown,
    complete: isKnown,
    // A Matter lock gives each new user and PIN the numbers that it likes.
    free: isKnown && radio !== "matter" ? freeNumbers({ entries, users, otherwiseKnown }, maxCodes) : undefined,
    maxCodes,
    codeLengths: lengths({}, of("minPinCodeLen"), of("maxPinCodeLen")),
    told: toldBy(of("commandResult")),
    toldOfUsers: toldBy(attribute(status, "lockUsers", "commandResult")),
  };
}

/**
 * Numbers that neither a user nor a PIN has. Where there is none, those of users who have nothing to come in with: such
 * are left where nobody heard in time that a PIN was deleted, and would fill the lock one by one.
 */
function freeNumbers(
  { entries, users, otherwiseKnown }: Pick<Book, "entries" | "users" | "otherwiseKnown">,
  maxCodes: number | undefined,
): readonly number[] {
  const used = [...entries.flatMap(({ slot, userIndex }) => [slot, userIndex ?? slot]), ...otherwiseKnown];
  const free = emptySlots([...used, ...users.map(({ index }) => index)], maxCodes);
  return free.length > 0 ? free : emptySlots(used, maxCodes);
}

/** One length where the lock has one; empty where it says nothing. */
function lengths(only: Untrusted, shortest: Untrusted, longest: Untrusted): readonly number[] {
  const one = number(only, "value");
  const [min, max] = [number(shortest, "value"), number(longest, "value")];
  if (one !== undefined && ordinal(one) !== undefined) return lengthsBetween(one, one);
  return min === undefined || max === undefined || ordinal(min) === undefined ? [] : lengthsBetween(min, max);
}

function toldBy(of: Untrusted): Told {
  return { mark: markOf(of), value: field(of, "value") };
}
