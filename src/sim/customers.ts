import type { Draw } from "./entropy.ts";
import type { FaultPlan } from "./faults.ts";
import type { Body } from "./happening.ts";
import type { House, Reply } from "./house.ts";
import type { PinBook } from "./pin-book.ts";
import type { Shape } from "./shapes.ts";
import { recurring, type World } from "./world.ts";

/** A code as its customer remembers it. */
interface Known {
  readonly id: string;
  readonly device: string;
  readonly isManaged: boolean;
}

/** A door, as its customer sees it. */
interface Door {
  readonly id: string;
  /** In digits, ascending; empty: not known. */
  readonly codeLengths: readonly number[];
}

/** So much oftener than others some wishes come. */
const wishes = [
  ...Array<"stay">(8).fill("stay"),
  ...Array<"ongoing">(3).fill("ongoing"),
  ...Array<"delete">(4).fill("delete"),
  "change PIN",
  "change PIN",
  "rename",
  "move",
  "move",
  "look through",
  "adopt",
  "delete unmanaged",
  "pull a backup",
  "turn the door",
] as const;
type Wish = (typeof wishes)[number];

/** Whoever uses the house: books stays, changes their mind, and asks for all of it over the API alone. */
export class Customers {
  readonly #world: World;
  readonly #house: House;
  readonly #faults: FaultPlan;
  readonly #shape: Shape;
  readonly #pins: PinBook;
  readonly #draw: Draw;
  #doors: readonly Door[] = [];
  #known: Known[] = [];
  #asked = 0;
  #stop: () => void = () => {};

  constructor(world: World, house: House, faults: FaultPlan, shape: Shape, pins: PinBook) {
    this.#world = world;
    this.#house = house;
    this.#faults = faults;
    this.#shape = shape;
    this.#pins = pins;
    this.#draw = world.draw("customers");
  }

