import type { WireWorkspace } from "#api/contract/wire.ts";
import type { WorkspaceView } from "#app/views.ts";

export function presentWorkspace({ id, name, isSandbox }: WorkspaceView): WireWorkspace {
  return {
    workspace_id: id,
    name,
    company_name: name,
    is_sandbox: isSandbox,
    is_suspended: false,
    connect_partner_name: null,
    connect_webview_customization: {},
    organization_id: null,
    is_publishable_key_auth_enabled: false,
  };
}
