import { announce, type Happening } from "./events.ts";
import { isObstructed, unreachable } from "./lock-state.ts";
import type { ActionRow, Change, CodeRow, LockRow } from "./rows.ts";
import type { World } from "./world.ts";

/**
 * Does at the locks what the cloud has accepted, when it is due. It goes by the rows alone: whichever row
 * says when it is due is done then, also after a restart, and a row that has changed meanwhile is not.
 */
export class Programmer {
  readonly #world: World;
  readonly #signal: AbortSignal;

  constructor(world: World, signal: AbortSignal) {
    this.#world = world;
    this.#signal = signal;
    for (const row of world.all("codes")) this.#watchCode(row);
    for (const row of world.all("actions")) this.#watchAction(row);
    world.onCommit((changes) => {
      for (const change of changes) {
        if (change.row === null) continue;
        if (change.table === "codes") this.#watchCode(change.row);
        if (change.table === "actions") this.#watchAction(change.row);
      }
    });
  }

  #watchCode(row: CodeRow): void {
    const { dueAt, onLock } = row;
    if (dueAt !== undefined) this.#at(dueAt, () => this.#finishCode(row.id, dueAt));
    const lock = this.#world.get("locks", row.lockId);
    const endsAt = onLock?.endsAt;
    if (lock?.profile.forgetsEndedCodes && endsAt !== undefined) {
      this.#at(endsAt - lock.clockErrorMs, () => this.#forget(row.id, endsAt));
    }
  }

  #watchAction(row: ActionRow): void {
    this.#at(row.dueAt, () => this.#finishAction(row.id));
  }

  #at(instant: number, act: () => void): void {
    void this.#world.runtime.sleep(instant - this.#world.now(), this.#signal).then(() => {
      if (!this.#signal.aborted) act();
    });
  }

  #finishCode(id: string, dueAt: number): void {
    const code = this.#world.get("codes", id);
    const lock = code && this.#world.get("locks", code.lockId);
    if (code === undefined || lock === undefined || code.dueAt !== dueAt) return;
    if (!lock.removed && unreachable(this.#world, lock) === undefined) {
      finishProgramming(this.#world, lock, code);
      return;
    }
    const about = { lock_id: lock.id, access_code_id: id };
    const waiting = { ...code, dueAt: undefined };
    this.#world.commit("programming_waits", about, [{ table: "codes", id, row: waiting }]);
  }

  #forget(id: string, endsAt: number): void {
    const code = this.#world.get("codes", id);
    const lock = code && this.#world.get("locks", code.lockId);
    if (code?.onLock?.endsAt !== endsAt || code.asked !== undefined || lock === undefined) return;
    // The lock's clock may have been put back since.
    if (this.#world.now() + lock.clockErrorMs < endsAt) {
      this.#watchCode(code);
      return;
    }
    this.#world.commit("code_forgotten", { lock_id: lock.id, access_code_id: id }, [
      { table: "codes", id, row: null },
      ...announce(this.#world, lock, [codeHappening("deleted", code)]),
    ]);
  }

  #finishAction(id: string): void {
    const action = this.#world.get("actions", id);
    const lock = action && this.#world.get("locks", action.lockId);
    if (action === undefined || lock === undefined) return;
    const failure = this.#whyNotTurned(lock);
    const turned: Change[] =
      failure === undefined ? [{ table: "locks", id: lock.id, row: turn(lock, action.action, this.#world.now()) }] : [];
    this.#world.commit(
      "turned",
      { lock_id: lock.id, action: action.action, by: "remote_api", failure: failure ?? null },
      [
        { table: "actions", id, row: null },
        ...turned,
        ...announce(this.#world, lock, [
          {
            event_type: "lock.action_completed",
            // The cloud itself knows that it got no answer.
            fromLock: failure === undefined,
            fields: {
              action_id: id,
              custom_id: action.customId ?? null,
              action: action.action,
              status: failure === undefined ? "success" : "failed",
              performed_via: "remote_api",
              ...(failure === undefined ? {} : { error_code: failure, message: "The lock did not turn." }),
            },
          },
        ]),
      ],
    );
  }

  #whyNotTurned(lock: LockRow): string | undefined {
    return (
      unreachable(this.#world, lock)?.error_code ?? (isObstructed(this.#world, lock) ? "BOLT_OBSTRUCTED" : undefined)
    );
  }
}

/** The lock has what its code was to become. Sooner than it is due where a cloud answers only once the lock has it. */
export function finishProgramming(world: World, lock: LockRow, code: CodeRow): void {
  if (code.asked === undefined) return;
  const what = code.asked === "nothing" ? "deleted" : code.onLock === undefined ? "created" : "updated";
  const row = code.asked === "nothing" ? null : { ...code, onLock: code.asked, asked: undefined, dueAt: undefined };
  world.commit(`code_${what}`, { lock_id: lock.id, access_code_id: code.id, by: "api" }, [
    { table: "codes", id: code.id, row },
    ...announce(world, lock, [codeHappening(what, row ?? code)]),
  ]);
}

export function turn(lock: LockRow, action: "lock" | "unlock", now: number): LockRow {
  return { ...lock, bolt: action === "lock" ? "locked" : "unlocked", updatedAt: now };
}

/** How the lock tells of a code; never with its digits. */
export function codeHappening(what: "created" | "updated" | "deleted", code: CodeRow): Happening {
  const values = code.onLock ?? (code.asked === "nothing" ? undefined : code.asked);
  return {
    event_type: `access_code.${what}`,
    fromLock: true,
    fields: {
      access_code_id: code.id,
      name: values?.name ?? null,
      status: what === "deleted" ? "deleted" : "active",
      starts_at: values?.startsAt === undefined ? null : new Date(values.startsAt).toISOString(),
      ends_at: values?.endsAt === undefined ? null : new Date(values.endsAt).toISOString(),
    },
  };
}
