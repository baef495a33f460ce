import type { WorkspaceId } from "#domain/ids.ts";
import { findDevices } from "#store/device-views.ts";
import { type WorkspaceHealth, workspaceHealth } from "#store/workspace-health.ts";
import type { Desk } from "./desk.ts";
import type { DeviceView } from "./views.ts";

/** So many doors are enough to begin with. */
const mostDoors = 100;

export interface Health extends Omit<WorkspaceHealth, "doorsToLookAfter"> {
  readonly doorsToLookAfter: readonly DeviceView[];
}

/** What is well in a workspace, and what is not. */
export async function getHealth({ store }: Desk, workspace: WorkspaceId): Promise<Health> {
  const health = await workspaceHealth(store.db, workspace, mostDoors);
  const doors = await findDevices(store.db, workspace, health.doorsToLookAfter);
  return { ...health, doorsToLookAfter: health.doorsToLookAfter.flatMap((id) => doors.get(id) ?? []) };
}
