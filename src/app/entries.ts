import type { AccessCodeId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { type Entry, listEntries as listStored } from "#store/entries.ts";
import type { Desk } from "./desk.ts";
import { pagedBy } from "./paging.ts";
import type { Page, Paged } from "./views.ts";

export interface ListEntries {
  readonly deviceId: DeviceId | undefined;
  readonly accessCodeId: AccessCodeId | undefined;
  readonly page: Page;
}

/** Who came in, and who was refused, the newest first. */
export async function listEntries(
  { store }: Desk,
  workspace: WorkspaceId,
  { page, ...of }: ListEntries,
): Promise<Paged<Entry>> {
  const { after } = page;
  const place = after === undefined ? undefined : { at: after.createdAt, id: after.id };
  return pagedBy(
    page,
    ({ id, at }: Entry) => ({ id, createdAt: at }),
    (limit) => listStored(store.db, workspace, { ...of, after: place, limit }),
  );
}
