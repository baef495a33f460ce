import type { AcceptedCapability } from "./connected-account.ts";
import type { ConnectedAccountId, ConnectWebviewId, WorkspaceId } from "./ids.ts";

/** A page through which somebody signs in to a provider, once, so that we may see and program their locks. */
export interface ConnectWebview {
  readonly id: ConnectWebviewId;
  readonly workspaceId: WorkspaceId;
  /** The contract's provider keys. */
  readonly acceptedProviders: readonly string[];
  /** Nobody narrowed the providers. */
  readonly acceptsAnyProvider: boolean;
  readonly acceptedCapabilities: readonly AcceptedCapability[];
  /** The account gets a copy. */
  readonly customMetadata: Readonly<Record<string, string | boolean>>;
  /** Where the browser goes after a sign-in; `undefined`: a page of ours says that it is done. */
  readonly redirectUrl: string | undefined;
  readonly redirectFailureUrl: string | undefined;
  readonly automaticallyManagesNewDevices: boolean;
  /** It counts as done only once the account's devices are known. */
  readonly waitsForDevices: boolean;
  /** `syncing`: signed in, and waiting for the devices. */
  readonly status: "pending" | "failed" | "syncing" | "authorized";
  readonly selectedProvider: string | undefined;
  readonly accountId: ConnectedAccountId | undefined;
  /** Epoch milliseconds. */
  readonly authorizedAt: number | undefined;
  readonly createdAt: number;
}
