import type { Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { type Access, accessKeeper } from "#drivers/kit/access-keeper.ts";
import { connectLockCloud } from "#drivers/kit/lock-cloud-protocol/connect-lock-cloud.ts";
import { notSetUp } from "#drivers/kit/not-set-up.ts";
import { type OracodeConfig, parseConfig, readSettings } from "./config.ts";
import { oracode as make } from "./make.ts";
import { signIn } from "./sign-in.ts";
import { siteAccess } from "./site-access.ts";

/** Oracode doors of one site, by a wire that is ours: dormakaba's is not public. */
export const dormakabaOracode: DriverModule<OracodeConfig> = {
  manifest: { driver: "dormakaba_oracode", displayName: "dormakaba Oracode", transport: "cloud", proof: "simulator" },
  parseConfig,
  connect,
  // Nothing connects the doors, so that nothing can be told of them.
  receive: () => undefined,
  signIn,
};

function connect(config: OracodeConfig, surroundings: Surroundings): Driver {
  const { runtime, listener } = surroundings;
  const at = readSettings(surroundings.settings);
  if (at === undefined) return notSetUp(surroundings);
  const access = (life: AbortSignal) =>
    accessKeeper<Access>(runtime, {
      first: config,
      renew: () => siteAccess(runtime, at.baseUrl, config, life),
      changed: (issued) => listener.configChanged({ ...config, ...issued }),
    });
  return connectLockCloud({ baseUrl: at.baseUrl, access, make }, surroundings);
}
