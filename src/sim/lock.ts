import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { Pin } from "#domain/pin.ts";
import type { ClearStep, Outcome, SetStep } from "#domain/step.ts";
import { closeWindow, overlap, type Window } from "#domain/window.ts";
import type { FaultPlan } from "./faults.ts";
import type { LockTurn } from "./happening.ts";
import { type Doer, type Entry, Keypad, type KeypadChange } from "./keypad.ts";
import type { LockProfile } from "./lock-profile.ts";
import type { PlayedLock } from "./played-lock.ts";
import type { World } from "./world.ts";

/** A change that the provider accepted and the lock has not had. */
interface Pending {
  readonly kind: "add" | "change" | "remove";
  readonly place: Place;
  readonly pin: Pin;
  readonly label: string | undefined;
  readonly window: Window | undefined;
  readonly by: Doer;
  /** Which entry is meant, where there is one. */
  readonly entry: Entry | undefined;
}

/** So far back a stale listing may show. */
const shownUpToMs = 10 * 60_000;
/** A provider answers that a change was accepted; the lock is asked again after this. */
const askAgainMs = 5_000;

/** One lock and what its provider keeps of it. Nothing here is ours: it survives every crash. */
export class SimLock implements PlayedLock {
  readonly nativeId: NativeId;
  readonly profile: LockProfile;
  readonly keypad: Keypad;
  readonly #world: World;
  readonly #faults: FaultPlan;
  readonly #pending = new Map<Place, Pending>();
  #past: { readonly until: number; readonly residents: readonly Resident[] }[] = [];
  #shown: readonly Resident[] = [];
  #places = 0;
  #isOnline = true;
  #locked = true;
  isGone = false;
  isSignedOut = false;
  capacity: number;
  tells: () => void = () => {};
  /** Whoever hears what the lock says of its keypad, while it can be reached. */
  readonly ears = new Set<(place: Place) => void>();
  /** What waits for a lock that sleeps. */
  #waiting: (() => void)[] = [];

