import type { WireWorkspace } from "#api/contract/wire.ts";
import type { SignedIn, WorkspaceView } from "#app/views.ts";

/** The publishable key is shown where it works, and not to the customer's users. */
export function presentWorkspace(workspace: WorkspaceView, caller: SignedIn): WireWorkspace {
  const { publishableKey, allowsPublishableKey } = workspace;
  return {
    workspace_id: workspace.id,
    name: workspace.name,
    company_name: workspace.companyName ?? workspace.name,
    is_sandbox: workspace.isSandbox,
    is_suspended: workspace.isSuspended,
    connect_partner_name: workspace.connectPartnerName ?? null,
    connect_webview_customization: workspace.customization,
    organization_id: null,
    is_publishable_key_auth_enabled: allowsPublishableKey,
    ...(allowsPublishableKey && caller.kind !== "client_session" && publishableKey !== undefined
      ? { publishable_key: publishableKey }
      : {}),
  };
}
