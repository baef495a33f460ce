import { writeInstant } from "#api/contract/instant.ts";
import type { WireClientSession } from "#api/contract/wire.ts";
import type { ClientSessionView } from "#app/views.ts";

export function presentClientSession(session: ClientSessionView): WireClientSession {
  const { userIdentityId, customerKey } = session;
  return {
    client_session_id: session.id,
    workspace_id: session.workspaceId,
    token: session.token,
    user_identifier_key: session.userIdentifierKey ?? null,
    created_at: writeInstant(session.createdAt),
    expires_at: writeInstant(session.expiresAt),
    device_count: session.deviceCount,
    connected_account_ids: [...session.accountIds],
    connect_webview_ids: [...session.webviewIds],
    user_identity_ids: userIdentityId === undefined ? [] : [userIdentityId],
    ...(userIdentityId === undefined ? {} : { user_identity_id: userIdentityId }),
    ...(customerKey === undefined ? {} : { customer_key: customerKey }),
  };
}