  constructor(world: World, faults: FaultPlan, nativeId: NativeId, profile: LockProfile) {
    this.#world = world;
    this.#faults = faults;
    this.nativeId = nativeId;
    this.profile = profile;
    this.capacity = profile.capabilities.maxCodes ?? 1_000;
    this.keypad = new Keypad((change) => this.#changed(change));
  }

  get isReachable(): boolean {
    return this.#isOnline && !this.isGone && !this.isSignedOut;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  get taken(): number {
    return this.#standingOrComing().length;
  }

  report(): DeviceReport {
    const { capabilities } = this.profile;
    return {
      nativeId: this.nativeId,
      kind: "lock",
      deviceType: "schlage_lock",
      name: this.nativeId,
      modelName: this.profile.name,
      manufacturer: "schlage",
      disconnected: this.#isOnline ? undefined : "device_disconnected",
      batteryLevel: 0.9,
      locked: this.#isOnline ? this.#locked : undefined,
      doorOpen: undefined,
      timeZone: "Europe/Berlin",
      clockErrorMs: undefined,
      hasKeypad: true,
      capabilities: capabilities.maxCodes === undefined ? capabilities : { ...capabilities, maxCodes: this.capacity },
    };
  }

  /** What the provider shows, now or as it was up to `staleMs` ago. */
  residents(staleMs = 0): readonly Resident[] {
    const then = this.#world.now - Math.min(staleMs, shownUpToMs);
    return this.#past.find((one) => one.until > then)?.residents ?? this.#shown;
  }

  turn(to: "locked" | "unlocked"): Outcome {
    this.#locked = to === "locked";
    return { kind: "done", evidence: "acknowledged", place: undefined };
  }

  set(step: SetStep, by: Doer): Outcome {
    const window = this.#kept(step.window);
    const clash = this.#clashing(step.pin, window, step.into);
    if (clash !== undefined && step.into === undefined) {
      const same = clash.state !== "leaving" && clash.label === step.label && closeWindow(clash.window, window);
      // An earlier call was answered by nobody.
      if (same) return this.#standing(clash, this.profile.capabilities.readsPins ? "read_back" : "acknowledged");
    }
    if (clash?.state === "leaving") return failure("busy", "A code with the same PIN is still being removed.");
    if (clash !== undefined) return { kind: "refused", because: "duplicate", detail: "The PIN is taken." };
    return step.into === undefined ? this.#add(step, window, by) : this.#change(step, window, step.into, by);
  }

  clear(step: ClearStep, by: Doer, { compares }: { readonly compares: boolean }): Outcome {
    const entry = this.keypad.at(step.place);
    const pending = this.#pending.get(step.place);
    if (entry === undefined && pending?.kind !== "add")
      return { kind: "done", evidence: "read_back", place: undefined };
    if (compares && this.isAnother(step))
      return { kind: "refused", because: "occupied", detail: "Something else stands there." };
    if (pending?.kind === "remove") return this.#accepted(step.place);
    if (entry === undefined) {
      // It was on its way: it never comes.
      this.#pending.delete(step.place);
      this.#show();
      return { kind: "done", evidence: "acknowledged", place: undefined };
    }
    if (this.profile.landsAfterMs === undefined) {
      this.keypad.remove(entry, by);
      return { kind: "done", evidence: "acknowledged", place: undefined };
    }
    const { pin, label, window, place } = entry;
    return this.#accept({ kind: "remove", place, pin, label, window, by, entry });
  }

  /** Whether what stands in the place is not what is to be removed, as far as the provider shows it. */
  isAnother({ place, expecting }: ClearStep): boolean {
    const shown = this.#shown.find((resident) => resident.place === place);
    if (shown === undefined) return false;
    if (shown.pin === undefined || expecting.pin === undefined) return shown.label !== expecting.label;
    return !shown.pin.equals(expecting.pin);
  }

  personAdds(pin: Pin, label: string, window?: Window): boolean {
    if (this.taken >= this.capacity) return false;
    const { capabilities, local } = this.profile;
    const given = {
      label: capabilities.names === "none" ? undefined : label,
      window: local === undefined || capabilities.schedulesNatively ? window : undefined,
    };
    this.keypad.add({ place: this.#freePlace(), pin, ...given }, { kind: "person" }, this.#world.now);
    return true;
  }

  personChanges(entry: Entry, pin: Pin): void {
    this.keypad.change(entry, { pin }, { kind: "person" }, this.#world.now);
  }

  personRemoves(entry: Entry): void {
    this.keypad.remove(entry, { kind: "person" });
  }

  setClockError(errorMs: number): void {
    this.keypad.clockErrorMs = errorMs;
  }

  /** It is done as soon as the lock wakes. */
  whenOnline(write: () => void): void {
    this.#waiting.push(write);
  }

  loseEntries(isLost: (entry: Entry) => boolean): void {
    for (const entry of this.keypad.entries.filter(isLost)) this.keypad.remove(entry, { kind: "misfortune" });
  }

  setOnline(isOnline: boolean): void {
    if (this.#isOnline === isOnline) return;
    this.#isOnline = isOnline;
    this.note(isOnline ? "online" : "offline");
    if (!isOnline) return;
    for (const pending of [...this.#pending.values()]) this.#land(pending);
    for (const write of this.#waiting.splice(0)) write();
    this.tells();
  }

  note(what: LockTurn, detail?: string): void {
    this.#world.tell({ kind: "lock", lock: this.nativeId, what, ...(detail === undefined ? {} : { detail }) });
  }

  #add(step: SetStep, window: Window | undefined, by: Doer): Outcome {
    const { constraints } = this.profile.capabilities;
    const isTaken = this.#shown.some((resident) => resident.label === step.label);
    if (isTaken && constraints.some(({ type }) => type === "name_must_be_unique"))
      return { kind: "refused", because: "constraint", detail: "The name is taken." };
    if (this.taken >= this.capacity) return { kind: "refused", because: "full", detail: "No place is free." };
    const { pin, label } = step;
    const place = this.#freePlace();
    if (this.profile.landsAfterMs !== undefined)
      return this.#accept({ kind: "add", place, pin, label, window, by, entry: undefined });
    this.keypad.add({ place, pin, label, window }, by, this.#world.now);
    return { kind: "done", evidence: "acknowledged", place };
  }

  #change(step: SetStep, window: Window | undefined, place: Place, by: Doer): Outcome {
    const entry = this.keypad.at(place);
    const pending = this.#pending.get(place);
    if (entry === undefined && pending === undefined) return failure("provider", "There is no such code.");
    if (pending?.kind === "remove") return failure("busy", "The code is being removed.");
    const { pin, label } = step;
    if (this.profile.landsAfterMs !== undefined)
      return this.#accept({ kind: entry === undefined ? "add" : "change", place, pin, label, window, by, entry });
    if (entry !== undefined) this.keypad.change(entry, { pin, label, window }, by, this.#world.now);
    return { kind: "done", evidence: "acknowledged", place };
  }

  #accept(pending: Pending): Outcome {
    const [least, most] = this.profile.landsAfterMs ?? [0, 0];
    this.#pending.set(pending.place, pending);
    this.#show();
    const isDropped = this.#faults.breaks("dropped_after_accepting");
    const after = this.#world.draw(`${this.nativeId} landing`).between(least, most);
    this.#world.kernel.after(after, () => {
      if (this.#pending.get(pending.place) !== pending) return;
      if (isDropped) {
        this.#pending.delete(pending.place);
        this.#show();
      } else if (this.#isOnline) this.#land(pending);
    });
    return this.#accepted(pending.place);
  }

  #accepted(place: Place): Outcome {
    return { kind: "pending", askAgainAt: this.#world.now + askAgainMs, place };
  }

  #land(pending: Pending): void {
    this.#pending.delete(pending.place);
    const { place, pin, label, window, by, entry } = pending;
    const there = this.keypad.at(place);
    if (pending.kind === "add" && there === undefined)
      this.keypad.add({ place, pin, label, window }, by, this.#world.now);
    else if (there !== undefined && there.id === entry?.id) {
      if (pending.kind === "change") this.keypad.change(there, { pin, label, window }, by, this.#world.now);
      else if (!this.profile.comparesOnRemoval || there.pin.equals(pin)) this.keypad.remove(there, by);
    }
    this.#show();
  }

  #standing(resident: Resident, evidence: "read_back" | "acknowledged"): Outcome {
    if (resident.state !== "on_lock") return this.#accepted(resident.place);
    return { kind: "done", evidence, place: resident.place };
  }

  /** What would open for the same PIN at the same time, elsewhere than in this place. */
  #clashing(
    pin: Pin,
    window: Window | undefined,
    into: Place | undefined,
  ): (Resident & { readonly pin: Pin }) | undefined {
    const shares = this.profile.capabilities.sharesPinAcrossWindows;
    return this.#standingOrComing().find(
      (one) => one.place !== into && one.pin.equals(pin) && (!shares || overlap(one.window, window)),
    );
  }

  #standingOrComing(): readonly (Resident & { readonly pin: Pin })[] {
    const standing = this.keypad.entries.map((entry) => {
      const pending = this.#pending.get(entry.place);
      const { place, pin, label, window } = pending ?? entry;
      const state = pending === undefined ? "on_lock" : pending.kind === "remove" ? "leaving" : "arriving";
      return { place, pin, label, window, state } as const;
    });
    const coming = [...this.#pending.values()].filter((one) => this.keypad.at(one.place) === undefined);
    return [
      ...standing,
      ...coming.map(({ place, pin, label, window }) => ({ place, pin, label, window, state: "arriving" }) as const),
    ];
  }

  #freePlace(): Place {
    if (this.profile.local !== undefined) return String(this.keypad.firstFree()) as Place;
    if (this.profile.capabilities.reusesPlaces) {
      const taken = new Set(this.#standingOrComing().map(({ place }) => place));
      let slot = 1;
      while (taken.has(String(slot) as Place)) slot += 1;
      return String(slot) as Place;
    }
    this.#places += 1;
    return `${this.nativeId}-${this.#places}` as Place;
  }

  #kept(window: Window | undefined): Window | undefined {
    const step = this.profile.windowStepMs;
    if (window === undefined) return undefined;
    return { startsAt: Math.ceil(window.startsAt / step) * step, endsAt: Math.floor(window.endsAt / step) * step };
  }

  #changed(change: KeypadChange): void {
    this.#show();
    this.#world.tell({ kind: "keypad", lock: this.nativeId, change });
    if (change.by.kind === "person" && this.isReachable) for (const hear of this.ears) hear(change.entry.place);
    this.tells();
  }

  /** Remembers what was shown before, for listings that come late. */
  #show(): void {
    const { now } = this.#world;
    const { readsPins } = this.profile.capabilities;
    this.#past = this.#past.filter((one) => one.until > now - shownUpToMs);
    this.#past.push({ until: now, residents: this.#shown });
    this.#shown = this.#standingOrComing().map((one) => ({ ...one, pin: readsPins ? one.pin : undefined }));
  }
}

function failure(because: "busy" | "provider", detail: string): Outcome {
  return { kind: "failed", because, detail, notBefore: undefined, mayHaveHappened: false };
}
