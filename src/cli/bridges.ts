import { createBridge, listBridges, revokeBridge } from "#app/bridges.ts";
import type { Desk } from "#app/desk.ts";
import type { Bridge } from "#domain/bridge.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { isRefused, type Refused } from "./house.ts";
import { table, when } from "./print.ts";
import { meantWorkspace } from "./workspaces.ts";

export interface BridgeToMake {
  readonly name: string;
  readonly workspace?: string;
}

export async function addBridge(desk: Desk, { name, workspace }: BridgeToMake): Promise<string | Refused> {
  const owner = await meantWorkspace(desk, workspace);
  if (isRefused(owner)) return owner;
  const { id, code, expiresAt } = await createBridge(desk, owner.id, name);
  return (
    `${code}\n\nThis enrols bridge ${id} (${name}) until ${when(expiresAt)}, once. At the site:\n` +
    `  pintumbler bridge --server https://YOUR-SERVER --code ${code}\n` +
    `Then, here, for what is reached from there:\n  pintumbler accounts connect DRIVER --bridge ${id}`
  );
}

/** A bridge that is heard of every few seconds while it is on the line has not been heard of for longer. */
const offAfterMs = 30_000;
/** A clock that is off by more opens doors early or late. */
const clockMayBeOffMs = 30_000;

export async function showBridges(desk: Desk): Promise<string> {
  const bridges = await listBridges(desk);
  if (bridges.length === 0) return "There are no bridges yet: pintumbler bridges create --name NAME";
  const now = desk.runtime.now();
  return table(
    bridges.map((bridge) => ({
      bridge: bridge.id,
      name: bridge.name,
      state: stateOf(bridge, now),
      seen: when(bridge.seenAt),
      version: bridge.programVersion ?? "-",
      clock: clockOf(bridge),
      created: when(bridge.createdAt),
    })),
  );
}

export async function endBridge(desk: Desk, said: string): Promise<string | Refused> {
  const bridge = await meantBridge(desk, said);
  if (isRefused(bridge)) return bridge;
  await revokeBridge(desk, bridge.id);
  return (
    `Bridge ${bridge.id} (${bridge.name}) is revoked. If it is on the line it is told within seconds, otherwise when it ` +
    "comes back; until then it keeps what it was entrusted with, for at most 7 days."
  );
}

/** The bridge that is meant, by its id or its name. */
export async function meantBridge(desk: Desk, said: string, workspace?: WorkspaceId): Promise<Bridge | Refused> {
  const bridges = (await listBridges(desk, workspace)).filter(({ revokedAt }) => revokedAt === undefined);
  const [found, another] = bridges.filter(({ id, name }) => id === said.toLowerCase() || name === said);
  if (found === undefined) return { refused: `There is no bridge ${said}: see pintumbler bridges list` };
  return another === undefined ? found : { refused: `Several bridges are called ${said}: say which by its id.` };
}

function stateOf({ revokedAt, isEnrolled, seenAt }: Bridge, now: number): string {
  if (revokedAt !== undefined) return "revoked";
  if (!isEnrolled) return "to be enrolled";
  return seenAt !== undefined && now - seenAt < offAfterMs ? "on the line" : "off the line";
}

function clockOf({ clockErrorMs }: Bridge): string {
  if (clockErrorMs === undefined) return "-";
  return Math.abs(clockErrorMs) <= clockMayBeOffMs ? "right" : `off by ${Math.round(clockErrorMs / 1_000)} s`;
}