  start(locks: number): void {
    const everyMs = this.#draw.between(...this.#shape.asksEveryMs) / locks;
    const { stop } = recurring(this.#world, this.#draw, everyMs, () => void this.#act());
    this.#stop = stop;
    // A house that was just bought is furnished at once.
    for (let first = 0; first < locks; first += 1)
      this.#world.kernel.after(10_000 * (first + 1), () => void this.#act());
  }

  stop(): void {
    this.#stop();
  }

  async #act(): Promise<void> {
    if (this.#doors.length === 0) this.#doors = await this.#listDoors();
    if (this.#doors.length === 0) return;
    await this.#fulfil(this.#draw.pick(wishes), this.#draw.pick(this.#doors).id);
  }

  async #fulfil(wish: Wish, device: string): Promise<void> {
    const managed = this.#known.filter((one) => one.isManaged);
    const unmanaged = this.#known.filter((one) => !one.isManaged);
    switch (wish) {
      case "stay":
        return await this.#create(device, this.#span());
      case "ongoing":
        return await this.#create(device, {});
      case "look through":
        return await this.#lookThrough(device);
      case "turn the door":
        return void (await this.#ask(this.#draw.pick(["/locks/lock_door", "/locks/unlock_door"]), {
          device_id: device,
        }));
      case "adopt":
        return await this.#adopt(unmanaged);
      case "delete unmanaged":
        if (unmanaged.length > 0) await this.#forget("/access_codes/unmanaged/delete", this.#draw.pick(unmanaged));
        return;
      default:
        if (managed.length > 0) await this.#change(wish, this.#draw.pick(managed));
    }
  }

  async #change(wish: Exclude<Wish, "stay" | "ongoing" | "adopt">, { id, device }: Known): Promise<void> {
    const update = (changes: Body) => this.#ask("/access_codes/update", { access_code_id: id, ...changes });
    switch (wish) {
      case "delete":
        return await this.#forget("/access_codes/delete", { id, device, isManaged: true });
      case "change PIN":
        return void (await update({ code: this.#pins.any(this.#lengthsAt(device)) }));
      case "rename":
        return void (await update({ name: this.#name() }));
      case "move":
        return void (await update(this.#span()));
      case "pull a backup":
        return void (await this.#ask("/access_codes/pull_backup_access_code", { access_code_id: id }));
    }
  }

  async #create(device: string, window: Body): Promise<void> {
    const isTimed = "starts_at" in window;
    const wish: Record<string, unknown> = { device_id: device, name: this.#name(), ...window };
    if (this.#draw.chance(this.#shape.pins < 1_000 ? 0.8 : 0.2)) wish.code = this.#pins.any(this.#lengthsAt(device));
    if (isTimed && this.#draw.chance(0.3)) wish.prefer_native_scheduling = false;
    if (isTimed && this.#draw.chance(0.15)) wish.use_backup_access_code_pool = true;
    if (this.#draw.chance(0.1)) wish.is_external_modification_allowed = true;
    const reply = await this.#ask("/access_codes/create", wish);
    if (reply.kind === "answered" && reply.status === 200) this.#remember(reply.body.access_code, device, true);
  }

  async #adopt(unmanaged: readonly Known[]): Promise<void> {
    if (unmanaged.length === 0) return;
    const one = this.#draw.pick(unmanaged);
    const reply = await this.#ask("/access_codes/unmanaged/convert_to_managed", {
      access_code_id: one.id,
      force: true,
    });
    if (reply.kind !== "answered" || reply.status !== 200) return;
    this.#known = this.#known.map((other) => (other.id === one.id ? { ...one, isManaged: true } : other));
  }

  async #forget(path: string, one: Known): Promise<void> {
    const reply = await this.#ask(path, { access_code_id: one.id });
    if (reply.kind === "answered") this.#known = this.#known.filter((other) => other.id !== one.id);
  }

  async #lookThrough(device: string): Promise<void> {
    for (const isManaged of [true, false]) {
      const path = isManaged ? "/access_codes/list" : "/access_codes/unmanaged/list";
      const reply = await this.#ask(path, { device_id: device });
      if (reply.kind !== "answered" || !Array.isArray(reply.body.access_codes)) continue;
      this.#known = this.#known.filter((one) => one.device !== device || one.isManaged !== isManaged);
      for (const code of reply.body.access_codes) this.#remember(code, device, isManaged);
    }
  }

  async #listDoors(): Promise<readonly Door[]> {
    const reply = await this.#ask("/devices/list", {});
    if (reply.kind !== "answered" || !Array.isArray(reply.body.devices)) return [];
    return reply.body.devices.flatMap(({ device_id: id, device_type: type, properties }: Body) => {
      // Nobody books a stay at a hub.
      if (type === "hub") return [];
      const { supported_code_lengths: codeLengths = [] } = properties as { supported_code_lengths?: number[] };
      return [{ id: String(id), codeLengths }];
    });
  }

  #lengthsAt(device: string): readonly number[] {
    return this.#doors.find(({ id }) => id === device)?.codeLengths ?? [];
  }

  /** Asks, and now and then asks again: at once, or because nothing was heard. */
  async #ask(path: string, body: Body): Promise<Reply> {
    this.#asked += 1;
    const key = this.#draw.chance(0.5) ? `wish-${this.#asked}` : undefined;
    const once = () => this.#house.ask(path, body, key);
    if (this.#faults.breaks("repeated_request")) {
      this.#world.kernel.after(this.#draw.between(0, 5_000), () => void once());
    }
    const reply = await once();
    return reply.kind === "unanswered" && this.#draw.chance(0.5) ? await once() : reply;
  }

  #remember(code: unknown, device: string, isManaged: boolean): void {
    const id = String((code as Body).access_code_id);
    this.#known = [...this.#known.filter((one) => one.id !== id), { id, device, isManaged }].slice(-200);
  }

  #span(): Body {
    const startsAt = this.#world.now + this.#draw.between(...this.#shape.bookedBeforeMs);
    const endsAt = startsAt + this.#draw.between(...this.#shape.staysMs);
    return { starts_at: new Date(startsAt).toISOString(), ends_at: new Date(endsAt).toISOString() };
  }

  #name(): string {
    return `Guest ${this.#draw.between(1, 20)}`;
  }
}
