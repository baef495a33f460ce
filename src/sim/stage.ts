import { invariant } from "#domain/invariant.ts";
import { Pin } from "#domain/pin.ts";
import type { SimEndpoint } from "./endpoint.ts";
import type { CallKind, FaultPlan } from "./faults.ts";
import type { Body, Happening } from "./happening.ts";
import type { House, Reply } from "./house.ts";
import type { SimLock } from "./lock.ts";
import type { RunScene } from "./scene.ts";
import type { World } from "./world.ts";

interface StageParts {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly house: House;
  readonly scene: RunScene;
  readonly locks: readonly SimLock[];
  readonly endpoints: readonly SimEndpoint[];
  readonly object: (what: string) => void;
}

type Answer = Extract<Reply, { kind: "answered" }>;

/** A customer who hears nothing asks again after this, with the same key, in milliseconds. */
const askAgainMs = 20_000;
const soonMs = 10 * 60_000;
/** A code as a customer sees it. */
export interface ShownCode {
  readonly status: string;
  readonly code: string | null;
  readonly ends_at?: string | null;
  readonly errors: readonly { readonly error_code: string }[];
}

/** What a story is told with: its customer, its locks and whoever stands at them, and what it says must be so. */
export class Stage {
  readonly faults: FaultPlan;
  readonly house: House;
  readonly locks: readonly SimLock[];
  /** The types of what endpoints were told and took, in its order. */
  readonly received: string[] = [];
  readonly #endpoints: readonly SimEndpoint[];
  readonly #world: World;
  readonly #scene: RunScene;
  readonly #object: (what: string) => void;
  #devices: readonly string[] = [];
  #asked = 0;

  constructor({ world, faults, house, scene, locks, endpoints, object }: StageParts) {
    this.faults = faults;
    this.house = house;
    this.locks = locks;
    this.#world = world;
    this.#scene = scene;
    this.#object = object;
    this.#endpoints = endpoints;
    world.hear((happening) => {
      if (happening.kind !== "webhook" || happening.status === undefined || happening.status >= 300) return;
      const event: { event_type?: unknown } = JSON.parse(happening.body);
      this.received.push(String(event.event_type));
    });
  }

  get now(): number {
    return this.#world.now;
  }

  /** The lock of a story that has one. */
  get lock(): SimLock {
    const [lock] = this.locks;
    invariant(lock !== undefined, "a story has a lock");
    return lock;
  }

  /** The endpoint of a story whose customer has one. */
  get endpoint(): SimEndpoint {
    const [endpoint] = this.#endpoints;
    invariant(endpoint !== undefined, "the customer of the story has an endpoint");
    return endpoint;
  }

  /** Waits until each lock is known. */
  async furnished(): Promise<void> {
    while (this.#devices.length < this.locks.length) {
      await this.after(30_000);
      const { body } = await this.look("/devices/list", {});
      const devices = Array.isArray(body.devices) ? (body.devices as readonly Body[]) : [];
      this.#devices = devices.map((device) => String(device.device_id));
    }
  }

  get device(): string {
    const [device] = this.#devices;
    invariant(device !== undefined, "its lock is known before a story begins");
    return device;
  }

  after(ms: number): Promise<void> {
    return this.until(this.now + ms);
  }

