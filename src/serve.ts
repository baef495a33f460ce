import { join } from "node:path";
import { createApi } from "#api/app.ts";
import { offerConsole } from "#app/console-sessions.ts";
import { receiveSightings } from "#app/deliveries.ts";
import type { Desk, ProviderSignIn } from "#app/desk.ts";
import type { Config } from "#config.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import { driverNamed } from "#drivers/registry.ts";
import manifest from "#package.json" with { type: "json" };
import { accountPass } from "#reconcile/account-pass.ts";
import { type DriverFor, devicePass } from "#reconcile/device-pass.ts";
import { runForgetting } from "#reconcile/forget-gone.ts";
import { createNudge, type Nudge } from "#reconcile/nudge.ts";
import { watchObserving } from "#reconcile/observing.ts";
import { runWorker } from "#reconcile/worker.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { keepSandboxKey, keptSandboxKey } from "#sandbox/kept-key.ts";
import { openSandbox, refillSandbox, type Sandbox } from "#sandbox/open-sandbox.ts";
import { openReception, type Reception } from "#sandbox/receive-guests.ts";
import { sandboxHint, signInAtCloud } from "#sandbox/sign-in-at-cloud.ts";
import { startVirtualCloud, type VirtualCloudProcess } from "#sandbox/virtual-cloud-process.ts";
import { findAccountAnywhere, loadConfig, makeAccountDue } from "#store/connected-accounts.ts";
import { lockDataDirectory } from "#store/data-directory.ts";
import { openDb } from "#store/db.ts";
import { startEmbeddedPostgres } from "#store/embedded/start-embedded-postgres.ts";
import { migrate } from "#store/migrate.ts";
import { openStore } from "#store/store.ts";
import { type Closing, createClosing } from "./closing.ts";
import { connectDrivers } from "./connect-drivers.ts";
import { readConsole } from "./console-files.ts";
import { deliverEvents } from "./deliver-events.ts";
import { listen } from "./listen.ts";
import { masterKey, masterKeyBefore } from "./master-key.ts";
import { signInAtMakers } from "./sign-in-at-makers.ts";
import { takeBridges } from "./take-bridges.ts";

/** A server that answers. */
export interface Serving {
  /** Where it listens. */
  readonly url: string;
  readonly sandbox: Sandbox;
  /** A link to the console that signs in whoever opens it first; good for an hour. */
  consoleLink(): Promise<string>;
  /** Finishes what is in hand and closes everything, in the order that loses nothing. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** The program that is the virtual lock cloud. */
  readonly virtualLocksProgram: string;
  /** Where the console lies that was built; where nothing does, there is none. */
  readonly consoleDirectory: string;
}

/** How a process works its share; each lock is looked at every 10 minutes, as the published cadence is. */
const work = { concurrency: 16, leaseMs: 10_000, pollMs: 1_000 };
const dayMs = 24 * 60 * 60_000;
const passes = { sweepMs: 10 * 60_000, callTimeoutMs: 20_000 };

