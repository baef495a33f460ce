import type { Fields, Frame } from "./air.ts";

/** What a Zigbee lock is like, apart from what stands on it. */
export interface LockKind {
  /** It never shows the digits of a PIN. */
  readonly hidesPins?: boolean;
  /** Places for PINs. Default 6. */
  readonly places?: number;
  /** It listens only now and then: Zigbee2MQTT keeps what it cannot deliver. */
  readonly sleeps?: boolean;
  /** It does not tell of what is written over the air. */
  readonly isQuiet?: boolean;
}

interface User {
  status: number;
  type: number;
  pin: string;
}

/** ZCL 8 (document 07-5123), 7.3: the states of a user, and the answers to a PIN that is to be set. */
const user = { available: 0, enabled: 1 };
const answer = { success: 0, generalFailure: 1, duplicate: 3 };
const source = { keypad: 0, rf: 1, manual: 2 };
const programmed = { added: 2, deleted: 3, changed: 4 };
const operated = { lock: 1, unlock: 2, wrongPin: 5 };
const everyCluster = { basic: 0, power: 1, pollControl: 32, doorLock: 257 };
const nobody = 0xffff;

/** A Yale lock, as far as its radio and its keypad go. */
export class ZigbeeLock {
  readonly address: string;
  readonly shortAddress: number;
  readonly kind: LockKind;
  /** Says something unasked. */
  readonly #say: (frame: Frame) => void;
  readonly #users = new Map<number, User>();
  #isDeaf = false;
  #wakefulness: "awake" | "drowsy" | "asleep" = "awake";
  #bolt = 1;
  battery = 90;

  constructor(number: number, kind: LockKind, say: (address: string, frame: Frame) => void) {
    this.address = `0x000d6f00${number.toString(16).padStart(8, "0")}`;
    this.shortAddress = 0x1000 + number;
    this.kind = kind;
    this.#say = (frame) => say(this.address, frame);
  }

  get clusters(): readonly number[] {
    const { basic, power, pollControl, doorLock } = everyCluster;
    return this.kind.sleeps === true ? [basic, power, pollControl, doorLock] : [basic, power, doorLock];
  }

  get places(): number {
    return this.kind.places ?? 6;
  }

  /** Back to how it came out of its box. */
  reset(): void {
    this.#users.clear();
    this.#isDeaf = false;
    this.#wakefulness = "awake";
    this.#bolt = 1;
    this.battery = 90;
  }

  setDeaf(isDeaf: boolean): void {
    this.#isDeaf = isDeaf;
  }

  /** It falls asleep just before the next change of a place, and does not hear of that. */
  fallAsleepAtWrite(): void {
    this.#wakefulness = "drowsy";
  }

  isListening(): boolean {
    return !this.#isDeaf && !this.isAsleep();
  }

  isAsleep(): boolean {
    return this.#wakefulness === "asleep";
  }

  /** It says that it is there, as it does now and then, and hears what was kept for it. */
  wake(): void {
    this.#wakefulness = "awake";
    this.report();
  }

  isLocked(): boolean {
    return this.#bolt === 1;
  }

  // At the keypad.

