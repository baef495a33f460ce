import type { ConnectedAccountId, ConnectWebviewId, WorkspaceId } from "./ids.ts";

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
  readonly createdAt: number;
  /** The connect webview through which it was last connected. */
  readonly connectWebviewId?: ConnectWebviewId | undefined;
  /** Whom the provider knows the account by. */
  readonly email?: string | undefined;
  /** The contract's names of kinds of devices. Default: locks. */
  readonly acceptedCapabilities?: readonly AcceptedCapability[] | undefined;
  /** When all its devices were first looked through, epoch milliseconds. */
  readonly firstSyncedAt?: number | undefined;
}

/** What kinds of devices an account may bring, in the contract's words. */
export type AcceptedCapability = "lock" | "thermostat" | "noise_sensor" | "access_control";