/** Puts the rooms together: what is opened first is closed last. Answers why not, where it cannot serve. */
export async function serve(
  config: Config,
  runtime: Runtime,
  options: ServeOptions,
): Promise<Serving | { readonly refused: string }> {
  const opened = createClosing(runtime);
  try {
    const directory = await lockDataDirectory(config.dataDir);
    if ("refused" in directory) return directory;
    opened.add("data directory", directory.release);
    const dataDirectory = directory.directory;
    const url = await database(config, runtime, dataDirectory, opened);
    if (typeof url !== "string") {
      await opened.close();
      return url;
    }
    const db = openDb(url);
    opened.add("database connections", db.close);
    await bringUpToDate(url);
    const key = await masterKey(runtime, dataDirectory, config.masterKey);
    const store = openStore(db, runtime, key, await masterKeyBefore(dataDirectory, config.masterKeyBefore));
    const cloud = await startVirtualCloud(runtime, {
      directory: join(dataDirectory, "virtual-locks"),
      program: options.virtualLocksProgram,
    });
    opened.add("virtual locks", cloud.stop);
    const nudge = createNudge();
    const desk: Desk = {
      store,
      runtime,
      nudge: nudge.wake,
      virtualLocks: cloud.control,
      providerSignIn: providerSignIn(runtime, config, cloud, store.masterKey),
    };
    const sandbox = await openKeptSandbox(desk, cloud, config, dataDirectory);
    const reception = config.sandboxGuests ? receiveGuests(desk, cloud, sandbox, opened) : undefined;

    const api = createApi({
      desk: withRefill(desk, cloud, sandbox, reception),
      receiveDelivery: receiveDelivery(desk),
      version: manifest.version,
      console: await readConsole(options.consoleDirectory),
    });
    const server = runtime.uuid();
    const bridges = takeBridges(desk, server);
    const listening = await listen(api, config, bridges.takeKnock);
    opened.add("listener", listening.close);
    opened.add("bridges", bridges.hub.close);
    const deliveriesAt = `${config.publicUrl ?? listening.url}/provider_deliveries`;
    const providers = connectDrivers(desk, {
      deliveriesAt,
      dataDirectory,
      atSite: bridges.hub.driverFor,
      settingsOf: (driver) => config.providers[driver] ?? {},
    });
    opened.add("drivers", providers.close);
    opened.add("workers", await startWorkers(desk, providers.driverFor, nudge, server));
    opened.add("forgetting", startForgetting(desk, config));
    opened.add("deliveries", deliverEvents(store, { databaseUrl: url, allowed: config.webhookAllowCidrs }));
    return {
      url: listening.url,
      sandbox,
      consoleLink: () => consoleLink(desk, config, listening.url),
      stop: opened.close,
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** What signs in stands behind the #, which a browser keeps to itself. */
async function consoleLink(desk: Desk, { publicUrl }: Config, url: string): Promise<string> {
  return `${publicUrl ?? url}/console/#sign_in=${await offerConsole(desk)}`;
}

type Close = () => Promise<void>;

/** Works accounts and devices until the answer is called, which waits for the passes in hand. */
async function startWorkers(
  { store, runtime }: Desk,
  driverFor: DriverFor,
  nudge: Nudge,
  server: string,
): Promise<Close> {
  const stopping = new AbortController();
  const observing = await watchObserving(store, stopping.signal);
  const options = { ...work, server };
  const wakeAccount = async (account: ConnectedAccount) => {
    await makeAccountDue(store.db, account.id, runtime.now());
    nudge.wake();
  };
  const workers = Promise.all([
    runWorker(store, "account", accountPass(store, driverFor, nudge, passes), nudge, options, stopping.signal),
    runWorker(
      store,
      "device",
      devicePass(store, driverFor, wakeAccount, { ...passes, observing }),
      nudge,
      options,
      stopping.signal,
    ),
  ]);
  return async () => {
    stopping.abort();
    await workers;
  };
}

function startForgetting({ store }: Desk, { keepDeletedDays, keepEventsDays }: Config): Close {
  const stopping = new AbortController();
  const ended = runForgetting(
    store,
    { keepMs: keepDeletedDays * dayMs, keepEventsMs: keepEventsDays * dayMs },
    stopping.signal,
  );
  return async () => {
    stopping.abort();
    await ended;
  };
}

/** A sandbox's accounts are at the virtual lock cloud; all others are at the makers that the operator has set up. */
function providerSignIn(
  runtime: Runtime,
  { providers, publicUrl }: Config,
  cloud: VirtualCloudProcess,
  masterKey: Uint8Array,
): ProviderSignIn {
  const atCloud = signInAtCloud(runtime, { ...cloud, masterKey });
  const atMakers = signInAtMakers(runtime, (driver) => providers[driver] ?? {});
  return {
    providersFor: ({ isSandbox }) => (isSandbox ? atCloud : atMakers),
    hintFor: ({ isSandbox }) => (isSandbox ? sandboxHint : undefined),
    publicUrl,
  };
}

/** Guests come to a sandbox that had no locks before. */
function receiveGuests(desk: Desk, cloud: VirtualCloudProcess, sandbox: Sandbox, opened: Closing): Reception {
  const reception = openReception(desk, cloud.control);
  opened.add("sandbox guests", reception.close);
  if (sandbox.isFresh) reception.receive(sandbox.workspace.id);
  return reception;
}

/** Of all sandboxes, only the first had locks from the start. */
function withRefill(
  desk: Desk,
  { baseUrl, control }: VirtualCloudProcess,
  sandbox: Sandbox,
  reception: Reception | undefined,
): Desk {
  return {
    ...desk,
    refillSandbox: async (workspace, formerLocks) => {
      if (workspace !== sandbox.workspace.id) return;
      await refillSandbox(desk, { baseUrl, control, sandbox, formerLocks });
      desk.nudge(workspace);
      reception?.receive(workspace);
    },
  };
}

async function openKeptSandbox(
  desk: Desk,
  { baseUrl, control }: VirtualCloudProcess,
  { sandboxApiKey: apiKey }: Config,
  dataDirectory: string,
): Promise<Sandbox> {
  const keptApiKey = await keptSandboxKey(dataDirectory);
  const sandbox = await openSandbox(desk, { baseUrl, control, apiKey, keptApiKey });
  await keepSandboxKey(dataDirectory, sandbox.apiKey);
  return sandbox;
}

/** Over a connection of its own, on which a statement may take as long as it needs. */
async function bringUpToDate(url: string): Promise<void> {
  const db = openDb(url, { maxConnections: 1, answersWithinMs: 0 });
  await migrate(db).finally(db.close);
}

async function database(
  config: Config,
  runtime: Runtime,
  dataDirectory: string,
  opened: Closing,
): Promise<string | { readonly refused: string }> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const postgres = await startEmbeddedPostgres({ dataDirectory, runtime });
  if ("refused" in postgres) return postgres;
  opened.add("database", () => postgres.stop());
  return postgres.url;
}

function receiveDelivery(desk: Desk): NonNullable<Parameters<typeof createApi>[0]["receiveDelivery"]> {
  const { store } = desk;
  return async (id, delivery) => {
    const account = await findAccountAnywhere(store.db, id);
    const module = account === undefined ? undefined : driverNamed(account.driver);
    if (account === undefined || module === undefined) return "unknown_account";
    const config = module.parseConfig(await loadConfig(store.db, await store.keysOf(account.workspaceId), id));
    const sightings = config === undefined ? undefined : module.receive(config, delivery);
    if (sightings === undefined) return "refused";
    await receiveSightings(desk, account, delivery.body, sightings);
    return "received";
  };
}
