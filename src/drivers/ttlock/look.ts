import type { DeviceCondition, DeviceReport, Disconnection } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome } from "#domain/step.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import { number } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import type { Barrier, Meaning } from "./errcodes.ts";
import type { RecordTeller } from "./records.ts";
import { type CloudLock, type Listing, readListing, readLock, readSignal } from "./wire.ts";

/** Below it a signal is weak on the maker's own scale (page "Get the gateway list of a lock", read 2026), in dBm. */
const weakBelow = -85;

/** Every lock of which the account is the administrator. */
export async function lookThrough(cloud: Cloud, signal: AbortSignal): Promise<Discovery> {
  const listed = await cloud.everyPage("/v3/lock/list", {}, signal);
  if (listed.kind !== "listed") return unfound(asFailed(listed));
  const locks = listed.entries.map(readLock).filter((lock) => lock !== undefined);
  // A lock that was left out would look removed.
  if (!listed.complete || locks.length < listed.entries.length) return unfound(unreadable("a list of locks"));
  return { kind: "found", devices: locks.map(({ report }) => report) };
}

/** One lock, what its cloud has on record for it, and whether it can be reached: that is asked of the lock itself. */
export async function lookAt(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  records: RecordTeller,
  signal: AbortSignal,
): Promise<Observation> {
  const reply = await cloud.ask("/v3/lock/detail", { lockId: device }, signal);
  if (reply.kind === "missing") return { kind: "gone", at: runtime.now() };
  if (reply.kind !== "answered") return unseen(asFailed(reply), undefined, runtime.now());
  const lock = readLock(reply.body);
  if (lock === undefined || lock.id !== device) return unseen(unreadable("a lock"), undefined, runtime.now());
  const reached = lock.hasGateway || lock.hasWifi ? await reach(cloud, lock, signal) : { report: lock.report };
  if ("trouble" in reached) return unseen(reached.trouble, reached.report, runtime.now());
  const listing = await listed(cloud, device, signal);
  if ("kind" in listing) return unseen(asFailed(listing), reached.report, runtime.now());
  await records.tell(cloud, device, listing.residents, signal);
  return { kind: "seen", at: runtime.now(), device: reached.report, ...listing };
}

/** The codes on record for one lock. */
export async function listed(cloud: Cloud, device: NativeId, signal: AbortSignal): Promise<Listing | Meaning> {
  const entries = await cloud.everyPage("/v3/lock/listKeyboardPwd", { lockId: device }, signal);
  if (entries.kind !== "listed") return entries;
  const { residents, complete } = readListing(entries.entries, device);
  return { residents, complete: complete && entries.complete };
}

type Reached = { readonly report: DeviceReport } | { readonly report: DeviceReport; readonly trouble: Failed };

/** Asks the lock for its bolt, which wakes it, and how well it is heard. */
async function reach(cloud: Cloud, lock: CloudLock, signal: AbortSignal): Promise<Reached> {
  const heard = await conditionsOfLine(cloud, lock, signal);
  if ("kind" in heard) return { report: lock.report, trouble: asFailed(heard) };
  const report = { ...lock.report, conditions: [...(lock.report.conditions ?? []), ...heard] };
  const reply = await cloud.ask("/v3/lock/queryOpenState", { lockId: lock.id }, signal);
  switch (reply.kind) {
    case "answered": {
      const state = number(reply.body, "state");
      if (state === undefined) return { report, trouble: unreadable("a state") };
      return { report: { ...report, locked: state === 0 ? true : state === 1 ? false : undefined } };
    }
    case "barred":
      return { report: { ...report, disconnected: disconnection(reply.by) }, trouble: barred(reply.by) };
    case "refused":
      // A lock without a sensor at its bolt says nothing of itself, and can be reached for all that is known.
      return { report };
    default:
      return { report, trouble: asFailed(reply) };
  }
}

/** What is so of the line to the lock. */
async function conditionsOfLine(
  cloud: Cloud,
  lock: CloudLock,
  signal: AbortSignal,
): Promise<readonly DeviceCondition[] | Meaning> {
  const path = lock.hasWifi ? "/v3/wifiLock/detail" : "/v3/gateway/listByLock";
  const reply = await cloud.ask(path, { lockId: lock.id }, signal);
  if (reply.kind === "barred") return [];
  if (reply.kind !== "answered") return reply;
  const conditions: DeviceCondition[] = [];
  const isWeak = lock.hasWifi ? number(reply.body, "rssiGrade") === 1 : (readSignal(reply.body) ?? 0) < weakBelow;
  if (isWeak) conditions.push({ name: "weak_signal" });
  if (number(reply.body, "powerSavingMode") === 1) conditions.push({ name: "power_saving" });
  return conditions;
}

/** A lock that saves power is as it should be, and answers later. */
function disconnection(by: Barrier): Disconnection | undefined {
  if (by === "power_saving") return undefined;
  return by === "gateway_offline" ? "hub_disconnected" : "device_disconnected";
}

const barrierTexts: Readonly<Record<Barrier, string>> = {
  no_gateway: "No gateway is near the lock.",
  gateway_offline: "The gateway of the lock is offline.",
  lock_offline: "The lock is offline.",
  power_saving: "The lock saves power, and is not listening.",
};

function barred(by: Barrier): Failed {
  return failed("unreachable", barrierTexts[by]);
}

/** What anything but the hoped-for answer means for somebody who wanted it. */
export function asFailed(meaning: Meaning): Failed {
  switch (meaning.kind) {
    case "failed":
      return meaning;
    case "barred":
      return barred(meaning.by);
    case "missing":
      return failed("provider", `The provider does not know the ${meaning.what} that it was asked about.`);
    case "refused":
      return failed("provider", meaning.detail);
  }
}

/** What it makes of a step. */
export function passOn(meaning: Meaning): Outcome {
  return meaning.kind === "refused" ? meaning : asFailed(meaning);
}