  wouldOpen(digits: string): boolean {
    return [...this.#users.values()].some(({ pin, status }) => pin === digits && status === user.enabled);
  }

  /** Somebody types a PIN; whether the door opens. */
  enter(digits: string): boolean {
    const [place] = [...this.#users].find(([, one]) => one.pin === digits && one.status === user.enabled) ?? [];
    this.#operated(place === undefined ? operated.wrongPin : operated.unlock, place ?? nobody, source.keypad);
    if (place !== undefined) this.#turn(2);
    return place !== undefined;
  }

  /** The digits that stand in each place. */
  codes(): ReadonlyMap<number, string> {
    return new Map([...this.#users].map(([place, { pin }]) => [place, pin]));
  }

  placeOf(digits: string): number | undefined {
    return [...this.#users].find(([, { pin }]) => pin === digits)?.[0];
  }

  /** Somebody who knows the master code puts a PIN in a place; a lock may keep quiet about it. */
  program(place: number, digits: string, { quietly = false } = {}): void {
    const kind = this.#users.has(place) ? programmed.changed : programmed.added;
    this.#users.set(place, { status: user.enabled, type: 0, pin: digits });
    if (!quietly) this.#programmed(kind, place, source.keypad);
  }

  erase(place: number, { quietly = false } = {}): void {
    if (this.#users.delete(place) && !quietly) this.#programmed(programmed.deleted, place, source.keypad);
  }

  turnByHand(to: "locked" | "unlocked"): void {
    this.#turn(to === "locked" ? 1 : 2);
    this.#operated(to === "locked" ? 13 : 14, nobody, source.manual);
  }

  // Over the air.

  /** What it answers to a frame; `undefined`: it does not hear. */
  receive(frame: Frame): readonly Frame[] | undefined {
    const isWrite = frame.command === "setPinCode" || frame.command === "clearPinCode";
    if (this.#wakefulness === "drowsy" && isWrite) this.#wakefulness = "asleep";
    if (this.#isDeaf || this.#wakefulness === "asleep") return undefined;
    return frame.kind === "global" ? this.#attributes(frame) : this.#command(frame);
  }

  /** It says what its bolt and battery are at, as it does now and then. */
  report(): void {
    const told = { kind: "global", command: "report" } as const;
    const battery = { attrId: 0x21, dataType: 0x20, attrData: this.battery * 2 };
    this.#say({ ...told, cluster: "closuresDoorLock", payload: [{ attrId: 0, dataType: 0x30, attrData: this.#bolt }] });
    this.#say({ ...told, cluster: "genPowerCfg", payload: [battery] });
  }

  #attributes({ cluster, command, payload }: Frame): readonly Frame[] {
    const asked = payload as readonly { readonly attrId: number }[];
    const reply = (name: string, entries: readonly Fields[]): readonly Frame[] => [
      { cluster, kind: "global", command: name, payload: entries },
    ];
    if (command === "configReport")
      return reply(
        "configReportRsp",
        asked.map(({ attrId }) => ({ status: 0, direction: 0, attrId })),
      );
    if (command === "write") return reply("writeRsp", [{ status: 0 }]);
    if (command !== "read") return [];
    const known = this.#known()[cluster] ?? {};
    const read = asked.map(({ attrId }) => {
      const [dataType, attrData] = known[attrId] ?? [];
      return dataType === undefined ? { attrId, status: 0x86 } : { attrId, status: 0, dataType, attrData };
    });
    return reply("readRsp", read);
  }

  /** Each attribute's type and value by its number: ZCL 8, 3.2, 3.3, 3.16 and 7.3. */
  #known(): Readonly<Record<string, Readonly<Record<number, readonly [number, unknown]>>>> {
    return {
      genBasic: { 0: [0x20, 3], 4: [0x42, "Yale"], 5: [0x42, "YRD226 TSDB"], 6: [0x42, "20200101"], 7: [0x30, 3] },
      genPowerCfg: { 32: [0x20, 60], 33: [0x20, this.battery * 2], 62: [0x1b, 0] },
      genPollCtrl: { 0: [0x23, 14_400] },
      closuresDoorLock: {
        0: [0x30, this.#bolt],
        18: [0x21, this.places],
        23: [0x20, 8],
        24: [0x20, 4],
        35: [0x23, 0],
        36: [0x20, 1],
      },
    };
  }

  #command({ cluster, command, payload }: Frame): readonly Frame[] {
    const {
      userid = nobody,
      userstatus,
      usertype,
      pincodevalue,
    } = payload as {
      readonly userid?: number;
      readonly userstatus?: number;
      readonly usertype?: number;
      readonly pincodevalue?: string;
    };
    const reply = (fields: Fields): readonly Frame[] => [
      { cluster, kind: "specific", command: `${command}Rsp`, payload: fields },
    ];
    switch (command) {
      case "setPinCode":
        return reply({ status: this.#set(userid, String(pincodevalue), userstatus ?? 1, usertype ?? 0) });
      case "getPinCode": {
        const there = this.#users.get(userid);
        const shown = this.kind.hidesPins === true ? "" : (there?.pin ?? "");
        return reply({
          userid,
          userstatus: there?.status ?? user.available,
          usertype: there?.type ?? 0,
          pincodevalue: shown,
        });
      }
      case "clearPinCode":
        if (this.#users.delete(userid)) this.#programmed(programmed.deleted, userid, source.rf);
        return reply({ status: answer.success });
      case "lockDoor":
      case "unlockDoor":
        this.#turn(command === "lockDoor" ? 1 : 2);
        this.#operated(command === "lockDoor" ? operated.lock : operated.unlock, nobody, source.rf);
        return reply({ status: answer.success });
      default:
        return [];
    }
  }

  #set(place: number, pin: string, status: number, type: number): number {
    if (place >= this.places || pin.length < 4 || pin.length > 8) return answer.generalFailure;
    const holder = this.placeOf(pin);
    if (holder !== undefined && holder !== place) return answer.duplicate;
    const kind = this.#users.has(place) ? programmed.changed : programmed.added;
    this.#users.set(place, { status, type, pin });
    this.#programmed(kind, place, source.rf);
    return answer.success;
  }

  #turn(bolt: number): void {
    this.#bolt = bolt;
    this.report();
  }

  #operated(code: number, place: number, from: number): void {
    this.#say({
      cluster: "closuresDoorLock",
      kind: "specific",
      command: "operationEventNotification",
      payload: { opereventsrc: from, opereventcode: code, userid: place, pin: "", zigbeelocaltime: 0, data: "" },
    });
  }

  #programmed(code: number, place: number, from: number): void {
    if (from === source.rf && this.kind.isQuiet === true) return;
    const state = { usertype: 0, userstatus: this.#users.has(place) ? 1 : 0, zigbeelocaltime: 0, data: "" };
    this.#say({
      cluster: "closuresDoorLock",
      kind: "specific",
      command: "programmingEventNotification",
      payload: { programeventsrc: from, programeventcode: code, userid: place, pin: "", ...state },
    });
  }
}
