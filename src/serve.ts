import { type Api, createApi } from "#api/app.ts";
import { healthDoor } from "#api/health.ts";
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
import type { Sandbox } from "#sandbox/open-sandbox.ts";
import { sandboxHint, signInAtCloud } from "#sandbox/sign-in-at-cloud.ts";
import type { VirtualCloudProcess } from "#sandbox/virtual-cloud-process.ts";
import { findAccountAnywhere, loadConfig, makeAccountDue } from "#store/connected-accounts.ts";
import { hearNotices, noticeGiver } from "#store/notices.ts";
import { type Closing, createClosing } from "./closing.ts";
import { connectDrivers } from "./connect-drivers.ts";
import { readConsole } from "./console-files.ts";
import { deliverEvents } from "./deliver-events.ts";
import { type Listening, listen } from "./listen.ts";
import { type House, openHouse } from "./open-house.ts";
import { openCloud, openSandboxRole } from "./open-sandbox-role.ts";
import { type Readiness, readinessOf } from "./readiness.ts";
import { everyRole, isWhole, type Role } from "./roles.ts";
import { signInAtMakers } from "./sign-in-at-makers.ts";
import { takeBridges } from "./take-bridges.ts";

/** A server that answers. */
export interface Serving {
  /** Where it listens. */
  readonly url: string;
  /** Where it has the sandbox. */
  readonly sandbox: Sandbox | undefined;
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
  /** What of everything this process does. Default: all. */
  readonly roles?: ReadonlySet<Role> | undefined;
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
  const { roles = everyRole } = options;
  const unfit = whyNotSplit(config, roles);
  if (unfit !== undefined) return { refused: unfit };
  const opened = createClosing(runtime);
  try {
    const house = await openHouse(config, runtime, opened);
    if ("refused" in house) {
      await opened.close();
      return house;
    }
    return await openRoles(house, config, { ...options, roles }, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function openRoles(
  { store, databaseUrl, dataDirectory }: House,
  config: Config,
  options: ServeOptions & { readonly roles: ReadonlySet<Role> },
  opened: Closing,
): Promise<Serving> {
  const { roles } = options;
  const { runtime } = store;
  const has = (role: Role) => roles.has(role);
  const nudge = createNudge();
  const wakeOthers = has("workers") ? () => {} : noticeGiver(store.db, "work");
  const cloud = has("sandbox")
    ? await openCloud(runtime, dataDirectory, options.virtualLocksProgram, opened)
    : undefined;
  const bare: Desk = {
    store,
    runtime,
    nudge: () => {
      nudge.wake();
      wakeOthers();
    },
    virtualLocks: cloud?.control,
    providerSignIn: providerSignIn(runtime, config, cloud, store.masterKey),
  };
  const { desk, sandbox } =
    cloud === undefined
      ? { desk: bare, sandbox: undefined }
      : await openSandboxRole(bare, cloud, { config, dataDirectory, opened });

  const readiness = readinessOf(store);
  const server = runtime.uuid();
  const bridges = takeBridges(desk, server);
  const door = has("api") ? await apiDoor(desk, readiness, options) : bareDoor(readiness);
  const listening = await listen(door, config, has("api") ? bridges.takeKnock : undefined);
  opened.add("listener", () => closeListener(listening, runtime));
  opened.add("bridges", bridges.hub.close);
  const providers = connectDrivers(desk, {
    deliveriesAt: `${config.publicUrl ?? listening.url}/provider_deliveries`,
    dataDirectory,
    atSite: bridges.hub.driverFor,
    settingsOf: (driver) => config.providers[driver] ?? {},
  });
  opened.add("drivers", providers.close);
  // Bridges dial whoever answers the API: their locks are worked there, whoever works the others.
  if (has("workers") || has("api"))
    opened.add(
      "workers",
      await startWorkers(desk, providers.driverFor, nudge, { server, onlyOnLine: !has("workers") }),
    );
  if (has("workers")) {
    opened.add("forgetting", startForgetting(desk, config));
    opened.add(
      "notices",
      heardWhile((signal) => hearNotices(databaseUrl, "work", runtime, nudge.wake, signal)),
    );
  }
  if (has("webhooks"))
    opened.add("deliveries", deliverEvents(store, { databaseUrl, allowed: config.webhookAllowCidrs }));
  return {
    url: listening.url,
    sandbox,
    consoleLink: () => consoleLink(desk, config, listening.url),
    stop: async () => {
      readiness.stop();
      await opened.close();
    },
  };
}

/** Requests in hand are over by then, in milliseconds. */
const answeredWithinMs = 5_000;

async function closeListener(listening: Listening, runtime: Runtime): Promise<void> {
  const over = new AbortController();
  const late = runtime.sleep(answeredWithinMs, over.signal).then(() => over.signal.aborted || listening.cutOff());
  await listening.close();
  over.abort();
  await late;
}

async function apiDoor(desk: Desk, { whyNotReady }: Readiness, { consoleDirectory }: ServeOptions): Promise<Api> {
  return createApi({
    desk,
    receiveDelivery: receiveDelivery(desk),
    version: manifest.version,
    whyNotReady,
    console: await readConsole(consoleDirectory),
  });
}

/** Of a process that answers nothing but how it is. */
function bareDoor({ whyNotReady }: Readiness): Api {
  const door = healthDoor(whyNotReady);
  return { fetch: async (request) => door.fetch(request) };
}

/** Several processes share a database and one key, and neither can be a process's own. */
function whyNotSplit({ databaseUrl, masterKey: key }: Config, roles: ReadonlySet<Role>): string | undefined {
  if (isWhole(roles)) return undefined;
  const missing = [
    ...(databaseUrl === undefined ? ["DATABASE_URL"] : []),
    ...(key === undefined ? ["PINTUMBLER_MASTER_KEY"] : []),
  ];
  if (missing.length === 0) return undefined;
  return `A process that does a part of the work shares the rest with others: set ${missing.join(" and ")}, the same for all.`;
}

function heardWhile(hear: (signal: AbortSignal) => Promise<void>): Close {
  const stopping = new AbortController();
  const ended = hear(stopping.signal);
  return async () => {
    stopping.abort();
    await ended;
  };
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
  share: { readonly server: string; readonly onlyOnLine: boolean },
): Promise<Close> {
  const stopping = new AbortController();
  const observing = await watchObserving(store, stopping.signal);
  const options = { ...work, ...share };
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
  cloud: VirtualCloudProcess | undefined,
  masterKey: Uint8Array,
): ProviderSignIn {
  const atCloud = cloud === undefined ? new Map() : signInAtCloud(runtime, { ...cloud, masterKey });
  const atMakers = signInAtMakers(runtime, (driver) => providers[driver] ?? {});
  return {
    providersFor: ({ isSandbox }) => (isSandbox ? atCloud : atMakers),
    hintFor: ({ isSandbox }) => (isSandbox ? sandboxHint : undefined),
    publicUrl,
  };
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
