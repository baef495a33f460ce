import type { BridgeId, ConnectedAccountId, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { createConnectWebview } from "./connect-webviews.ts";
import type { Desk } from "./desk.ts";
import { keepAccount } from "./sign-in-through-webview.ts";

export interface ConnectAccount {
  /** The driver, which is also the provider's name. */
  readonly driver: string;
  readonly displayName: string;
  /** What the driver connects with. */
  readonly config: unknown;
  /** At whose site its driver runs. `undefined`: in the server. */
  readonly bridgeId?: BridgeId | undefined;
  readonly automaticallyManagesNewDevices: boolean;
}

/** Connects an account that somebody has filled in a form for, as a webview does once somebody has signed in. */
export async function connectAccount(
  desk: Desk,
  workspace: WorkspaceId,
  { driver, displayName, config, bridgeId, automaticallyManagesNewDevices }: ConnectAccount,
): Promise<ConnectedAccountId> {
  const webview = await createConnectWebview(desk, workspace, {
    acceptedProviders: [driver],
    acceptedCapabilities: undefined,
    customMetadata: undefined,
    redirectUrl: undefined,
    redirectFailureUrl: undefined,
    automaticallyManagesNewDevices,
    waitsForDevices: false,
    sessionId: undefined,
  });
  const account = await keepAccount(desk, webview, driver, { driver, email: undefined, displayName, config, bridgeId });
  invariant(account !== undefined, "nobody else knows of a webview that was made a moment ago");
  return account;
}