  until(instant: number): Promise<void> {
    return new Promise((resolve) => this.#world.kernel.at(instant, resolve));
  }

  /** Waits for the first happening of this kind. */
  happening(isMeant: (happening: Happening) => boolean): Promise<Happening> {
    return new Promise((resolve) => {
      let isOver = false;
      this.#world.hear((happening) => {
        if (isOver || !isMeant(happening)) return;
        isOver = true;
        resolve(happening);
      });
    });
  }

  /** The first happening of this kind within ten minutes; `undefined`: there is none, for whoever was to do it died. */
  soon(isMeant: (happening: Happening) => boolean): Promise<Happening | undefined> {
    return Promise.race([this.happening(isMeant), this.after(soonMs).then(() => undefined)]);
  }

  /** No process dies in this telling, so that what is promised within minutes can be asked for. */
  get isUndisturbed(): boolean {
    return (this.#world.options.crashes ?? []).length === 0;
  }

  /** Has a process stand still, as one whose machine is suspended. */
  pause(process: string, ms: number): void {
    this.house.lives.find(({ name }) => name === process)?.pause(ms);
  }

  /** Asks until there is an answer, as a customer does who sends a key with each request. */
  async ask(path: string, body: Body): Promise<Answer> {
    this.#asked += 1;
    const key = `request-${this.#asked}`;
    for (;;) {
      const reply = await this.house.ask(path, body, key);
      if (reply.kind === "answered") return reply;
      await this.after(askAgainMs);
    }
  }

  /** Asks without a key, so that nothing orders it among other requests. `undefined`: the process died, and nobody knows. */
  async askOnce(path: string, body: Body): Promise<Answer | undefined> {
    const reply = await this.house.ask(path, body, undefined);
    return reply.kind === "answered" ? reply : undefined;
  }

  /** Asks for what must be granted. */
  async granted(path: string, body: Body): Promise<Body> {
    const reply = await this.ask(path, body);
    this.expect(reply.status === 200, `${path} is granted, and not answered with ${reply.status}`);
    return reply.body;
  }

  /** Has a code made, and answers its id. */
  async create(wish: Body): Promise<string> {
    const body = await this.granted("/access_codes/create", { device_id: this.device, ...wish });
    return String((body.access_code as Body | undefined)?.access_code_id);
  }

  async update(code: string, changes: Body): Promise<void> {
    await this.granted("/access_codes/update", { access_code_id: code, ...changes });
  }

  async delete(code: string): Promise<void> {
    await this.granted("/access_codes/delete", { access_code_id: code });
  }

  /** What the API answers now, without any process having to be up. */
  look(path: string, body: Body): Promise<{ readonly status: number; readonly body: Body }> {
    return new Promise((resolve) => {
      this.#scene.at(this.now, async () => resolve(await this.#scene.ask(path, body)));
    });
  }

  /** A managed code as it is shown; `undefined`: there is none. */
  async shown(code: string): Promise<ShownCode | undefined> {
    const { body } = await this.look("/access_codes/get", { access_code_id: code });
    return body.access_code as ShownCode | undefined;
  }

  /** What was told of a code so far, in its order. */
  async toldOf(code: string): Promise<readonly string[]> {
    const { status, body } = await this.look("/events/list", {
      access_code_id: code,
      since: "2000-01-01T00:00:00.000Z",
    });
    this.expect(status === 200, `the events of ${code} are listed, and not answered with ${status}`);
    return (body.events as readonly Body[]).map((event) => String(event.event_type));
  }

  opens(digits: string): boolean {
    return this.lock.keypad.wouldOpen(pinOf(digits), this.now);
  }

  async expectOpen(code: string, digits: string): Promise<void> {
    this.expect(this.opens(digits), `${code} opens the door`);
    const shown = await this.shown(code);
    this.expect(shown?.status === "set", `${code} is said to be set, and not ${shown?.status}`);
    this.expect(shown?.errors.length === 0, `${code} has no errors`);
  }

  async expectGone(code: string, digits: string): Promise<void> {
    this.expect(!this.opens(digits), `${code} does not open the door any more`);
    this.expect((await this.shown(code)) === undefined, `${code} is gone`);
  }

  expect(isSo: boolean, sentence: string): void {
    if (!isSo) this.#object(`Expected of the story: ${sentence}.`);
  }
}

export function pinOf(digits: string): Pin {
  const pin = Pin.parse(digits);
  invariant(pin !== undefined, "digits are a PIN");
  return pin;
}

/** A call to a lock is sent. */
export function sends(kind: CallKind): (happening: Happening) => boolean {
  return (one) => one.kind === "call_sent" && (one.step === "observe" ? "observe" : one.step.kind) === kind;
}
