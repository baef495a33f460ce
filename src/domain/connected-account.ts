import type { AccountConditionName } from "./catalog/causes.ts";
import type { BridgeId, ConnectedAccountId, ConnectWebviewId, NativeId, WorkspaceId } from "./ids.ts";

/** Something that a provider says of an account. `since`, epoch milliseconds: absent until it is recorded. */
export interface AccountCondition {
  readonly name: AccountConditionName;
  readonly since?: number | undefined;
}

/** A site of an account whose maker sells codes by the number of their users. */
export interface Site {
  readonly id: string;
  readonly name: string;
  readonly users: number;
  readonly usersAllowed: number;
  /** When it last came to have less or more room, epoch milliseconds: absent until it is recorded. */
  readonly since?: number | undefined;
}

/** What a provider says of an account, each time it is looked through. */
export interface AccountReport {
  readonly conditions: readonly AccountCondition[];
  readonly sites: readonly Site[];
}

/** Our record of credentials for one provider; the credentials themselves stay in the store. */
export interface ConnectedAccount {
  readonly id: ConnectedAccountId;
  readonly workspaceId: WorkspaceId;
  /** Which of our drivers speaks for it. */
  readonly driver: string;
  /** The contract's `account_type`, for example `schlage`. */
  readonly provider: string;
  readonly displayName: string;
  readonly customMetadata: Readonly<Record<string, string | boolean>>;
  readonly automaticallyManagesNewDevices: boolean;
  /** Set while the provider refuses our credentials; epoch milliseconds. */
  readonly disconnectedSince: number | undefined;
  /** Then: they can never be right, rather than being refused by now. */
  readonly hasInvalidCredentials?: boolean | undefined;
  /** Since when looks through it fail for other reasons, epoch milliseconds. */
  readonly failingSince?: number | undefined;
  readonly report?: AccountReport | undefined;
  readonly createdAt: number;
  /** The connect webview through which it was last connected. */
  readonly connectWebviewId?: ConnectWebviewId | undefined;
  /** Whom the provider knows the account by. */
  readonly email?: string | undefined;
  /** The contract's names of kinds of devices. Default: locks. */
  readonly acceptedCapabilities?: readonly AcceptedCapability[] | undefined;
  /** When all its devices were first looked through, epoch milliseconds. */
  readonly firstSyncedAt?: number | undefined;
  /** The bridge at whose site its driver runs. `undefined`: it runs in the server. */
  readonly bridgeId?: BridgeId | undefined;
  /** The locks of it that are brought in. `undefined`: all. */
  readonly chosenLocks?: readonly NativeId[] | undefined;
}

/** What kinds of devices an account may bring, in the contract's words. */
export type AcceptedCapability = "lock" | "thermostat" | "noise_sensor" | "access_control";
