import type { AccessCodeId, WorkspaceId } from "#domain/ids.ts";
import type { Problem } from "#domain/problem.ts";
import { type FoundCode, keepFoundCode, listFoundCodes as listStored } from "#store/found-codes.ts";
import type { Desk } from "./desk.ts";
import { pagedBy } from "./paging.ts";
import { noSuchCode } from "./problems.ts";
import type { Page, Paged } from "./views.ts";

/** What was found on locks, at every door: what is still to be decided, or what was kept. */
export async function listFoundCodes(
  { store }: Desk,
  workspace: WorkspaceId,
  { kept, page }: { readonly kept: boolean; readonly page: Page },
): Promise<Paged<FoundCode>> {
  const keys = await store.keysOf(workspace);
  return pagedBy(
    page,
    ({ code }: FoundCode) => code,
    (limit) => listStored(store.db, keys, workspace, { kept, after: page.after, limit }),
  );
}

/** Somebody says that a found code may stay on its lock without us; it is listed as found no more. */
export async function keepFound(
  { store, runtime }: Desk,
  workspace: WorkspaceId,
  { accessCodeId, isKept }: { readonly accessCodeId: AccessCodeId; readonly isKept: boolean },
): Promise<Problem | undefined> {
  const isThere = await keepFoundCode(store.db, workspace, accessCodeId, isKept ? runtime.now() : undefined);
  return isThere ? undefined : noSuchCode(accessCodeId);
}
