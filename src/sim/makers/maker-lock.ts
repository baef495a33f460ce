import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { Pin } from "#domain/pin.ts";
import type { Step } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import { context } from "#sim/context.ts";
import type { LockTurn } from "#sim/happening.ts";
import { type Doer, type Entry, Keypad } from "#sim/keypad.ts";
import type { LockProfile } from "#sim/lock-profile.ts";
import type { PlayedLock } from "#sim/played-lock.ts";
import type { World } from "#sim/world.ts";
import { addByHand, changeByHand, removeByHand } from "#virtual-locks/person.ts";
import type { CodeRow, CodeValues, LockRow } from "#virtual-locks/rows.ts";
import { removeFromAccount, restoreToAccount, setClockError, setConnection } from "#virtual-locks/surroundings.ts";
import { isTrouble } from "#virtual-locks/trouble.ts";
import type { World as Cloud } from "#virtual-locks/world.ts";
import type { Make } from "./make.ts";

/** So far back a stale listing may show, in milliseconds. */
const shownUpToMs = 10 * 60_000;
const minute = 60_000;
/** A cloud has found out after so long that an order came to nothing, from and to, in milliseconds. */
const foundOutAfterMs = [2_000, minute] as const;

/** What of its account's a lock takes along. */
export interface Account {
  isSignedOut: boolean;
}

/** A step of ours that the cloud acts on, and whose it is. */
interface Order {
  readonly by: Doer;
  readonly step: Step;
}

interface Parts {
  readonly world: World;
  readonly cloud: Cloud;
  readonly make: Make;
  readonly account: Account;
  /** As the driver first found it. */
  readonly report: DeviceReport;
}

/**
 * One lock at the counterpart of its maker's cloud. What stands there is the counterpart's to say: the keypad here
 * follows it, and knows of each change whose it was.
 */
export class MakerLock implements PlayedLock {
  readonly nativeId: NativeId;
  readonly profile: LockProfile;
  readonly keypad: Keypad;
  tells: () => void = () => {};
  readonly #parts: Parts;
  readonly #rows = new Map<string, CodeRow>();
  readonly #entries = new Map<string, number>();
  /** The order that is being programmed into a code. */
  readonly #orders = new Map<string, Order>();
  /** Who stands at the lock right now. */
  #hand: Doer | undefined;
  #past: { readonly until: number; readonly codes: readonly CodeRow[] }[] = [];

  constructor(parts: Parts) {
    const { report, world, cloud, make } = parts;
    this.#parts = parts;
    this.nativeId = report.nativeId;
    this.profile = {
      name: make.provider,
      capabilities: report.capabilities,
      // No wire has a removal that compares.
      comparesOnRemoval: false,
      landsAfterMs: undefined,
      tellsSightings: false,
      ...(make.listsAccepted ? { listsAccepted: true } : {}),
      ...(make.listsNothing ? { listsNothing: true } : {}),
      windowStepMs: this.#row.profile.windowPrecision === "minute" ? minute : 1_000,
    };
    this.keypad = new Keypad((change) => world.tell({ kind: "keypad", lock: this.nativeId, change }));
    cloud.onCommit((changes) => {
      const codes = changes.filter((change) => change.table === "codes");
      if (codes.length > 0) this.#follow(codes);
    });
  }

  get isReachable(): boolean {
    return this.#row.online && !this.isGone && !this.isSignedOut;
  }

  get isGone(): boolean {
    return this.#row.removed;
  }

  set isGone(isGone: boolean) {
    if (isGone === this.isGone) return;
    (isGone ? removeFromAccount : restoreToAccount)(this.#parts.cloud, this.#row);
  }

  get isSignedOut(): boolean {
    return this.#parts.account.isSignedOut;
  }

  set isSignedOut(isSignedOut: boolean) {
    this.#parts.account.isSignedOut = isSignedOut;
  }

  get capacity(): number {
    return this.#row.profile.maxCodes ?? 1_000;
  }

  set capacity(maxCodes: number) {
    const row = { ...this.#row, profile: { ...this.#row.profile, maxCodes } };
    this.#parts.cloud.commit("capacity", { lock_id: row.id, max_codes: maxCodes }, [
      { table: "locks", id: row.id, row },
    ]);
  }

