import type { AccountReport } from "#domain/connected-account.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { FormField } from "#domain/form-field.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Mandate } from "#domain/mandate.ts";
import type { FailureCause, Observation } from "#domain/observation.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { SignInAnswers, SignInStep } from "#domain/sign-in-step.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Runtime } from "#runtime/runtime.ts";

export type { SignInStep };

/** What looking through an account showed. */
export type Discovery =
  | {
      readonly kind: "found";
      readonly devices: readonly DeviceReport[];
      /** What the provider says of the account itself, where it says anything. */
      readonly account?: AccountReport | undefined;
    }
  | {
      readonly kind: "failed";
      readonly because: FailureCause;
      readonly detail: string;
      readonly notBefore: number | undefined;
      /** What is known of the account all the same. Default: what was known before. */
      readonly account?: AccountReport | undefined;
    };

/**
 * One signed-in connection to a provider.
 *
 * A driver does not retry, cache, rate-limit or remember what is wanted: the reconciler does. It never
 * throws across this boundary: what goes wrong is a value. It obeys the signal.
 */
export interface Driver {
  /** Every device of the account. */
  discover(signal: AbortSignal): Promise<Discovery>;
  /**
   * One device and the codes on it. An unreachable lock is never reported as empty. `places`: where codes of ours stand
   * or may stand; a driver for which reading costs a battery reads these, what is cheap, and says what it left out.
   */
  observe(device: NativeId, signal: AbortSignal, places?: readonly Place[]): Promise<Observation>;
  /** Does one step. Done twice, it leaves one code, and clearing what is gone is done; but each `issue` makes a PIN. */
  apply(device: NativeId, step: Step, signal: AbortSignal): Promise<Outcome>;
  /**
   * Of a driver that goes on alone where nobody reaches it: what it is to keep right then, in place of what it was told
   * before. Answers whether it has that. A provider's own driver has no such verb.
   */
  entrust?(device: NativeId, mandate: Mandate, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Where a driver leaves what it was told without asking. */
export interface Listener {
  /** Record a fact. The reconciler is then woken by name only, and reads the store. */
  sighting(sighting: Sighting): void;
  /** The provider issued new credentials: keep this configuration instead of the old one. */
  configChanged(config: unknown): void;
}

/** What a driver is handed to work in. */
export interface Surroundings {
  readonly runtime: Runtime;
  readonly listener: Listener;
  /** Where the provider may post to us for this account; `undefined` where it cannot reach us. */
  readonly deliveryUrl: string | undefined;
  /** A folder of this account's own that nobody else can read, for a driver that keeps files; absent for any other. */
  readonly directory?: string | undefined;
  /** What the operator has set for this driver (`SignIn.settings`), by name. Default: nothing. */
  readonly settings?: Settings | undefined;
}

/** What an operator has set, by the names of the fields. */
export type Settings = Readonly<Record<string, string>>;

/** What a provider delivered to our address for it. */
export interface Delivery {
  readonly headers: Headers;
  readonly body: string;
}

/** A provider's name and what stands behind its driver. */
export interface Manifest {
  readonly driver: string;
  readonly displayName: string;
  readonly transport: "cloud" | "local";
  /** What the driver's behaviour is proved against. */
  readonly proof: "simulator" | "recorded" | "peer" | "hardware";
  /** What somebody fills in to connect an account; absent where accounts are signed in to elsewhere. */
  readonly form?: readonly FormField[];
  /** The driver keeps files of its own in `Surroundings.directory`. Default: it does not. */
  readonly keepsFiles?: true;
}

/** How people sign in to a maker's cloud through a page of ours. It keeps nothing: what it must know again is in `kept`. */
export interface SignIn {
  /** The contract's keys of the providers whose accounts these are, for example `august` and `yale`. */
  readonly providers: readonly string[];
  /** What the operator sets before anybody can sign in: constants of the maker's app, our application's id and secret. */
  readonly settings: readonly FormField[];
  /** What the first page asks. Empty: the maker has a page of its own for that. */
  readonly asks: readonly FormField[];
  step(turn: SignInTurn, runtime: Runtime, signal: AbortSignal): Promise<SignInStep>;
}

/** What one step of a sign-in has to go by, at whichever of its providers, with what the operator has set. */
export interface SignInTurn extends SignInAnswers {
  readonly provider: string;
  readonly settings: Settings;
}

/** One kind of provider. `Config` holds its credentials; it is stored encrypted. */
export interface DriverModule<Config = unknown> {
  readonly manifest: Manifest;
  /** Throws no error: `undefined` where `raw` is not a configuration of this driver. */
  parseConfig(raw: unknown): Config | undefined;
  /** Does no input or output: the first look does. */
  connect(config: Config, surroundings: Surroundings): Driver;
  /** Absent where there is nothing to sign in to. */
  readonly signIn?: SignIn;
  /** Reads what a provider posts to us; `undefined` where it is not genuine or not understood. */
  receive(config: Config, delivery: Delivery): readonly Sighting[] | undefined;
}
