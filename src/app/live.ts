import type { AccessCodeId, ConnectedAccountId, DeviceId, EventId, WorkspaceId } from "#domain/ids.ts";
import { listRecentFacts } from "#store/events.ts";
import type { Store } from "#store/store.ts";

/** That something happened, and to what. */
export interface Fact {
  readonly id: EventId;
  readonly type: string;
  readonly deviceId: DeviceId | undefined;
  readonly accessCodeId: AccessCodeId | undefined;
  readonly accountId: ConnectedAccountId | undefined;
}

/** More than this at once tells a page no more than that much happened. */
const atMost = 500;

/** What was recorded since, epoch milliseconds, oldest first. */
export async function recentFacts({ db }: Store, workspace: WorkspaceId, since: number): Promise<readonly Fact[]> {
  return listRecentFacts(db, workspace, since, atMost);
}
