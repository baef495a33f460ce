import { bridgeOfToken } from "#app/bridges.ts";
import { receiveSightings } from "#app/deliveries.ts";
import type { Desk } from "#app/desk.ts";
import { longestMessage } from "#bridge/line/messages.ts";
import { type House, type Hub, openHub } from "#bridge/server/hub.ts";
import { type Bridge, bridgePaths } from "#domain/bridge.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { ConnectedAccountId } from "#domain/ids.ts";
import { settleJournal } from "#reconcile/settle-journal.ts";
import { type Knock, takeLine, turnAway } from "#runtime/take-line.ts";
import { chargesOf, deviceAtSite, loseLine, markOnLine, takeBackSite } from "#store/bridges.ts";
import { findAccountAnywhere, loadConfig, saveConfig } from "#store/connected-accounts.ts";

/** Takes bridges that sign in, and keeps what they tell. */
export interface TakenBridges {
  readonly hub: Hub;
  readonly takeKnock: (knock: Knock) => void;
}

/** `server`: which of the servers on this database we are. */
export function takeBridges(desk: Desk, server: string): TakenBridges {
  const { runtime } = desk;
  const hub = openHub(runtime, houseOf(desk, server));
  const admit = async (knock: Knock) => {
    const { url, headers } = knock.request;
    if (url?.split("?")[0] !== bridgePaths.line) return turnAway(knock, 404);
    const [, token = ""] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
    const bridge = await bridgeOfToken(desk, token);
    if (bridge === undefined) return turnAway(knock, 401);
    hub.take(bridge, (ear) => takeLine(knock, longestMessage, ear));
  };
  return {
    hub,
    takeKnock: (knock) => {
      admit(knock).catch(() => turnAway(knock, 503));
    },
  };
}

/** What a bridge tells counts for the accounts at its own site, and for no other. */
function houseOf(desk: Desk, server: string): House {
  const { store, runtime, nudge } = desk;
  const { db } = store;
  const own = async (bridge: Bridge, id: ConnectedAccountId): Promise<ConnectedAccount | undefined> => {
    const account = await findAccountAnywhere(db, id);
    return account?.bridgeId === bridge.id ? account : undefined;
  };
  return {
    onLine: (bridge, said) => markOnLine(db, bridge.id, { ...said, at: runtime.now() }),
    settle: async (bridge, at, entries) => {
      const device = await deviceAtSite(db, bridge.id, at);
      if (device !== undefined) await settleJournal(store, device, entries);
    },
    takeBack: async (bridge) => {
      await takeBackSite(db, bridge.id, { server, now: runtime.now() });
      nudge(bridge.id);
    },
    lost: async (bridge) => {
      await loseLine(db, bridge.id, { server, now: runtime.now() });
      nudge(bridge.id);
    },
    sighting: async (bridge, id, sighting) => {
      const account = await own(bridge, id);
      // What a driver hears comes once: an id of its own keeps it from being taken for a repetition.
      if (account !== undefined) await receiveSightings(desk, account, runtime.uuid(), [sighting]);
    },
    keepConfig: async (bridge, id, config) => {
      const account = await own(bridge, id);
      if (account !== undefined) await saveConfig(db, await store.keysOf(account.workspaceId), id, config);
    },
    configOf: async ({ id, workspaceId }) => loadConfig(db, await store.keysOf(workspaceId), id),
    charges: (ids) => chargesOf(db, ids, { server, now: runtime.now() }),
  };
}
