import { join } from "node:path";
import { receiveSightings } from "#app/deliveries.ts";
import type { Desk } from "#app/desk.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { ConnectedAccountId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Driver, Listener, Settings } from "#drivers/driver.ts";
import { driverNamed } from "#drivers/registry.ts";
import type { DriverFor } from "#reconcile/device-pass.ts";
import { privateFolder } from "#runtime/private-folder.ts";
import { loadConfig, saveConfig } from "#store/connected-accounts.ts";

export interface ConnectedDrivers {
  readonly driverFor: DriverFor;
  close(): Promise<void>;
}

type DriverAtSite = (account: ConnectedAccount) => Driver;

interface Whereabouts {
  /** The drivers of accounts that are reached through a bridge; absent where no bridge comes in. */
  readonly atSite?: DriverAtSite | undefined;
  /** The address under which providers may post to us. */
  readonly deliveriesAt: string;
  /** The server's own folder. */
  readonly dataDirectory: string;
  /** What the operator has set for a driver. Default: nothing. */
  readonly settingsOf?: ((driver: string) => Settings) | undefined;
}

/** One driver for each account, connected when it is first asked for, and listening to what it is told. */
export function connectDrivers(
  desk: Desk,
  { deliveriesAt, dataDirectory, atSite, settingsOf }: Whereabouts,
): ConnectedDrivers {
  const connected = new Map<ConnectedAccountId, Promise<Driver | undefined>>();
  /** The sign-in whose credentials each was connected with. */
  const signIns = new Map<ConnectedAccountId, ConnectedAccount["connectWebviewId"]>();
  const { store, runtime } = desk;

  const connect = async (account: ConnectedAccount): Promise<Driver | undefined> => {
    const module = driverNamed(account.driver);
    const keys = await store.keysOf(account.workspaceId);
    const config = module?.parseConfig(await loadConfig(store.db, keys, account.id));
    if (module === undefined || config === undefined) {
      runtime.log("drivers.not_connected", { account: account.id, driver: account.driver });
      return undefined;
    }
    return module.connect(config, {
      runtime,
      listener: listenerFor(desk, account),
      deliveryUrl: `${deliveriesAt}/${account.id}`,
      settings: settingsOf?.(account.driver),
      directory: module.manifest.keepsFiles && privateFolder(join(dataDirectory, "accounts"), account.id),
    });
  };

  return {
    driverFor: (account) => {
      if (account.bridgeId !== undefined) return Promise.resolve(atSite?.(account));
      let driver = connected.get(account.id);
      // An account that was shut out may have been signed in anew since, by whichever process, and one that was signed in
      // anew has other credentials: read it again.
      const isOld = account.disconnectedSince !== undefined || signIns.get(account.id) !== account.connectWebviewId;
      if (isOld && driver !== undefined) {
        connected.delete(account.id);
        driver.then((old) => old?.close()).catch(() => {});
        driver = undefined;
      }
      if (driver === undefined) {
        driver = connect(account);
        connected.set(account.id, driver);
        signIns.set(account.id, account.connectWebviewId);
        // A connection that could not be made is tried anew.
        const forget = () => connected.delete(account.id);
        driver.then((made) => made === undefined && forget(), forget);
      }
      return driver;
    },
    close: async () => {
      const drivers = await Promise.allSettled(connected.values());
      connected.clear();
      for (const driver of drivers) if (driver.status === "fulfilled") await driver.value?.close();
    },
  };
}

function listenerFor(desk: Desk, account: ConnectedAccount): Listener {
  const { store, runtime } = desk;
  const failed = (what: string) => () => runtime.log("drivers.not_kept", { account: account.id, what });
  return {
    sighting: (sighting) => {
      const raw = happeningIn(sighting) ?? runtime.uuid();
      receiveSightings(desk, account, raw, [sighting]).catch(failed("sighting"));
    },
    configChanged: (config) => {
      const save = async () => saveConfig(store.db, await store.keysOf(account.workspaceId), account.id, config);
      save().catch(failed("credentials"));
    },
  };
}

/**
 * What went on at a door, told from anything else there. Every process that looks at a lock reads the same record of it
 * there, and customers hear of each entry once. Which code it was is left out: that is known by what a process has
 * seen. Of anything else that a driver hears, nothing is told to anybody, and each time is a reason to look.
 */
function happeningIn(sighting: Sighting): string | undefined {
  if (sighting.kind !== "turned" && sighting.kind !== "denied") return undefined;
  const { kind, at, device } = sighting;
  return JSON.stringify([kind, at, device, sighting.kind === "turned" ? sighting.to : undefined]);
}
