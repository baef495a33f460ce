import { z } from "zod";
import { connectedAccountId, connectWebviewId, userIdentityId } from "#api/contract/params.ts";
import type { CreateClientSession } from "#app/client-sessions.ts";

/** What a session can be given. */
export const grantFields = z.object({
  connected_account_ids: z.array(connectedAccountId).optional(),
  connect_webview_ids: z.array(connectWebviewId).optional(),
  user_identity_id: userIdentityId.optional(),
  // Deprecated: a session is of one person.
  user_identity_ids: z.array(userIdentityId).min(1).max(1).optional(),
});

type Granted = Pick<CreateClientSession, "accountIds" | "webviewIds" | "userIdentityId">;

export function granted(asked: z.output<typeof grantFields>): Granted {
  return {
    accountIds: asked.connected_account_ids ?? [],
    webviewIds: asked.connect_webview_ids ?? [],
    userIdentityId: asked.user_identity_id ?? asked.user_identity_ids?.[0],
  };
}
