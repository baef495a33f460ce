import { join } from "node:path";
import type { Desk } from "#app/desk.ts";
import type { Config } from "#config.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { keepSandboxKey, keptSandboxKey } from "#sandbox/kept-key.ts";
import { openSandbox, refillSandbox, type Sandbox } from "#sandbox/open-sandbox.ts";
import { openReception, type Reception } from "#sandbox/receive-guests.ts";
import { startVirtualCloud, type VirtualCloudProcess } from "#sandbox/virtual-cloud-process.ts";
import type { Closing } from "./closing.ts";

/** The virtual locks, in a process of their own. */
export async function openCloud(
  runtime: Runtime,
  dataDirectory: string,
  program: string,
  opened: Closing,
): Promise<VirtualCloudProcess> {
  const directory = join(dataDirectory, "virtual-locks");
  const cloud = await startVirtualCloud(runtime, { directory, program });
  opened.add("virtual locks", cloud.stop);
  return cloud;
}

/** The sandbox workspace at these virtual locks, with guests where it is new, and the desk that can fill it again. */
export async function openSandboxRole(
  desk: Desk,
  cloud: VirtualCloudProcess,
  {
    config,
    dataDirectory,
    opened,
  }: { readonly config: Config; readonly dataDirectory: string; readonly opened: Closing },
): Promise<{ readonly desk: Desk; readonly sandbox: Sandbox }> {
  const sandbox = await openKeptSandbox(desk, cloud, config, dataDirectory);
  const reception = config.sandboxGuests ? receiveGuests(desk, cloud, sandbox, opened) : undefined;
  return { desk: withRefill(desk, cloud, sandbox, reception), sandbox };
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
