import type { Draw } from "#sim/entropy.ts";
import type { Api, Taken } from "./api.ts";
import type { Asked, Outcome, Wish } from "./history.ts";
import type { LineJournal } from "./journal.ts";
import { sleep } from "./time.ts";

/** One request and how it ended, as the journal keeps it and the report counts it. */
export interface Request extends Asked {
  readonly n: number;
  readonly by: string | undefined;
  readonly status: number | undefined;
}

export type Line = { readonly n: number; readonly sending: Wish } | ({ readonly ended: true } & Request);

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
  const requests: Request[] = [];
  const held: Held[] = [];
  let names = 0;
  let asked = 0;

  const request = async (
    wish: Wish,
    path: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<Taken & { outcome: Outcome }> => {
    asked += 1;
    const n = asked;
    await journal.write({ n, sending: wish });
    const taken = await api.send(path, body);
    const outcome = outcomeOf(taken);
    const { answer, by, sentAt, endedAt } = taken;
    const status = answer.kind === "answered" ? answer.status : undefined;
    const ended: Request = { n, wish, sentAt, endedAt, outcome, by, status, answeredId: answeredId(wish, taken) };
    requests.push(ended);
    await journal.write({ ended: true, ...ended });
    return { ...taken, outcome };
  };

  const create = async () => {
    const door = draw.pick(doors);
    names += 1;
    const name = `c${names}`;
    // No PIN comes twice in a run, so that whose an entry on a lock is can be told.
    const digits = String(100_000 + ((names * 7_919) % 700_000));
    const kind = door.hasPool ? "long" : draw.pick(["ongoing", "ongoing", "long", "short"] as const);
    const endsAt =
      kind === "ongoing" ? undefined : Date.now() + (kind === "long" ? 6 * hour : draw.between(8_000, 20_000));
    const times = endsAt === undefined ? {} : { starts_at: iso(Date.now() - 60_000), ends_at: iso(endsAt) };
    const wish: Wish = { kind: "create", lock: door.lock, code: name, digits, ...(endsAt !== undefined && { endsAt }) };
    const body = { device_id: door.device, name, code: digits, ...times, use_backup_access_code_pool: door.hasPool };
    const { outcome, answer } = await request(wish, "/access_codes/create", body);
    if (outcome !== "done" || answer.kind !== "answered" || kind === "short") return;
    const { access_code_id: id } = answer.body.access_code as { access_code_id: string };
    held.push({ door, name, id, endsAt, wasPulledFor: false });
  };

  /** Takes a code for oneself while something is asked of it. */
  const take = (wanted: (code: Held) => boolean = () => true): Held | undefined => {
    const found = held.filter(wanted);
    if (found.length === 0) return undefined;
    const code = draw.pick(found);
    held.splice(held.indexOf(code), 1);
    return code;
  };
  const giveBack = (code: Held, outcome: Outcome) => void (outcome !== "unknown" && held.push(code));

  const change = async () => {
    const code = take();
    if (code === undefined) return create();
    names += 1;
    const digits = String(100_000 + ((names * 7_919) % 700_000));
    const wish: Wish = { kind: "change", lock: code.door.lock, code: code.name, digits };
    const { outcome } = await request(wish, "/access_codes/update", { access_code_id: code.id, code: digits });
    giveBack(code, outcome);
  };
  const remove = async () => {
    const code = take();
    if (code === undefined) return create();
    const wish: Wish = { kind: "delete", lock: code.door.lock, code: code.name };
    const { outcome } = await request(wish, "/access_codes/delete", { access_code_id: code.id });
    if (outcome === "refused") giveBack(code, outcome);
  };
  const pull = async () => {
    const code = take((one) => one.door.hasPool && !one.wasPulledFor);
    if (code === undefined) return create();
    const wish: Wish = { kind: "pull", lock: code.door.lock, code: code.name };
    const { outcome } = await request(wish, "/access_codes/pull_backup_access_code", { access_code_id: code.id });
    code.wasPulledFor = outcome === "done";
    giveBack(code, outcome);
  };
  const unlock = async () => {
    const door = draw.pick(doors);
    await request({ kind: "unlock", lock: door.lock }, "/locks/unlock_door", { device_id: door.device });
  };

  const customer = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const full = held.length >= mostHeld;
      const does = draw.pick(
        full ? [remove, remove, change, unlock] : [create, create, create, change, remove, remove, pull, unlock],
      );
      await does();
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

/** An error of the server's own leaves open what was done; anything else that is refused was not done. */
function outcomeOf({ answer }: Taken): Outcome {
  if (answer.kind === "not_sent") return "refused";
  if (answer.kind === "lost" || answer.status >= 500) return "unknown";
  return answer.status < 300 ? "done" : "refused";
}

function answeredId(wish: Wish, { answer }: Taken): string | undefined {
  if (answer.kind !== "answered" || answer.status !== 200) return undefined;
  if (wish.kind === "pull") return (answer.body.backup_access_code as { access_code_id: string }).access_code_id;
  if (wish.kind === "unlock") return (answer.body.action_attempt as { action_attempt_id: string }).action_attempt_id;
  return undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
