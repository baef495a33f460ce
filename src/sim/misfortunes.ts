import { ailments } from "./ailment.ts";
import type { SimEndpoint } from "./endpoint.ts";
import type { Draw } from "./entropy.ts";
import type { IntervalName } from "./fault-catalogue.ts";
import type { FaultPlan } from "./faults.ts";
import type { House } from "./house.ts";

import type { PinBook } from "./pin-book.ts";
import type { PlayedLock } from "./played-lock.ts";
import type { Shape } from "./shapes.ts";
import { recurring, type World } from "./world.ts";

const second = 1_000;
const minute = 60_000;
const hour = 60 * minute;

/** Everything that comes over locks, accounts and processes by itself, until it is stopped. */
export class Misfortunes {
  readonly #world: World;
  readonly #faults: FaultPlan;
  readonly #shape: Shape;
  readonly #pins: PinBook;
  #endpoints: readonly SimEndpoint[] = [];
  readonly #stops: (() => void)[] = [];

  constructor(world: World, faults: FaultPlan, shape: Shape, pins: PinBook) {
    this.#world = world;
    this.#faults = faults;
    this.#shape = shape;
    this.#pins = pins;
  }

  start(house: House, accounts: readonly (readonly PlayedLock[])[], endpoints: readonly SimEndpoint[]): void {
    this.#endpoints = endpoints;
    for (const endpoint of endpoints) this.#overEndpoint(endpoint);
    for (const [index, locks] of accounts.entries()) {
      this.#every("account_signed_out", `account ${index}`, (draw) => this.#signOut(locks, draw));
      for (const lock of locks) this.#overLock(lock);
    }
    this.#every("crash", "processes", (draw) => {
      if (house.lives.length > 0) draw.pick(house.lives).end();
    });
    this.#every("pause", "processes", (draw) => {
      if (house.lives.length > 0) draw.pick(house.lives).pause(draw.between(11_000, 90_000));
    });
  }

  /** They end, and what they left is mended but for what stands on the keypads. */
  stop(accounts: readonly (readonly PlayedLock[])[]): void {
    for (const stop of this.#stops) stop();
    for (const endpoint of this.#endpoints) endpoint.recover();
    for (const lock of accounts.flat()) {
      lock.isGone = false;
      lock.isSignedOut = false;
      lock.setClockError(0);
      lock.setOnline(true);
    }
  }

  #overLock(lock: PlayedLock): void {
    const name = lock.nativeId;
    this.#every("lock_offline", name, (draw) => this.#offline(lock, draw));
    this.#every("battery_loss", name, (draw) => {
      const share = draw.chance(0.3) ? 1 : draw.fraction();
      lock.note("battery", share === 1 ? "all is lost" : "some is lost");
      lock.loseEntries(() => draw.chance(share));
    });
    this.#every("capacity_shrinks", name, (draw) => {
      lock.capacity = Math.max(1, lock.capacity - draw.between(1, 2));
      lock.note("shrunk", String(lock.capacity));
    });
    this.#every("clock_skew", name, (draw) => {
      // An hour that was not put forward, a clock that drifts, or one that was never set.
      const error = draw.pick([
        -hour,
        hour,
        draw.between(-5 * minute, 5 * minute),
        draw.between(-12 * hour, 12 * hour),
        0,
      ]);
      lock.setClockError(error);
      lock.note("clock", `${error} ms`);
    });
    this.#every("device_gone", name, (draw) => {
      lock.isGone = true;
      lock.note("gone");
      this.#world.kernel.after(draw.between(minute, 3 * hour), () => {
        lock.isGone = false;
        lock.note("back");
      });
    });
    this.#every("people", name, (draw) => this.#person(lock, draw));
  }

  #overEndpoint(endpoint: SimEndpoint): void {
    this.#every("endpoint_ill", endpoint.url, (draw) => {
      const isShort = draw.chance(0.5);
      endpoint.fallIll(draw.pick(ailments));
      this.#world.kernel.after(isShort ? draw.between(second, 3 * minute) : draw.between(10 * minute, 3 * hour), () =>
        endpoint.recover(),
      );
    });
  }

  #offline(lock: PlayedLock, draw: Draw): void {
    lock.setOnline(false);
    const most = this.#shape.pins < 1_000 ? 2 * hour : 24 * hour;
    this.#world.kernel.after(draw.between(minute, most), () => lock.setOnline(true));
  }

  #signOut(locks: readonly PlayedLock[], draw: Draw): void {
    signOut(locks, true);
    this.#world.kernel.after(draw.between(minute, 3 * hour), () => signOut(locks, false));
  }

  #person(lock: PlayedLock, draw: Draw): void {
    const { entries } = lock.keypad;
    const doing = draw.pick(["add", "add", "add", "change", "delete", "take over"] as const);
    const one = entries.length === 0 ? undefined : draw.pick(entries);
    // Now and then somebody chooses the PIN of a code that stands there, ours or not.
    const pin =
      one !== undefined && draw.chance(0.1) ? one.pin : this.#pins.anyPin(lock.profile.capabilities.codeLengths);
    const label = draw.pick(["Cleaner", "Owner", `Guest ${draw.between(1, 20)}`]);
    if (doing === "add" || one === undefined) {
      if (lock.personAdds(pin, label)) this.#world.count("somebody adds a code");
    } else if (doing === "change") {
      lock.personChanges(one, pin);
      this.#world.count("somebody changes a code");
    } else {
      lock.personRemoves(one);
      this.#world.count("somebody deletes a code");
      // Where places are numbered, this one is the first that is free.
      if (doing === "take over") lock.personAdds(pin, label);
    }
  }

  #every(name: IntervalName, whose: string, happen: (draw: Draw) => void): void {
    const everyMs = this.#faults.everyMs(name);
    if (everyMs === undefined) return;
    const draw = this.#world.draw(`${name} of ${whose}`);
    const { stop } = recurring(this.#world, draw, everyMs, () => {
      this.#world.count(name);
      happen(draw);
    });
    this.#stops.push(stop);
  }
}

/** The credentials of an account are refused from now on, or taken again. */
export function signOut(locks: readonly PlayedLock[], isOut: boolean): void {
  for (const lock of locks) {
    lock.isSignedOut = isOut;
    lock.note(isOut ? "signed_out" : "signed_in");
  }
}
