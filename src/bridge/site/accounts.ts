import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ConnectedAccountId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Driver, DriverModule } from "#drivers/driver.ts";
import { privateFolder } from "#runtime/private-folder.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { keepFile } from "./keep-file.ts";

/** What is kept of an account. */
interface Kept {
  readonly driver: string;
  /** What the driver connects with. */
  readonly config: unknown;
  /** What the server gave last: it differs while the server does not know what a provider has issued since. */
  readonly given: unknown;
}

/** The accounts whose locks are reached from here, with the drivers that speak for them. */
export interface Accounts {
  /** Takes what the server gives; a driver that was connected with something else is connected anew. */
  take(account: ConnectedAccountId, driver: string, config: unknown): Driver | undefined;
  driverOf(account: ConnectedAccountId): Driver | undefined;
  /** What providers have issued and the server does not know of. */
  news(): readonly { readonly account: ConnectedAccountId; readonly config: unknown }[];
  /** The server knows this now. */
  markTold(account: ConnectedAccountId, config: unknown): void;
  keepOnly(isKept: (account: ConnectedAccountId) => boolean): void;
  close(): Promise<void>;
}

interface Options {
  readonly runtime: Runtime;
  readonly folder: string;
  readonly driverNamed: (name: string) => DriverModule | undefined;
  readonly sighting: (account: ConnectedAccountId, sighting: Sighting) => void;
  readonly issued: (account: ConnectedAccountId) => void;
}

export function openAccounts(options: Options): Accounts {
  const { runtime, folder, issued } = options;
  const kept = new Map<ConnectedAccountId, Kept>();
  const connected = new Map<ConnectedAccountId, Driver>();
  for (const [account, one] of read(folder)) kept.set(account, one);
  const save = (account: ConnectedAccountId, one: Kept) => {
    kept.set(account, one);
    keepFile(join(folder, `${account}.json`), JSON.stringify(one));
  };
  const hangUp = (account: ConnectedAccountId) => {
    const driver = connected.get(account);
    connected.delete(account);
    driver?.close().catch(() => runtime.log("bridge.driver_not_closed", { account }));
  };
  const driverOf = (account: ConnectedAccountId) => {
    const one = kept.get(account);
    const anew = () =>
      one &&
      connect(options, account, one, (config) => {
        const now = kept.get(account);
        if (now === undefined) return;
        save(account, { ...now, config });
        issued(account);
      });
    const driver = connected.get(account) ?? anew();
    if (driver !== undefined) connected.set(account, driver);
    return driver;
  };
  return {
    driverOf,
    take: (account, driver, config) => {
      const before = kept.get(account);
      if (before?.driver !== driver || !isDeepStrictEqual(before.given, config)) {
        const isSame = before?.driver === driver && isDeepStrictEqual(before.config, config);
        save(account, { driver, config, given: config });
        if (!isSame) hangUp(account);
      }
      return driverOf(account);
    },
    news: () =>
      [...kept].flatMap(([account, { config, given }]) =>
        isDeepStrictEqual(config, given) ? [] : [{ account, config }],
      ),
    markTold: (account, config) => {
      const one = kept.get(account);
      if (one !== undefined) save(account, { ...one, given: config });
    },
    keepOnly: (isKept) => {
      for (const account of [...kept.keys()]) {
        if (isKept(account)) continue;
        hangUp(account);
        kept.delete(account);
        rmSync(join(folder, `${account}.json`), { force: true });
        rmSync(join(folder, account), { recursive: true, force: true });
      }
    },
    close: async () => {
      await Promise.allSettled([...connected.values()].map((driver) => driver.close()));
      connected.clear();
    },
  };
}

/** `undefined` where no driver of this version makes anything of what is kept. */
function connect(
  { runtime, folder, driverNamed, sighting }: Options,
  account: ConnectedAccountId,
  { driver, config: kept }: Kept,
  configChanged: (config: unknown) => void,
): Driver | undefined {
  const module = driverNamed(driver);
  const config = module?.parseConfig(kept);
  if (module === undefined || config === undefined) return undefined;
  return module.connect(config, {
    runtime,
    listener: { sighting: (told) => sighting(account, told), configChanged },
    deliveryUrl: undefined,
    directory: module.manifest.keepsFiles && privateFolder(folder, account),
  });
}

function read(folder: string): readonly (readonly [ConnectedAccountId, Kept])[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readdirSync(folder).flatMap((file) => {
    if (!file.endsWith(".json")) return [];
    const one = JSON.parse(readFileSync(join(folder, file), "utf8")) as Kept;
    return [[file.slice(0, -".json".length) as ConnectedAccountId, one] as const];
  });
}
