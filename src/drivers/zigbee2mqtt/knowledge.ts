import type { NativeId } from "#domain/ids.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { asObject, field, type Untrusted } from "#drivers/kit/untrusted.ts";
import { type OtherDevice, readDevices, readExposed, readJson, readOnline, type ZigbeeLock } from "./wire.ts";

/** What locks tell unasked. */
export interface Witness {
  state(lock: ZigbeeLock, state: Untrusted): void;
  /** It came within reach or left it. */
  reachability(lock: ZigbeeLock): void;
  /** The bridge is back, or its devices are others. */
  network(): void;
}

type Listener = (topic: string, message: unknown) => void;

/** What was told over the connection that stands; a new connection begins with nothing. */
export class Knowledge {
  readonly #baseTopic: string;
  readonly #witness: Witness;
  readonly #listeners = new Set<Listener>();
  #isOnline: boolean | "unreadable" | undefined;
  #wasBlind = false;
  #devices: readonly (ZigbeeLock | OtherDevice)[] | "unreadable" | undefined;
  #exposed: (device: NativeId) => boolean = () => false;
  #locks: ReadonlyMap<string, ZigbeeLock> = new Map();
  readonly #offline = new Map<string, boolean>();
  readonly #states = new Map<string, Untrusted>();
  readonly #reports = new Set<string>();

  constructor(baseTopic: string, witness: Witness) {
    this.#baseTopic = baseTopic;
    this.#witness = witness;
  }

  /** The connection is gone: what happens until it is back is not heard. */
  loseSight(): void {
    this.forget();
    this.#wasBlind = true;
  }

  forget(): void {
    this.#isOnline = undefined;
    this.#devices = undefined;
    this.#exposed = () => false;
    this.#locks = new Map();
    this.#offline.clear();
    this.#states.clear();
  }

  /** Takes a message in; which topics are to be heard from now on, and which no longer. */
  hear(topic: string, payload: Buffer): { readonly added: readonly string[]; readonly dropped: readonly string[] } {
    const before = this.#locks;
    const name = topic.slice(this.#baseTopic.length + 1);
    if (name === "bridge/state") this.#hearOnline(readOnline(payload) ?? "unreadable");
    else if (name === "bridge/devices") this.#hearDevices(readDevices(payload) ?? "unreadable");
    else if (name === "bridge/info") this.#exposed = readExposed(payload) ?? (() => false);
    else this.#hearLock(name, payload);
    const message = readJson(payload);
    for (const listener of [...this.#listeners]) listener(topic, message);
    const topicsOf = (names: readonly string[]) =>
      names
        .filter((one) => !/[#+]/.test(one))
        .flatMap((one) => [`${this.#baseTopic}/${one}`, `${this.#baseTopic}/${one}/availability`]);
    return {
      added: topicsOf([...this.#locks.keys()].filter((one) => !before.has(one))),
      dropped: topicsOf([...before.keys()].filter((one) => !this.#locks.has(one))),
    };
  }

  /** Resolves with what the first message after this says to `read`. */
  next<Answer>(read: (topic: string, message: unknown) => Answer | undefined, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve) => {
      const listener: Listener = (topic, message) => {
        const answer = read(topic, message);
        if (answer !== undefined) resolve(answer);
      };
      this.#listeners.add(listener);
      signal.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
    });
  }

  isIntroduced(): boolean {
    return this.#isOnline !== undefined && (this.#isOnline !== true || this.#devices !== undefined);
  }

  verdict(): readonly (ZigbeeLock | OtherDevice)[] | Failed {
    if (this.#isOnline === undefined) return failed("provider", "Nothing answers as Zigbee2MQTT under this topic.");
    if (this.#isOnline === false) return failed("provider", "Zigbee2MQTT is offline.");
    if (this.#isOnline === "unreadable") return failed("provider", "What Zigbee2MQTT says cannot be read.");
    if (this.#devices === undefined || this.#devices === "unreadable")
      return failed("provider", "The list of devices of Zigbee2MQTT cannot be read.");
    return this.#devices;
  }

  isExposed(device: NativeId): boolean {
    return this.#exposed(device);
  }

  isOffline({ name }: ZigbeeLock): boolean {
    return this.#offline.get(name) === true;
  }

  stateOf({ name }: ZigbeeLock): Untrusted | undefined {
    return this.#states.get(name);
  }

  /** Whether the last message of a lock told of a happening, or of other things than its places. */
  isReport({ name }: ZigbeeLock): boolean {
    return this.#reports.has(name);
  }

  #hearOnline(isOnline: boolean | "unreadable"): void {
    const wasOnline = this.#isOnline;
    this.#isOnline = isOnline;
    if (wasOnline === false && isOnline === true) this.#wasBlind = true;
    this.#seeAgain();
  }

  #hearDevices(devices: readonly (ZigbeeLock | OtherDevice)[] | "unreadable"): void {
    const before = this.#devices;
    this.#devices = devices;
    if (devices === "unreadable") return;
    const locks = devices.filter((device) => "name" in device);
    this.#locks = new Map(locks.map((lock) => [lock.name, lock]));
    const isNew = Array.isArray(before) && JSON.stringify(before) !== JSON.stringify(devices);
    if (isNew) this.#witness.network();
    this.#seeAgain();
  }

  /** Whatever happened meanwhile was not heard: everything is to be looked at. */
  #seeAgain(): void {
    if (!this.#wasBlind || this.#isOnline !== true || this.#devices === undefined) return;
    this.#wasBlind = false;
    this.#witness.network();
    for (const lock of this.#locks.values()) this.#witness.reachability(lock);
  }

  #hearLock(name: string, payload: Buffer): void {
    const [, told] = /^(.+)\/availability$/.exec(name) ?? [];
    const lock = this.#locks.get(told ?? name);
    if (lock === undefined) return;
    if (told !== undefined) {
      const isOnline = readOnline(payload);
      const wasOffline = this.#offline.get(told);
      if (isOnline === undefined) return;
      this.#offline.set(told, !isOnline);
      if (wasOffline !== undefined && wasOffline === isOnline) this.#witness.reachability(lock);
      return;
    }
    const state = asObject(readJson(payload));
    if (state === undefined) return;
    if (isReport(this.#states.get(name), state)) this.#reports.add(name);
    else this.#reports.delete(name);
    this.#states.set(name, state);
    this.#witness.state(lock, state);
  }
}

function isReport(before: Untrusted | undefined, after: Untrusted): boolean {
  if (field(after, "action") !== undefined) return true;
  if (before === undefined || !isSame(before, after, "users")) return false;
  // How well it was received, and when, is new in every message.
  const carried = new Set(["users", "linkquality", "last_seen", "elapsed"]);
  return Object.keys(after).some((key) => !carried.has(key) && !isSame(before, after, key));
}

function isSame(before: Untrusted, after: Untrusted, key: string): boolean {
  return JSON.stringify(field(before, key)) === JSON.stringify(field(after, key));
}
