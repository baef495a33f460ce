import type { AccessCodeId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { searchCodes } from "#store/search-codes.ts";
import type { Desk } from "./desk.ts";
import { pagedBy } from "./paging.ts";
import type { AccessCodeView, Page, Paged } from "./views.ts";

export interface SearchAccessCodes {
  readonly accessCodeIds: readonly AccessCodeId[] | undefined;
  /** Part of a name or id, or the exact digits of a code. */
  readonly search: string | undefined;
  readonly deviceId: DeviceId | undefined;
  readonly commonCodeKey: string | undefined;
  /** `undefined`: managed or not. */
  readonly isManaged: boolean | undefined;
  readonly page: Page;
}

/** Codes of all doors, newest first; without any filter, all of them. */
export async function searchAccessCodes(
  desk: Desk,
  workspace: WorkspaceId,
  { accessCodeIds, search, page, ...narrowed }: SearchAccessCodes,
): Promise<Paged<AccessCodeView>> {
  const keys = await desk.store.keysOf(workspace);
  const pin = search === undefined ? undefined : Pin.parse(search);
  return pagedBy(
    page,
    ({ code }: AccessCodeView) => code,
    (limit) =>
      searchCodes(desk.store.db, keys, workspace, {
        ...narrowed,
        ids: accessCodeIds,
        search,
        pin,
        limit,
        after: page.after,
      }),
  );
}
