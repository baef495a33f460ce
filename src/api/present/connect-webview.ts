import { writeInstant } from "#api/contract/instant.ts";
import type { WireConnectWebview } from "#api/contract/wire.ts";
import { webviewPath } from "#api/webview-path.ts";
import type { ConnectWebview } from "#domain/connect-webview.ts";

/** `origin`: where the caller reached us; the page is there too. */
export function presentConnectWebview(webview: ConnectWebview, origin: string): WireConnectWebview {
  const isDone = webview.status === "authorized";
  return {
    connect_webview_id: webview.id,
    workspace_id: webview.workspaceId,
    created_at: writeInstant(webview.createdAt),
    url: `${origin}${webviewPath}?connect_webview_id=${webview.id}`,
    // To the contract, waiting for devices is a login that is not done yet.
    status: webview.status === "syncing" ? "pending" : webview.status,
    login_successful: isDone,
    connected_account_id: isDone ? (webview.accountId ?? null) : null,
    authorized_at: isDone && webview.authorizedAt !== undefined ? writeInstant(webview.authorizedAt) : null,
    selected_provider: webview.selectedProvider ?? null,
    accepted_providers: [...webview.acceptedProviders],
    accepted_devices: [...webview.acceptedProviders],
    any_provider_allowed: webview.acceptsAnyProvider,
    any_device_allowed: webview.acceptsAnyProvider,
    accepted_capabilities: [...webview.acceptedCapabilities],
    device_selection_mode: "none",
    custom_metadata: { ...webview.customMetadata },
    custom_redirect_url: webview.redirectUrl ?? null,
    custom_redirect_failure_url: webview.redirectFailureUrl ?? null,
    automatically_manage_new_devices: webview.automaticallyManagesNewDevices,
    wait_for_device_creation: webview.waitsForDevices,
  };
}
