import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome } from "#domain/step.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed, refused } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { ActivityFeed } from "./activity-feed.ts";
import type { Cloud, Reply } from "./cloud.ts";
import type { AugustConfig } from "./config.ts";
import { type AugustLock, barredLock, readLock } from "./lock-record.ts";
import { readEntries, readPins } from "./wire.ts";

/** What looking takes. */
export interface Eyes {
  readonly cloud: Cloud;
  readonly config: AugustConfig;
  readonly feed: ActivityFeed;
  readonly now: () => number;
}

/** Every lock of the account. */
export async function lookThrough({ cloud, config }: Eyes, signal: AbortSignal): Promise<Discovery> {
  const reply = await cloud.locks(signal);
  if (reply.kind !== "answered") return unfound(asFailed(reply));
  const entries = readEntries(reply.body);
  if (entries === undefined) return unfound(unreadable("a list of locks"));
  const devices: DeviceReport[] = [];
  for (const entry of entries) {
    const shown = await cloud.lock(entry.lock, signal);
    if (shown.kind === "barred") {
      devices.push(barredLock(entry, config.brand));
      continue;
    }
    if (shown.kind !== "answered") return unfound(asFailed(shown));
    const lock = readLock(shown.body, entry.lock, config);
    if (lock === undefined) return unfound(unreadable("a lock"));
    devices.push(lock.report);
  }
  return { kind: "found", devices };
}

/** One lock, its PINs, and what happened there since. What the cloud remembers of a lock out of reach is no look at it. */
export async function lookAt(eyes: Eyes, device: NativeId, signal: AbortSignal): Promise<Observation> {
  const { cloud, config, feed, now } = eyes;
  const reply = await cloud.lock(device, signal);
  if (reply.kind === "barred") return whyBarred(eyes, device, signal);
  if (reply.kind !== "answered") return unseen(asFailed(reply), undefined, now());
  const lock = readLock(reply.body, device, config);
  if (lock === undefined) return unseen(unreadable("a lock"), undefined, now());
  const { report, house } = lock;
  if (report.disconnected !== undefined) {
    const what = report.disconnected === "hub_disconnected" ? "The bridge of the lock" : "The lock";
    return unseen(failed("unreachable", `${what} is offline.`), report, now());
  }
  const seen = await lookAtPins(eyes, lock, signal);
  // After the PINs: an entry is then told of a place that has been seen.
  if (house !== undefined && seen.kind === "seen") await feed.read(house, signal);
  return seen;
}

async function lookAtPins(
  { cloud, now }: Eyes,
  { report, isGuest }: AugustLock,
  signal: AbortSignal,
): Promise<Observation> {
  const reply = await cloud.pins(report.nativeId, signal);
  if (reply.kind === "barred") return { kind: "seen", at: now(), device: report, residents: [], complete: false };
  if (reply.kind !== "answered") return unseen(asFailed(reply), report, now());
  const listing = readPins(reply.body, report.nativeId);
  if (listing === undefined) return unseen(unreadable("a list of PINs"), report, now());
  return { kind: "seen", at: now(), device: report, ...listing, complete: listing.complete && !isGuest };
}

/** The list of the account's locks says whether it is no longer ours. A missing brand is answered with 404 as well. */
async function whyBarred({ cloud, config, now }: Eyes, device: NativeId, signal: AbortSignal): Promise<Observation> {
  const reply = await cloud.locks(signal);
  if (reply.kind !== "answered") return unseen(asFailed(reply), undefined, now());
  const entries = readEntries(reply.body);
  if (entries === undefined) return unseen(unreadable("a list of locks"), undefined, now());
  const entry = entries.find(({ lock }) => lock === device);
  if (entry === undefined) return { kind: "gone", at: now() };
  return unseen(
    failed("provider", "The provider lists the lock and does not show it to this account."),
    barredLock(entry, config.brand),
    now(),
  );
}

/** What any reply but the hoped-for one means for somebody who wanted the answer. */
export function asFailed(reply: Exclude<Reply, { kind: "answered" }>): Failed {
  switch (reply.kind) {
    case "failed":
      return reply;
    case "barred":
      return failed("provider", "The provider does not let this account do that at this lock.");
    case "conflict":
      return failed("provider", "The provider says that this conflicts with something that it has.");
    case "refused":
      return failed("provider", reply.detail);
  }
}

/** What any reply but the hoped-for one makes of a step. */
export function passOn(reply: Exclude<Reply, { kind: "answered" }>): Outcome {
  return reply.kind === "refused" ? refused(reply.because, reply.detail) : asFailed(reply);
}
