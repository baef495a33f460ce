import type { AccessCodeId } from "#domain/ids.ts";
import type { Db } from "#store/db.ts";
import type { Draw } from "./entropy.ts";
import type { PlayedLock } from "./played-lock.ts";

/** What is believed of a code: how it stands on the lock, and what went wrong there. */
const ofCodes = [
  "place",
  "sealed_lock_pin",
  "lock_pin_index",
  "lock_label",
  "lock_starts_at",
  "lock_ends_at",
  "lock_state",
  "evidence",
  "trouble",
  "external_change",
];
/** What is believed of a code that was found on the lock: this as well. */
const asFound = ["name", "sealed_pin", "pin_index", "starts_at", "ends_at"];
const ofTries = ["sealed_pin", "finished_at", "outcome", "unsettled"];
const ofDevices = [
  "report",
  "observed_at",
  "whole_look_at",
  "look_failure",
  "unreachable_since",
  "removed_since",
  "failures",
  "looks_since",
  "looks_count",
  "interruptions",
];
const ofAccounts = ["report", "disconnected_since", "has_invalid_credentials", "failing_since", "failures"];

/** How likely each kind of change is at one lock. */
const likely = 0.4;

type Change = (draw: Draw, lock: PlayedLock) => Promise<unknown>;

/**
 * What the house believed at an earlier moment of the same run, to be believed again: as after a backup of the beliefs
 * alone was restored, or some of them were lost. Wishes, requests and events are never touched, nor what the customer
 * has been told (`confirmed`, `announced`), nor what an invariant of the house forbids: a device stays due, a lock's
 * own codes are believed to stand there for as long as their records are, and no record that is gone comes back.
 */
export class OldBeliefs {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Keeps what is believed now. */
  async remember(): Promise<void> {
    const tables = ["access_codes", "attempts", "devices", "connected_accounts"];
    for (const table of tables) {
      await this.#db.query(`drop table if exists old_${table}`);
      await this.#db.query(`create temp table old_${table} as select * from ${table}`);
    }
  }

  /** Puts some of it back, or nothing in its place. Answers what was done, as the trace tells it. */
  async upset(draw: Draw, locks: readonly PlayedLock[]): Promise<readonly string[]> {
    const done: string[] = [];
    for (const lock of locks)
      for (const [name, change] of this.#changes) {
        if (!draw.chance(likely)) continue;
        await change(draw, lock);
        done.push(`${name} of ${lock.nativeId}`);
      }
    return done;
  }

  readonly #changes: readonly (readonly [name: string, change: Change])[] = [
    ["older codes", (draw, lock) => this.#olderCodes(draw, lock)],
    ["lost codes", (draw, lock) => this.#lostCodes(draw, lock)],
    ["tries", (draw, lock) => this.#tries(draw, lock)],
    ["older looks", (_draw, lock) => this.#restore("devices", "device_id", ofDevices, lock)],
    ["lost looks", (_draw, lock) => this.#on(lost.looks, lock)],
    ["older due times", (_draw, lock) => this.#on(olderDueTimes, lock)],
    ["older account", (_draw, lock) => this.#restore("connected_accounts", "connected_account_id", ofAccounts, lock)],
  ];

  async #olderCodes(draw: Draw, lock: PlayedLock): Promise<void> {
    // Where digits are hidden, nothing could ever show that another PIN stands there than one believes.
    const unseen = lock.profile.capabilities.readsPins ? "" : "and c.version = o.version";
    const text = `
      select c.access_code_id as id, c.is_managed from access_codes c
      join old_access_codes o using (access_code_id) join devices d on d.device_id = c.device_id
      where d.native_id = $1 and c.gone_at is null and c.is_managed = o.is_managed ${unseen}
      order by c.created_at, c.access_code_id`;
    const codes = await this.#db.query<{ id: AccessCodeId; is_managed: boolean }>(text, [lock.nativeId]);
    for (const { id, is_managed: isManaged } of codes) {
      if (!draw.chance(0.7)) continue;
      const columns = isManaged ? ofCodes : [...ofCodes, ...asFound];
      await this.#db.query(
        `update access_codes c set ${taken(columns)} from old_access_codes o
         where c.access_code_id = $1 and o.access_code_id = $1`,
        [id],
      );
    }
  }

  async #lostCodes(draw: Draw, lock: PlayedLock): Promise<void> {
    const text = `
      select c.access_code_id as id from access_codes c join devices d using (device_id)
      where d.native_id = $1 and c.gone_at is null and c.is_managed order by c.created_at, c.access_code_id`;
    const codes = await this.#db.query<{ id: AccessCodeId }>(text, [lock.nativeId]);
    for (const { id } of codes) if (draw.chance(0.5)) await this.#db.query(lost.code, [id]);
  }

  async #tries(draw: Draw, lock: PlayedLock): Promise<void> {
    const how = draw.pick(["older", "lost", "lost since", "settled"] as const);
    if (how === "older") await this.#restore("attempts", "attempt_id", ofTries, lock);
    else await this.#on(lost[how === "lost" ? "tries" : how === "settled" ? "doubts" : "newTries"], lock);
  }

  async #restore(table: string, key: string, columns: readonly string[], lock: PlayedLock): Promise<void> {
    const joined = table === "connected_accounts" ? "connected_account_id" : "device_id";
    await this.#on(
      `update ${table} c set ${taken(columns)} from old_${table} o, devices d
       where o.${key} = c.${key} and d.${joined} = c.${joined} and d.native_id = $1`,
      lock,
    );
  }

  async #on(text: string, { nativeId }: PlayedLock): Promise<void> {
    await this.#db.query(text, [nativeId]);
  }
}

const ofLock = "(select device_id from devices where native_id = $1)";

const lost = {
  code: `
    update access_codes set place = null, sealed_lock_pin = null, lock_pin_index = null, lock_label = null,
      lock_starts_at = null, lock_ends_at = null, lock_state = null, evidence = '{}', trouble = null,
      external_change = null
    where access_code_id = $1`,
  looks: `
    update devices set observed_at = null, whole_look_at = null, look_failure = null, unreachable_since = null,
      failures = 0, looks_since = null, looks_count = 0, interruptions = '{}'
    where native_id = $1`,
  tries: `delete from attempts where device_id in ${ofLock}`,
  newTries: `
    delete from attempts where device_id in ${ofLock} and attempt_id not in (select attempt_id from old_attempts)`,
  doubts: `update attempts set unsettled = false where device_id in ${ofLock}`,
};

const olderDueTimes = `
  update devices d set next_due_at = coalesce(o.next_due_at, d.next_due_at), lease_until = null
  from old_devices o where o.device_id = d.device_id and d.native_id = $1`;

function taken(columns: readonly string[]): string {
  return columns.map((column) => `${column} = o.${column}`).join(", ");
}
