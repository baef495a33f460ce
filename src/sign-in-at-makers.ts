import type { ConnectableProvider } from "#app/desk.ts";
import type { DriverModule, Settings, SignIn } from "#drivers/driver.ts";
import { drivers } from "#drivers/registry.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { within } from "#runtime/within.ts";
import { isReady } from "./provider-settings.ts";

/** The longest that somebody before a page waits for a maker, in milliseconds. */
const patienceMs = 30_000;

/** The makers whose accounts can be connected with what the operator has set, by the contract's provider keys. */
export function signInAtMakers(
  runtime: Runtime,
  settingsOf: (driver: string) => Settings,
): ReadonlyMap<string, ConnectableProvider> {
  const ready = Object.values<DriverModule>(drivers).flatMap((module) => {
    const settings = settingsOf(module.manifest.driver);
    const { signIn } = module;
    if (signIn === undefined || !isReady(module, settings)) return [];
    return signIn.providers.map((key) => [key, connectable(runtime, module, signIn, key, settings)] as const);
  });
  return new Map(ready);
}

function connectable(
  runtime: Runtime,
  module: DriverModule,
  signIn: SignIn,
  provider: string,
  settings: Settings,
): ConnectableProvider {
  const { driver } = module.manifest;
  return {
    driver,
    asks: signIn.asks,
    step: (turn) =>
      inTime(runtime, { kind: "unavailable" }, (signal) =>
        signIn.step({ ...turn, provider, settings }, runtime, signal),
      ),
    locksOf: (raw) =>
      inTime(runtime, undefined, async (signal) => {
        const config = module.parseConfig(raw);
        if (config === undefined) return undefined;
        // A look may have tokens renewed: those are the ones that work from then on.
        let latest: unknown = config;
        const listener = { sighting: () => {}, configChanged: (changed: unknown) => (latest = changed) };
        const connection = module.connect(config, { runtime, listener, deliveryUrl: undefined, settings });
        const discovery = await connection.discover(signal).finally(() => connection.close());
        if (discovery.kind === "failed") return undefined;
        const locks = discovery.devices.filter(({ kind }) => kind === "lock");
        return {
          config: latest,
          locks: locks.map(({ nativeId, name, modelName }) => ({ nativeId, name, modelName })),
        };
      }),
  };
}

/** What the work comes to in time; `otherwise` where it has a bug. */
async function inTime<T>(runtime: Runtime, otherwise: T, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await within(runtime, patienceMs, work);
  } catch (error) {
    // What failed may quote what was sent, and that holds credentials.
    runtime.log("sign_in.bug", { error: error instanceof Error ? error.name : "unknown" });
    return otherwise;
  }
}
