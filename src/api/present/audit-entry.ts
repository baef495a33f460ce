import { writeInstant } from "#api/contract/instant.ts";
import type { WireAuditEntry } from "#api/contract/wire.ts";
import type { AuditEntryView } from "#app/views.ts";
import { presentActor } from "./actor.ts";

export function presentAuditEntry(entry: AuditEntryView, names: ReadonlyMap<string, string>): WireAuditEntry {
  return {
    audit_entry_id: entry.id,
    workspace_id: entry.workspaceId,
    action: entry.action,
    occurred_at: writeInstant(entry.at),
    actor: entry.by === undefined ? { type: "system" } : presentActor(entry.by, names),
    device_id: entry.deviceId ?? null,
    access_code_id: entry.accessCodeId ?? null,
    reason: entry.reason ?? null,
  };
}
