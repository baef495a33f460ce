import type { Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { ClearStep, Outcome, SetStep } from "#domain/step.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { asObject, list, number, type Untrusted } from "#drivers/kit/untrusted.ts";
import { isNewlyAltered, tellAltered } from "./notes.ts";
import { type CredentialLimits, readLimits } from "./report.ts";
import type { Reply } from "./server.ts";
import { occupied, type Site, troubleOf, tryAgain } from "./site.ts";
import type { Looked } from "./user-codes.ts";
import {
  type Credential,
  nameCredential,
  placeOf,
  readCredential,
  readPlace,
  readUser,
  type User,
  writeCredential,
  writeNewUser,
} from "./wire.ts";

type Trouble = Exclude<Reply, { kind: "answered" }>;
type Where = Pick<Credential, "user" | "slot">;

/** A lock's users and PINs. */
interface Book {
  readonly limits: CredentialLimits;
  readonly users: readonly User[];
  readonly credentials: readonly Credential[];
  /** `false`: an entry was unreadable. */
  readonly complete: boolean;
  /** Slots and users that something else than a PIN of ours has. */
  readonly others: ReadonlySet<number>;
}

const readingMs = 8_000;

async function ask(site: Site, method: string, fields: Untrusted, writes = false): Promise<Reply> {
  const { server, node, signal } = site;
  return server.ask(
    `endpoint.access_control.${method}`,
    { nodeId: node.nodeId, endpoint: 0, ...fields },
    signal,
    writes,
  );
}

export async function limitsOf(site: Site): Promise<CredentialLimits | Trouble> {
  const users = await ask(site, "get_user_capabilities_cached", {});
  if (users.kind !== "answered") return users;
  const credentials = await ask(site, "get_credential_capabilities_cached", {});
  if (credentials.kind !== "answered") return credentials;
  return readLimits(users.result, credentials.result) ?? unreadable();
}

/** From the server's memory, which the lock keeps up to date by telling of each change. */
async function readBook(site: Site): Promise<Book | Trouble> {
  const limits = await limitsOf(site);
  if ("kind" in limits) return limits;
  const userReply = await ask(site, "get_users_cached", {});
  if (userReply.kind !== "answered") return userReply;
  const credentialReply = await ask(site, "get_all_credentials_cached", {});
  if (credentialReply.kind !== "answered") return credentialReply;
  const [listed, held] = [list(userReply.result, "users"), list(credentialReply.result, "credentials")];
  if (listed === undefined || held === undefined) return unreadable();
  const users = listed.map(readUser);
  const credentials = held.map(readCredential);
  const pins = credentials.filter((one): one is Credential => typeof one === "object");
  return {
    limits,
    users: users.filter((user) => user !== undefined),
    credentials: pins,
    complete: users.every((user) => user !== undefined) && credentials.every((one) => one !== undefined),
    others: new Set(
      held.flatMap((one, at) => (credentials[at] === "other" ? (number(asObject(one) ?? {}, "userId") ?? []) : [])),
    ),
  };
}

/** What stands on a lock with User Credential. */
export async function lookAtCredentials(
  site: Site,
  places: readonly Place[],
): Promise<(Looked & { readonly limits: CredentialLimits }) | Trouble> {
  const book = await readBook(site);
  if ("kind" in book) return book;
  const until = site.runtime.now() + readingMs;
  const lookedInto: Place[] = [];
  const fresh = new Map<Place, Credential | "none">();
  for (const place of places) {
    const where = readPlace(place);
    if (where === undefined || site.runtime.now() > until) continue;
    const now = await readOne(site, where.slot);
    if (typeof now === "object" && "kind" in now) return now;
    lookedInto.push(place);
    fresh.set(place, now);
  }
  const cached = book.credentials.filter(({ user, slot }) => !fresh.has(placeOf(user, slot)));
  const all = [...cached, ...[...fresh.values()].filter((one) => one !== "none")];
  const byPlace = new Map(all.map((one) => [placeOf(one.user, one.slot), one]));
  const residents = [...byPlace.values()].map((one) => residentOf(one, book.users, site));
  const free = freePlaces(book, [...byPlace.values()]);
  return { residents, free, complete: book.complete, lookedInto, limits: book.limits };
}

/** A user who is switched off opens nothing, and is none of our doing. */
function residentOf({ user, slot, pin }: Credential, users: readonly User[], { notes }: Site): Resident {
  const place = placeOf(user, slot);
  const owner = users.find((one) => one.user === user);
  const isActive = owner?.isActive !== false;
  const entry = { place, label: owner?.name, window: undefined, state: "on_lock" } as const;
  if (!isActive) return { ...entry, pin: undefined, altered: true };
  return pin === undefined ? { ...entry, pin, ...tellAltered(notes, place) } : { ...entry, pin };
}

function freePlaces({ limits, others, users, credentials }: Book, standing: readonly Credential[]): readonly Place[] {
  const most = Math.min(limits.maxUsers, limits.slots);
  const owners = new Set([...standing, ...credentials].map(({ user }) => user));
  // A user without a PIN was left by a try that did not end, unless it has a card or the like.
  const busy = new Set([
    ...owners,
    ...others,
    ...users.filter(({ name }) => name !== undefined).map(({ user }) => user),
  ]);
  const slots = new Set([...standing, ...credentials].map(({ slot }) => slot));
  const numbers = Array.from({ length: most }, (_, at) => at + 1);
  return numbers.filter((each) => !busy.has(each) && !slots.has(each)).map((each) => placeOf(each, each));
}

async function readOne(site: Site, slot: number): Promise<Credential | "none" | Trouble> {
  const reply = await ask(site, "get_credential", { credentialType: 1, credentialSlot: slot });
  if (reply.kind !== "answered") return reply;
  const credential = readCredential(reply.result.credential);
  if (credential === undefined) return unreadable();
  return credential === "other" ? "none" : credential;
}

export async function setCredential(site: Site, step: SetStep): Promise<Outcome> {
  const book = await readBook(site);
  if ("kind" in book) return troubleOf(book);
  const { limits } = book;
  if (step.pin.length < limits.minLength || step.pin.length > limits.maxLength)
    return refused("constraint", "The lock does not take a PIN of this length.");
  if (step.window !== undefined) return refused("unsupported", "This lock keeps no windows.");
  const aim = step.into ?? step.at ?? freePlaces(book, book.credentials)[0];
  if (aim === undefined) return refused("full", "Every place of this lock is taken.");
  const where = readPlace(aim);
  if (where === undefined) return failed("provider", "There is no such place.");
  const before = await readOne(site, where.slot);
  if (typeof before === "object" && "kind" in before) return troubleOf(before);
  const owner = book.users.find(({ user }) => user === where.user);
  const isThere = before !== "none" && before.user === where.user;
  if (before !== "none" && !isThere) return occupied();
  const isSame = isThere && step.pin.equals(before.pin) && owner?.isActive !== false;
  if (isSame && owner?.name === step.label) return { kind: "done", evidence: "read_back", place: aim };
  // What an earlier try put there would show its digits, or hide them under the same name.
  const isOurs = step.again === true && isThere && before.pin === undefined && owner?.name === step.label;
  if (isThere && step.into === undefined && !isSame && (!isOurs || site.notes.altered.has(aim))) return occupied();
  if (book.credentials.some((one) => one.slot !== where.slot && step.pin.equals(one.pin)))
    return refused("duplicate", "Another code of this lock has this PIN.");
  site.notes.wroteAt.set(aim, site.runtime.now());
  return isThere ? change(site, step, where, owner) : add(site, step, where, owner);
}

async function add(site: Site, step: SetStep, where: Where, ghost: User | undefined): Promise<Outcome> {
  if (ghost !== undefined) {
    const removed = await ask(site, "delete_user", { userId: where.user }, true);
    if (removed.kind !== "answered" && removed.kind !== "unheard") return troubleOf(removed);
  }
  const reply = await ask(site, "add_user", writeNewUser(where.user, where.slot, step.pin, step.label), true);
  if (reply.kind !== "answered" && reply.kind !== "unheard") return troubleOf(reply);
  const result = reply.kind === "answered" ? asObject(reply.result.result) : undefined;
  const code = result && number(result, "credential");
  const settled = await settle(site, step, where, code);
  // A user is made before its PIN: one that got none is taken away again, and counts as an empty place meanwhile.
  if (settled.kind === "refused") await ask(site, "delete_user", { userId: where.user }, true);
  return settled;
}

/** Changes what stands there; neither does anything to a PIN that is not meant. */
async function change(site: Site, step: SetStep, where: Where, owner: User | undefined): Promise<Outcome> {
  if (owner?.name !== step.label || !owner.isActive) {
    const options = { active: true, userName: step.label };
    const named = await ask(site, "set_user", { userId: where.user, options }, true);
    if (named.kind !== "answered" && named.kind !== "unheard") return troubleOf(named);
  }
  const reply = await ask(site, "set_credential", writeCredential(where.user, where.slot, step.pin), true);
  if (reply.kind !== "answered" && reply.kind !== "unheard") return troubleOf(reply);
  const code = reply.kind === "answered" ? number(reply.result, "result") : undefined;
  return settle(site, step, where, code);
}

/** What came of a write, by reading back. `said`: `SetCredentialResult` of zwave-js 15.29.0, where it was answered. */
async function settle(site: Site, step: SetStep, where: Where, said: number | undefined): Promise<Outcome> {
  const { notes, runtime } = site;
  const place = placeOf(where.user, where.slot);
  const after = await readOne(site, where.slot);
  if (typeof after === "object" && "kind" in after) return troubleOf(after, true);
  const isTaken = after !== "none" && after.user === where.user;
  const isRead = isTaken && step.pin.equals(after.pin);
  if (isRead || (isTaken && after.pin === undefined && said === 0)) {
    notes.altered.delete(place);
    notes.wroteAt.set(place, runtime.now());
    return { kind: "done", evidence: isRead ? "read_back" : "acknowledged", place };
  }
  if (said === undefined)
    return failed("unreachable", "The lock did not answer over the radio.", { mayHaveHappened: true });
  if (said === 3 || said === 5) return refused("duplicate", "The lock says that it has this PIN already.");
  if (said === 1) return occupied();
  return refused("constraint", "The lock did not take this PIN.");
}

export async function clearCredential(site: Site, { place, expecting }: ClearStep): Promise<Outcome> {
  const done = { kind: "done", evidence: "read_back", place: undefined } as const;
  const where = readPlace(place);
  if (where === undefined) return failed("provider", "There is no such place.");
  const book = await readBook(site);
  if ("kind" in book) return troubleOf(book);
  const there = await readOne(site, where.slot);
  if (typeof there === "object" && "kind" in there) return troubleOf(there);
  if (there === "none" || there.user !== where.user) return done;
  if (there.pin === undefined && isNewlyAltered(site.notes, place)) return occupied();
  if (there.pin !== undefined && expecting.pin !== undefined && !there.pin.equals(expecting.pin)) return occupied();
  const hasMore = book.credentials.some(({ user, slot }) => user === where.user && slot !== where.slot);
  site.notes.wroteAt.set(place, site.runtime.now());
  const keepsUser = hasMore || book.others.has(where.user);
  const reply = keepsUser
    ? await ask(site, "delete_credential", nameCredential(where.user, where.slot), true)
    : await ask(site, "delete_user", { userId: where.user }, true);
  if (reply.kind !== "answered" && reply.kind !== "unheard") return troubleOf(reply);
  const after = await readOne(site, where.slot);
  if (typeof after === "object" && "kind" in after) return troubleOf(after, true);
  if (after !== "none") return reply.kind === "unheard" ? troubleOf(reply, true) : tryAgain();
  site.notes.altered.delete(place);
  site.notes.wroteAt.set(place, site.runtime.now());
  return done;
}

function unreadable(): Trouble {
  return failed("provider", "The Z-Wave JS server answered with something that could not be read.");
}
