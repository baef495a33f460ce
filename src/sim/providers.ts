import type { Desk } from "#app/desk.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { NativeId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Driver } from "#drivers/driver.ts";
import type { DriverFor } from "#reconcile/device-pass.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { FaultPlan } from "./faults.ts";
import type { Connection, House } from "./house.ts";
import type { Life } from "./life.ts";
import { localProfiles } from "./local-profiles.ts";
import { SimLock } from "./lock.ts";
import { type LockProfile, lockProfiles } from "./lock-profile.ts";
import type { PlayedLock } from "./played-lock.ts";
import { simDriver } from "./provider.ts";
import type { CallNumbers } from "./provider-line.ts";
import type { RunScene } from "./scene.ts";
import type { Shape } from "./shapes.ts";
import type { World } from "./world.ts";

/** What there is beyond the house: the accounts that it is connected with, and their locks. */
export interface Providers {
  readonly connections: readonly Connection[];
  readonly driversFor: (life: Life, desk: Desk) => DriverFor;
  /** How a process calls the network. Default: nothing that it does calls it. */
  readonly fetchFor?: (life: Life) => Runtime["fetch"];
  /** They are connected now: each account's locks. */
  connected(accounts: readonly ConnectedAccount[]): readonly (readonly PlayedLock[])[];
  /** Lets owners who are signed out come to the house. Default: they are back by themselves. */
  welcome?(house: House, scene: RunScene): void;
  /** Stops all that is under way. */
  close?(): void;
}

interface Parts {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly calls: CallNumbers;
}

/** Providers that answer what a driver is asked, without anything in between. */
export function simulatedProviders(parts: Parts, accounts: number, shape: Shape): Providers {
  const { world, faults, calls } = parts;
  const byAccount = new Map<string, readonly SimLock[]>();
  return {
    connections: Array.from({ length: accounts }, () => ({ driver: "lock_cloud", provider: "schlage", config: {} })),
    driversFor: (life) => {
      const drivers = new Map<string, Driver>();
      return async (account) => {
        const driver =
          drivers.get(account.id) ?? simDriver(world, life, faults, byAccount.get(account.id) ?? [], calls);
        drivers.set(account.id, driver);
        return driver;
      };
    },
    connected: (made) =>
      made.map((account) => {
        const profiles = world.options.story?.locks ?? drawnLocks(world, account, shape);
        const locks = locksOf(parts, account, profiles);
        byAccount.set(account.id, locks);
        return locks;
      }),
  };
}

function drawnLocks(world: World, account: ConnectedAccount, shape: Shape): readonly LockProfile[] {
  const draw = world.draw(`locks of ${account.displayName}`);
  const kinds = world.options.locks === "local" ? localProfiles : lockProfiles;
  return Array.from({ length: draw.between(...shape.locks) }, () => draw.pick(kinds));
}

function locksOf(
  { world, faults }: Parts,
  account: ConnectedAccount,
  profiles: readonly LockProfile[],
): readonly SimLock[] {
  const letter = account.displayName.at(-1);
  return profiles.map(
    (profile, index) => new SimLock(world, faults, `lock-${letter}${index + 1}` as NativeId, profile),
  );
}

/** The locks of a story, which knows what only simulated ones let themselves be told. */
export function simulatedLocks(locks: readonly PlayedLock[]): readonly SimLock[] {
  return locks.map((lock) => {
    invariant(lock instanceof SimLock, "a story is told at simulated locks");
    return lock;
  });
}
