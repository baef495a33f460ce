import { writeInstant } from "#api/contract/instant.ts";
import type { WireApiKey } from "#api/contract/wire.ts";
import type { ApiKeyView } from "#app/views.ts";

export function presentApiKey(key: Omit<ApiKeyView, "longTokenHash">): WireApiKey {
  return {
    api_key_id: key.id,
    workspace_id: key.workspaceId,
    name: key.name,
    short_token: key.shortToken,
    created_at: writeInstant(key.createdAt),
    expires_at: key.expiresAt === undefined ? null : writeInstant(key.expiresAt),
    revoked_at: key.revokedAt === undefined ? null : writeInstant(key.revokedAt),
  };
}
