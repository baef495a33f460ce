import type { BenchLock } from "#drivers/contract/bench.ts";
import type { Dialect } from "#drivers/contract/faulty-line.ts";
import type { DriverModule, Settings } from "#drivers/driver.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { AccountMade, ControlClient } from "#virtual-locks/control-client.ts";
import type { ClientInput, DeviceInput } from "#virtual-locks/control-contract.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";

/** A driver and the counterpart of the cloud that it speaks to, with what is peculiar to testing the two together. */
export interface MakerStack<Config = unknown> {
  /** Whose wire the cloud speaks. Default: the published contract. */
  readonly maker?: MakerCloud;
  readonly module: DriverModule<Config>;
  /** The model of the hub that locks of this profile are behind. Default: they need none. */
  hubOf(profile: string): string | undefined;
  /** An application that is registered with the cloud before anybody signs in. */
  readonly client?: ClientInput | undefined;
  /** What an operator would have set for the driver. */
  settings(baseUrl: string): Settings;
  readonly dialect: Omit<Dialect, "now">;
  /** Signs the account in: what the driver is connected with. Over `runtime.fetch`, as the driver itself does. */
  configOf(account: MadeAccount): Promise<Config> | Config;
  /** What the maker has sent to whoever signs in, where it wants to know that they are who they say. */
  secondFactor?(maker: { readonly control: ControlClient; readonly cloudAccount: string }): Promise<string>;
  /** What is filled in beside mail address, password and that, by the names of the fields; of a cloud at `baseUrl`. */
  further?(baseUrl: string, locks: number): Readonly<Record<string, string>>;
  /** What an owner does at the maker whose account was taken from us, before signing in again. Default: nothing. */
  letUsInAgain?(maker: { readonly control: ControlClient; readonly cloudAccount: string }): Promise<unknown>;
  /** What every lock of this make must be made with. */
  readonly usual?: Partial<DeviceInput>;
  /** Strangers' codes are shown by none of its locks, or not given away. Default: they can be adopted. */
  readonly keepsStrangers?: true;
  /** Its maker computes every PIN: its locks take none from us. Default: they do. */
  readonly takesNoPins?: true;
  /** Its maker chooses the PIN of each code that it puts onto a lock. Default: it does not. */
  readonly choosesPins?: true;
  /** PINs that its locks take, one that they do not, and some that fill one up. Default: those of a usual keypad. */
  readonly pins?: Pins;
  /** The maker lists no codes: a look is told the places that codes were given, as the house tells them. Default false. */
  readonly listsNothing?: true;
  /** Titles of the catalogue's cases that the maker has no way to tell of, each with the reason. */
  readonly cannotRaise?: Readonly<Record<string, string>>;
  /** Longer than its locks take to be programmed, in milliseconds. Default: 31 s. */
  readonly programmedWithinMs?: number;
  /** Within a step the driver waits for the lock's word: time goes on meanwhile. Default: it never waits. */
  readonly waitsWithinSteps?: true;
}

export interface Pins {
  readonly good: BenchLock["goodPins"];
  readonly bad: string;
  readonly fillers: readonly string[];
}

/** An account at the cloud, and where that is. */
export interface MadeAccount {
  readonly baseUrl: string;
  readonly account: AccountMade;
  readonly email: string;
  readonly password: string;
  readonly runtime: Runtime;
  readonly control: ControlClient;
}
