import type { NativeId } from "#domain/ids.ts";
import type { Listener } from "#drivers/driver.ts";
import type { Failed } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { ActivityTeller } from "./activity.ts";
import { asFailed, type Cloud } from "./cloud.ts";
import type { Given } from "./config.ts";
import type { Memory } from "./place.ts";
import { type CloudLock, readJob, readLock } from "./wire.ts";

/** What one connection works with. */
export interface Parts {
  readonly cloud: Cloud;
  readonly runtime: Runtime;
  readonly memory: Memory;
  readonly listener: Listener;
  readonly activity: ActivityTeller;
  readonly given: Given;
}

/** One lock of the account. */
export async function lockAt(
  { cloud }: Parts,
  device: NativeId,
  signal: AbortSignal,
): Promise<CloudLock | { readonly kind: "missing" } | Failed> {
  const reply = await cloud.ask(["devices", device], signal);
  if (reply.kind === "missing") return reply;
  if (reply.kind !== "answered") return asFailed(reply);
  const lock = readLock(reply.body);
  return lock === undefined || lock.report.nativeId !== device ? unreadable("a lock") : lock;
}

/** How a job ended. `unknown`: the maker no longer knows it, which says nothing of what it did. */
export async function endOf(
  { cloud, runtime, memory }: Parts,
  job: string,
  signal: AbortSignal,
): Promise<"done" | "failed" | "pending" | "unknown" | Failed> {
  const known = memory.ended.get(job);
  if (known !== undefined) return known;
  const reply = await cloud.ask(["jobs", job], signal);
  if (reply.kind === "missing") return "unknown";
  if (reply.kind !== "answered") return asFailed(reply);
  const end = readJob(reply.body, runtime.now());
  if (end !== "pending") memory.ended.set(job, end);
  return end;
}