  get taken(): number {
    const { cloud, make } = this.#parts;
    return make.taken?.(cloud, this.#row) ?? cloud.codesOf(this.nativeId).length;
  }

  setOnline(isOnline: boolean): void {
    if (this.#row.online === isOnline) return;
    this.note(isOnline ? "online" : "offline");
    setConnection(this.#parts.cloud, this.#row, isOnline);
  }

  setClockError(errorMs: number): void {
    this.keypad.clockErrorMs = errorMs;
    setClockError(this.#parts.cloud, this.#row, errorMs);
  }

  personAdds(pin: Pin, label: string, window?: Window): boolean {
    const values = { name: label, digits: pin.reveal(), startsAt: window?.startsAt, endsAt: window?.endsAt };
    return this.#by({ kind: "person" }, () => !isTrouble(addByHand(this.#parts.cloud, this.#row, values)));
  }

  personChanges(entry: Entry, pin: Pin): void {
    this.#by({ kind: "person" }, () =>
      changeByHand(this.#parts.cloud, this.#row, this.#codeOf(entry), { digits: pin.reveal() }),
    );
  }

  personRemoves(entry: Entry): void {
    this.#by({ kind: "person" }, () => removeByHand(this.#parts.cloud, this.#row, this.#codeOf(entry)));
  }

  loseEntries(isLost: (entry: Entry) => boolean): void {
    for (const entry of this.keypad.entries.filter(isLost))
      this.#by({ kind: "misfortune" }, () => removeByHand(this.#parts.cloud, this.#row, this.#codeOf(entry)));
  }

  note(what: LockTurn, detail?: string): void {
    this.#parts.world.tell({ kind: "lock", lock: this.nativeId, what, ...(detail === undefined ? {} : { detail }) });
  }

  /** What its cloud had of its codes so long ago. */
  codesAgo(ms: number): readonly CodeRow[] {
    const then = this.#parts.world.now - Math.min(ms, shownUpToMs);
    return this.#past.find(({ until }) => until > then)?.codes ?? this.#parts.cloud.codesOf(this.nativeId);
  }

  get #row(): LockRow {
    const row = this.#parts.cloud.get("locks", this.nativeId);
    invariant(row !== undefined, "a lock that was made is there");
    return row;
  }

  #codeOf({ id }: Entry): CodeRow {
    const [codeId = ""] = [...this.#entries].find(([, entry]) => entry === id) ?? [];
    const row = this.#parts.cloud.get("codes", codeId);
    invariant(row !== undefined, "what stands on the keypad stands on the lock");
    return row;
  }

  #by<Result>(hand: Doer, work: () => Result): Result {
    this.#hand = hand;
    try {
      return work();
    } finally {
      this.#hand = undefined;
    }
  }

  #follow(changes: readonly { readonly id: string; readonly row: CodeRow | null }[]): void {
    const own = changes.filter(({ id, row }) => this.#rows.has(id) || row?.lockId === this.nativeId);
    if (own.length === 0) return;
    const { now } = this.#parts.world;
    this.#past = this.#past.filter(({ until }) => until > now - shownUpToMs);
    this.#past.push({ until: now, codes: [...this.#rows.values()] });
    for (const { id, row } of own) {
      const before = this.#rows.get(id);
      if (row === null) this.#rows.delete(id);
      else this.#rows.set(id, row);
      if (row?.dropped === true && before?.dropped !== true) this.#forgetLater(id);
      const order = orderNow();
      if (order !== undefined && row?.asked !== undefined && row.asked !== before?.asked) this.#orders.set(id, order);
      if (row?.onLock !== before?.onLock) this.#write(id, row, this.#doneBy(id, before, row));
    }
  }

  /** The cloud finds out that an order came to nothing. */
  #forgetLater(id: string): void {
    const { world, cloud } = this.#parts;
    world.kernel.after(world.draw(`${this.nativeId} orders`).between(...foundOutAfterMs), () => {
      const code = cloud.get("codes", id);
      if (code?.dropped !== true) return;
      const row = code.onLock === undefined ? null : { ...code, asked: undefined, dropped: false };
      const failed = this.#parts.make.failed?.(cloud, code) ?? [];
      cloud.commit("order_forgotten", { lock_id: this.nativeId, access_code_id: id }, [
        { table: "codes", id, row },
        ...failed,
      ]);
    });
  }

  #doneBy(id: string, before: CodeRow | undefined, row: CodeRow | null): Order | Doer {
    if (this.#hand !== undefined) return this.#hand;
    const isProgrammed = before?.asked !== undefined && (row === null ? before.asked === "nothing" : true);
    // What happens at once is done by whoever asks; what nobody asked for is the lock's own doing.
    const order = isProgrammed ? this.#orders.get(id) : before === undefined ? orderNow() : undefined;
    return order ?? { kind: "misfortune" };
  }

  #write(id: string, row: CodeRow | null, done: Order | Doer): void {
    const { by, step } = "kind" in done ? { by: done, step: undefined } : done;
    const entry = this.keypad.entries.find((one) => one.id === this.#entries.get(id));
    const { cloud, make, world } = this.#parts;
    if (row?.onLock === undefined) {
      this.#entries.delete(id);
      if (entry !== undefined) this.keypad.remove(entry, by);
      return;
    }
    const given = heldBy(row.onLock);
    if (entry !== undefined) this.keypad.change(entry, given, by, world.now);
    else {
      const place = make.placeOf({ cloud, lock: this.#row, code: row, step }) as Place;
      this.#entries.set(id, this.keypad.add({ place, ...given }, by, world.now).id);
    }
  }
}

/** On whose order the cloud acts right now. */
function orderNow(): Order | undefined {
  const call = context.getStore()?.call;
  const step = call?.asks?.step;
  if (call === undefined || step === undefined || step === "observe" || step.kind === "turn") return undefined;
  return { by: { kind: "us", code: step.code, call: call.number }, step };
}

function heldBy({ digits, name, startsAt, endsAt }: CodeValues): Pick<Entry, "pin" | "label" | "window"> {
  const pin = Pin.parse(digits);
  invariant(pin !== undefined, "a keypad holds digits");
  const isTimed = startsAt !== undefined || endsAt !== undefined;
  const window = { startsAt: startsAt ?? Number.NEGATIVE_INFINITY, endsAt: endsAt ?? Number.POSITIVE_INFINITY };
  return { pin, label: name, window: isTimed ? window : undefined };
}
