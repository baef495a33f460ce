import type { Draw } from "#sim/entropy.ts";
import type { Api } from "./api.ts";
import type { Outcome, Wish } from "./history.ts";
import type { LineJournal } from "./journal.ts";
import { journalled, type Line, type Request } from "./requests.ts";
import { sleep } from "./time.ts";

export interface Door {
  /** The device's id with the API. */
  readonly device: string;
  /** The lock's id at its cloud. */
  readonly lock: string;
  readonly hasPool: boolean;
}

/** A code that a customer has and knows the state of. */
interface Held {
  readonly door: Door;
  readonly name: string;
  readonly id: string;
  readonly endsAt: number | undefined;
  wasPulledFor: boolean;
}

export interface Customers {
  readonly requests: readonly Request[];
  /** Asks for things until `signal` aborts and everything that was sent has ended. */
  live(signal: AbortSignal): Promise<void>;
}

export interface CustomersOptions {
  readonly api: Api;
  readonly doors: readonly Door[];
  readonly draw: Draw;
  readonly journal: LineJournal<Line>;
  /** How many ask at the same time, and how long each waits between two requests, in milliseconds. */
  readonly count: number;
  readonly pauseMs: number;
}

const hour = 60 * 60_000;
/** As many codes are kept at once, on all doors together. */
const mostHeld = 400;

/** Customers ask for codes, change and delete them; a code whose request was lost they do not touch again. */
export function createCustomers({ api, doors, draw, journal, count, pauseMs }: CustomersOptions): Customers {
  const { requests, request } = journalled(api, journal);
  const wishes = wishesOf({ doors, draw, request });
  const customer = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await draw.pick(wishes())();
      await sleep(pauseMs * (0.5 + draw.fraction()));
    }
  };
  return {
    requests,
    live: async (signal) => {
      await Promise.all(Array.from({ length: count }, () => customer(signal)));
    },
  };
}

/** What a customer may ask for next, each oftener the more of it there is to be. */
function wishesOf({
  doors,
  draw,
  request,
}: Pick<CustomersOptions, "doors" | "draw"> & Pick<ReturnType<typeof journalled>, "request">) {
  const hands = handsOf(draw);
  let drawn = 0;
  // No PIN comes twice in a run, so that whose an entry on a lock is can be told.
  const nextDigits = () => {
    drawn += 1;
    return String(100_000 + ((drawn * 7_919) % 700_000));
  };
  const create = async () => {
    const door = draw.pick(doors);
    const digits = nextDigits();
    const name = `c${digits}`;
    const kind = door.hasPool ? "long" : draw.pick(["ongoing", "ongoing", "long", "short"] as const);
    const endsAt =
      kind === "ongoing" ? undefined : Date.now() + (kind === "long" ? 6 * hour : draw.between(8_000, 20_000));
    const times = endsAt === undefined ? {} : { starts_at: iso(Date.now() - 60_000), ends_at: iso(endsAt) };
    const wish: Wish = { kind: "create", lock: door.lock, code: name, digits, ...(endsAt !== undefined && { endsAt }) };
    const body = { device_id: door.device, name, code: digits, ...times, use_backup_access_code_pool: door.hasPool };
    const { outcome, answer } = await request(wish, "/access_codes/create", body);
    if (outcome !== "done" || answer.kind !== "answered" || kind === "short") return;
    const { access_code_id: id } = answer.body.access_code as { access_code_id: string };
    hands.giveBack({ door, name, id, endsAt, wasPulledFor: false }, outcome);
  };

  const change = async () => {
    const code = hands.take();
    if (code === undefined) return create();
    const digits = nextDigits();
    const wish: Wish = { kind: "change", lock: code.door.lock, code: code.name, digits };
    const { outcome } = await request(wish, "/access_codes/update", { access_code_id: code.id, code: digits });
    hands.giveBack(code, outcome);
  };
  const remove = async () => {
    const code = hands.take();
    if (code === undefined) return create();
    const wish: Wish = { kind: "delete", lock: code.door.lock, code: code.name };
    const { outcome } = await request(wish, "/access_codes/delete", { access_code_id: code.id });
    if (outcome === "refused") hands.giveBack(code, outcome);
  };
  const pull = async () => {
    const code = hands.take((one) => one.door.hasPool && !one.wasPulledFor);
    if (code === undefined) return create();
    const wish: Wish = { kind: "pull", lock: code.door.lock, code: code.name };
    const { outcome } = await request(wish, "/access_codes/pull_backup_access_code", { access_code_id: code.id });
    code.wasPulledFor = outcome === "done";
    hands.giveBack(code, outcome);
  };
  const unlock = async () => {
    const door = draw.pick(doors);
    await request({ kind: "unlock", lock: door.lock }, "/locks/unlock_door", { device_id: door.device });
  };
  return () =>
    hands.areFull() ? [remove, remove, change, unlock] : [create, create, create, change, remove, remove, pull, unlock];
}

/** The codes that nobody asks anything of at the moment. */
function handsOf(draw: Draw) {
  const held: Held[] = [];
  /** Takes a code for oneself while something is asked of it. */
  const take = (wanted: (code: Held) => boolean = () => true): Held | undefined => {
    const found = held.filter(wanted);
    if (found.length === 0) return undefined;
    const code = draw.pick(found);
    held.splice(held.indexOf(code), 1);
    return code;
  };
  const giveBack = (code: Held, outcome: Outcome) => void (outcome !== "unknown" && held.push(code));
  return { take, giveBack, areFull: () => held.length >= mostHeld };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
