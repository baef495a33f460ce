import type { Capabilities } from "./capabilities.ts";
import type { NativeId } from "./ids.ts";

/** What kind of thing a device is to the contract; only locks carry codes. */
export type DeviceKind = "lock" | "hub";

/** Why a device cannot be reached, in the contract's own error codes. */
export type Disconnection = "device_disconnected" | "hub_disconnected";

/** What a provider says of one device, each time it is looked at. */
export interface DeviceReport {
  readonly nativeId: NativeId;
  readonly kind: DeviceKind;
  /** The contract's `device_type`, for example `schlage_lock`. */
  readonly deviceType: string;
  readonly name: string;
  readonly modelName: string;
  readonly manufacturer: string;
  /** `undefined` while it can be reached. */
  readonly disconnected: Disconnection | undefined;
  /** 0 to 1. */
  readonly batteryLevel: number | undefined;
  readonly locked: boolean | undefined;
  readonly doorOpen: boolean | undefined;
  /** IANA zone of the lock's place. */
  readonly timeZone: string | undefined;
  /** The lock's clock minus ours, in milliseconds, where the provider tells the lock's time. */
  readonly clockErrorMs: number | undefined;
  readonly hasKeypad: boolean;
  readonly capabilities: Capabilities;
}
