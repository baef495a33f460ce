import type { AccessCodeId, WorkspaceId } from "#domain/ids.ts";
import { actorNames } from "#store/actor-names.ts";
import { type AuditEntry, listAuditEntries as listStored } from "#store/audit-entries.ts";
import type { Desk } from "./desk.ts";
import { pagedBy } from "./paging.ts";
import type { Page, Paged } from "./views.ts";

export interface ListAuditEntries {
  readonly accessCodeId: AccessCodeId | undefined;
  readonly page: Page;
}

/** Newest first, with what those are called who did it. */
export async function listAuditEntries(
  { store }: Desk,
  workspace: WorkspaceId,
  { accessCodeId, page }: ListAuditEntries,
): Promise<Paged<AuditEntry> & { readonly names: ReadonlyMap<string, string> }> {
  const { after } = page;
  const place = after === undefined ? undefined : { at: after.createdAt, id: after.id };
  const paged = await pagedBy(
    page,
    ({ id, at }: AuditEntry) => ({ id, createdAt: at }),
    (limit) => listStored(store.db, workspace, { accessCodeId, after: place, limit }),
  );
  const actors = paged.items.flatMap(({ by }) => by ?? []);
  return { ...paged, names: await actorNames(store.db, workspace, actors) };
}
