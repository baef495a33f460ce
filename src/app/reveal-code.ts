import type { AccessCodeId, AuditEntryId } from "#domain/ids.ts";
import type { Problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { insertAuditEntry } from "#store/audit-entries.ts";
import { findCode } from "#store/code-views.ts";
import type { Desk } from "./desk.ts";
import { noSuchCode } from "./problems.ts";
import type { AccessCodeView } from "./views.ts";

export interface RevealCode {
  readonly accessCodeId: AccessCodeId;
  /** In the words of whoever asks. */
  readonly reason: string | undefined;
}

/** A code with its PIN, managed or not, for somebody to read. That they asked is written down before they are answered. */
export async function revealCode(
  desk: Desk,
  scope: Scope,
  { accessCodeId, reason }: RevealCode,
): Promise<AccessCodeView | Problem> {
  const { store, runtime } = desk;
  const workspaceId = workspaceOf(scope);
  const found = await findCode(store.db, await store.keysOf(workspaceId), scope, accessCodeId);
  if (found === undefined) return noSuchCode(accessCodeId);
  await insertAuditEntry(store.db, {
    id: runtime.uuid() as AuditEntryId,
    workspaceId,
    action: "access_code.revealed",
    by: desk.askedBy,
    deviceId: found.device.id,
    accessCodeId,
    reason,
    at: runtime.now(),
  });
  return found;
}
