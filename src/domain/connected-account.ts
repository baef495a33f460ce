import type { ConnectedAccountId, WorkspaceId } from "./ids.ts";

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
}
