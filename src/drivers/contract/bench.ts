import type { NativeId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Driver } from "#drivers/driver.ts";

/**
 * A provider small enough for a test: its simulator, with one account on it and a driver connected.
 *
 * A clause asks the simulator what is true at the keypad. It never asks what the driver called.
 */
export interface Bench {
  readonly driver: Driver;
  readonly faults: Faults;
  /** What the driver volunteered so far. */
  readonly sightings: readonly Sighting[];
  /** Everything the driver sent, one line a call, as far as it must be the same in the same world. */
  readonly calls: readonly string[];
  /** Everything it logged, as text. */
  logged(): string;
  now(): number;
  advance(ms: number): Promise<void>;
  /** Moves time on until locks have done what the provider accepted for them. */
  settle(): Promise<void>;
  /** An empty lock that can be reached. */
  makeLock(): Promise<BenchLock>;
  close(): Promise<void>;
}

/** One lock of the simulator, seen from the door. */
export interface BenchLock {
  readonly id: NativeId;
  /** Three or more different PINs that it takes. */
  readonly goodPins: readonly [string, string, string, ...string[]];
  /** Digits that it does not take as a PIN. */
  readonly badPin: string;
  wouldOpen(digits: string): Promise<boolean>;
  /** The digits that somebody types who was given this PIN. */
  asTyped(pin: Pin): string;
  /** How many codes the lock has, whoever put them there. */
  countCodes(): Promise<number>;
  personAdds(name: string, digits: string): Promise<void>;
  personChanges(from: string, to: string): Promise<void>;
  personRemoves(digits: string): Promise<void>;
  /** People add codes, none of them in `goodPins`, until no place is left. */
  fillUp(): Promise<void>;
  setConnection(online: boolean): Promise<void>;
  /** Takes the lock out of the account. */
  remove(): Promise<void>;
}

/** What can go wrong between the driver and its provider. Each stays until it is ended. */
export interface Faults {
  /** Nobody answers at the provider's address. */
  outage(on: boolean): void;
  /** The provider answers that it is broken. */
  breakdown(on: boolean): void;
  /** The provider answers with something that is not what it should be. */
  nonsense(on: boolean): void;
  /** The provider takes none of our credentials. */
  refuseCredentials(on: boolean): void;
  /** The provider turns every call away for this long and says so. */
  throttle(ms: number): void;
  /** The provider never answers. */
  silence(on: boolean): void;
  /** One entry of every listing of codes is unreadable. */
  spoilListings(on: boolean): void;
  /** The next change is done, and its reply does not arrive. Once. */
  loseNextReply(): void;
}
