import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { type AccessKeeper, accessKeeper } from "#drivers/kit/access-keeper.ts";
import { failed } from "#drivers/kit/failed.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type Cloud, cloud } from "./cloud.ts";
import { type Application, applicationOf, parseConfig, type TtlockConfig } from "./config.ts";
import { receive } from "./deliveries.ts";
import { lookAt, lookThrough } from "./look.ts";
import { recordTeller } from "./records.ts";
import { signIn } from "./sign-in.ts";
import { take } from "./steps.ts";
import { renew } from "./tokens.ts";

/** TTLock's open platform, version 3: locks behind gateways, and Wi-Fi locks. */
export const ttlock: DriverModule<TtlockConfig> = {
  manifest: { driver: "ttlock", displayName: "TTLock", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  signIn,
  receive,
};

function connect(config: TtlockConfig, { runtime, listener, settings }: Surroundings): Driver {
  const life = new AbortController();
  const application = applicationOf(settings);
  const calls =
    application === undefined
      ? withoutApplication()
      : cloud(
          runtime,
          application,
          accessOf(runtime, application, config, (changed) => listener.configChanged(changed), life.signal),
        );
  const records = recordTeller(runtime, listener);
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: (signal) => lookThrough(calls, until(signal)),
    observe: (device, signal) => lookAt(calls, runtime, device, records, until(signal)),
    apply: (device, step, signal) => take(calls, device, step, until(signal)),
    close: async () => life.abort(),
  };
}

function accessOf(
  runtime: Runtime,
  application: Application,
  first: TtlockConfig,
  changed: (config: TtlockConfig) => void,
  life: AbortSignal,
): AccessKeeper {
  return accessKeeper(runtime, { first, changed, renew: (old) => renew(runtime, application, old, life) });
}

/** Accounts that were signed in to while the operator had set our application, and has not any more. */
function withoutApplication(): Cloud {
  const refusal = async () => failed("invalid_credentials", "The operator has not set our application at TTLock.");
  return { ask: refusal, order: refusal, everyPage: refusal };
}
