import { writeInstant } from "#api/contract/instant.ts";
import type { Bridge } from "#domain/bridge.ts";

export function presentBridge({ id, workspaceId, createdAt }: Bridge) {
  return { bridge_id: id, workspace_id: workspaceId, created_at: writeInstant(createdAt) };
}
