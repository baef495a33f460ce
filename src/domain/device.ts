import type { Capabilities } from "./capabilities.ts";
import type { DeviceConditionName } from "./catalog/causes.ts";
import type { FailureCause } from "./failure-cause.ts";
import type { ConnectedAccountId, DeviceId, NativeId, WorkspaceId } from "./ids.ts";

/** What kind of thing a device is to the contract; only locks carry codes. */
export type DeviceKind = "lock" | "hub";

/** Why a device cannot be reached, in the contract's own error codes. */
export type Disconnection = "device_disconnected" | "hub_disconnected";

/** Something that a provider says of a device. `since`, epoch milliseconds: absent until it is recorded. */
export interface DeviceCondition {
  readonly name: DeviceConditionName;
  readonly since?: number | undefined;
}

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
  readonly conditions?: readonly DeviceCondition[] | undefined;
}

/** The spare codes of a device: how many are wanted, and how many there are. */
export interface BackupPool {
  readonly size: number;
  /** Spare codes that are known to stand on the lock and that nobody has pulled. */
  readonly ready: number;
  /** Pulled ones that have not ended. */
  readonly pulled: number;
  /** Epoch milliseconds of the last of these. */
  readonly lastPulledAt: number | undefined;
  /** Since when fewer stand ready than are wanted, epoch milliseconds. */
  readonly lowSince: number | undefined;
}

/** A look that failed. */
export interface LookFailure {
  readonly because: FailureCause;
  readonly detail: string;
}

/** Looks at a device's codes within a day: how many since when, epoch milliseconds. */
export interface LooksTaken {
  readonly since: number;
  readonly count: number;
}

/** For how long the codes on a lock stay right while no server reaches it. */
export interface Autonomy {
  /** The autonomy horizon, epoch milliseconds; in the past: something is not right already. Absent: without end. */
  readonly until?: number | undefined;
}

/** Our record of one device: the provider's last word, and how our own looks at it went. */
export interface Device {
  readonly id: DeviceId;
  readonly workspaceId: WorkspaceId;
  readonly accountId: ConnectedAccountId;
  readonly isManaged: boolean;
  /** The name given through our API; the provider's own is `report.name`. */
  readonly nickname: string | undefined;
  readonly customMetadata: Readonly<Record<string, string | boolean>>;
  readonly report: DeviceReport;
  /** Last successful look at its codes, epoch milliseconds. */
  readonly observedAt: number | undefined;
  readonly unreachableSince: number | undefined;
  /** When it went offline within the last day, epoch milliseconds, oldest first. */
  readonly interruptions?: readonly number[] | undefined;
  /** Last look that showed everything on the lock, epoch milliseconds. */
  readonly wholeLookAt?: number | undefined;
  /** Why the last look failed; `undefined`: it did not. */
  readonly lookFailure?: LookFailure | undefined;
  /** How often its codes were looked at lately, for the sake of its batteries. */
  readonly looks?: LooksTaken | undefined;
  /** Set once the provider no longer knows the device. */
  readonly removedSince: number | undefined;
  readonly createdAt: number;
  /** The pool of spare codes that is kept on it; `undefined`: none. */
  readonly backupPool?: BackupPool | undefined;
  /** How long before its start a code that is at risk has a spare code pulled for it unasked, in milliseconds; `undefined`: never. */
  readonly failOverLeadMs?: number | undefined;
  /** As the last pass left it; `undefined`: not known yet, or not ours to keep right. */
  readonly autonomy?: Autonomy | undefined;
  /** Its lock is a virtual one. */
  readonly isInSandbox?: boolean;
  /**
   * A bridge may still put codes on it by what it was told last: nothing is known to stay off its lock. Ends, within
   * a pass, once the bridge has been told anew.
   */
  readonly isEntrusted?: boolean;
}
