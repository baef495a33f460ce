import { join } from "node:path";
import type { Config } from "#config.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { ControlError, controlClient } from "#virtual-locks/control-client.ts";
import { makerClouds } from "#virtual-locks/makers/all.ts";
import { startVirtualLockCloud } from "#virtual-locks/start-virtual-lock-cloud.ts";
import type { Refused } from "./house.ts";

export interface SimulateOptions {
  /** As it was typed. */
  readonly port: string;
  readonly host: string;
  /** An application that people may sign in from. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where it may have browsers sent back to. */
  readonly redirect: readonly string[];
}

/** Serves the counterpart of one maker's cloud until `stopping`; what it knows is kept under the data directory. */
export async function simulate(
  maker: string,
  { port, host, clientId, clientSecret, redirect }: SimulateOptions,
  { dataDir }: Pick<Config, "dataDir">,
  { runtime, say, stopping }: { readonly runtime: Runtime; say(line: string): void; readonly stopping: AbortSignal },
): Promise<Refused | undefined> {
  const cloud = makerClouds.get(maker);
  if (cloud === undefined)
    return { refused: `There is no counterpart of ${maker}. There is one of ${[...makerClouds.keys()].join(", ")}.` };
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535) return { refused: "A port is a number, 0 to 65535." };
  const controlToken = Buffer.from(runtime.randomBytes(24)).toString("base64url");
  const client = { client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirect] };
  const stateDirectory = join(dataDir, "simulated", maker);
  const settings = {
    port: Number(port),
    hostname: host,
    stateDirectory,
    controlToken,
    clients: [client],
    maker: cloud,
  };
  const started = await startVirtualLockCloud(settings, runtime).catch((error: NodeJS.ErrnoException) => ({
    refused: `Nothing can listen on ${host}:${port} (${error.code}).`,
  }));
  if ("refused" in started) return started;
  const baseUrl = `http://${host}:${started.port}`;
  const control = controlClient({ baseUrl, token: controlToken, fetch: (request) => runtime.fetch(request) });
  await control.createAccount(cloud.demo).catch((error: unknown) => {
    if (!(error instanceof ControlError && error.code === "ACCOUNT_EXISTS")) throw error;
  });
  say(`${cloud.displayName}, as far as it is known: ${baseUrl}\n`);
  say(`Our application there: id or key ${clientId}, secret ${clientSecret}\n`);
  say(`Somebody with locks: ${cloud.demo.email}, password ${cloud.demo.password}\n`);
  say(`People and misfortune: ${baseUrl}/control, bearer token ${controlToken}\n`);
  await new Promise<void>((resolve) => stopping.addEventListener("abort", () => resolve(), { once: true }));
  await started.close();
  return undefined;
}
