import type { Draw } from "./entropy.ts";
import type { Body, Happening } from "./happening.ts";
import type { House } from "./house.ts";
import { recurring, type World } from "./world.ts";

/** A customer who hears nothing asks again after this, with the same key, in milliseconds. */
const askAgainMs = 20_000;
/** How often, on average, they do something about an endpoint. */
const actsEveryMs = 20 * 60_000;
/** How long they leave one switched off, at most. */
const offMs = [60_000, 20 * 60_000] as const;

const everything = ["*"];
const someTypes = ["access_code.set_on_device", "access_code.removed_from_device", "access_code.deleted"];
const deeds = ["rotate", "switch off", "look after", "look after", "ask again", "ask again"] as const;

/** The customer as one who listens: has endpoints told of events, over the API alone. */
export class Subscriber {
  readonly #world: World;
  readonly #house: House;
  readonly #draw: Draw;
  readonly #heard: string[] = [];
  #webhooks: readonly string[] = [];
  #asked = 0;
  #isOver = false;
  #stop: () => void = () => {};

  constructor(world: World, house: House) {
    this.#world = world;
    this.#house = house;
    this.#draw = world.draw("subscriber");
    world.hear((happening) => this.#hears(happening));
  }

  start(urls: readonly string[]): void {
    if (urls.length === 0) return;
    for (const url of urls) this.#world.kernel.after(this.#draw.between(0, 10 * 60_000), () => void this.#create(url));
    this.#stop = recurring(this.#world, this.#draw, actsEveryMs, () => void this.#act()).stop;
  }

  stop(): void {
    this.#isOver = true;
    this.#stop();
  }

  async #create(url: string): Promise<void> {
    const types = this.#draw.chance(0.7) ? everything : someTypes;
    const answer = await this.#ask("/webhooks/create", { url, event_types: types });
    const id = (answer?.webhook as Body | undefined)?.webhook_id;
    if (id !== undefined) this.#webhooks = [...this.#webhooks, String(id)];
  }

  async #act(): Promise<void> {
    if (this.#webhooks.length === 0) return;
    const webhook = { webhook_id: this.#draw.pick(this.#webhooks) };
    switch (this.#draw.pick(deeds)) {
      case "rotate":
        return void (await this.#ask("/webhooks/rotate_secret", webhook));
      case "switch off":
        await this.#ask("/webhooks/update", { ...webhook, is_enabled: false });
        await new Promise<void>((resolve) => this.#world.kernel.after(this.#draw.between(...offMs), resolve));
        return void (await this.#ask("/webhooks/update", { ...webhook, is_enabled: true }));
      case "look after": {
        const answer = await this.#ask("/webhooks/get", webhook);
        const shown = answer?.webhook as Body | undefined;
        if (shown?.disabled_at == null) return;
        return void (await this.#ask("/webhooks/update", { ...webhook, is_enabled: true }));
      }
      case "ask again":
        if (this.#heard.length === 0) return;
        return void (await this.#ask("/webhooks/redeliver", { ...webhook, event_id: this.#draw.pick(this.#heard) }));
    }
  }

  /** Asks until there is an answer. */
  async #ask(path: string, body: Body): Promise<Body | undefined> {
    this.#asked += 1;
    const key = `endpoint-${this.#asked}`;
    while (!this.#isOver) {
      const reply = await this.#house.ask(path, body, key);
      if (reply.kind === "answered") return reply.body;
      await new Promise<void>((resolve) => this.#world.kernel.after(askAgainMs, resolve));
    }
    return undefined;
  }

  #hears(happening: Happening): void {
    if (happening.kind !== "webhook" || happening.status === undefined) return;
    const event: { event_id?: unknown } = JSON.parse(happening.body);
    this.#heard.push(String(event.event_id));
  }
}
