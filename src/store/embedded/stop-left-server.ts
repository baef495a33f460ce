import type { Runtime } from "#runtime/runtime.ts";
import { clusterFolder } from "./cluster.ts";
import { readPointer } from "./placement.ts";
import { clearOrphan } from "./postmaster-pid.ts";
import type { Refused } from "./refused.ts";

/** Stops the server that a killed process left running. The caller holds the data directory. */
export async function stopLeftServer(runtime: Runtime, dataDirectory: string): Promise<Refused | undefined> {
  const home = (await readPointer(dataDirectory)) ?? dataDirectory;
  return clearOrphan(runtime, clusterFolder(home), new AbortController().signal);
}
