import type { DeviceReport, Disconnection } from "#domain/device.ts";
import { deviceTypeOf } from "#drivers/kit/device-type.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type Bridge, stopped } from "./bridge.ts";
import { capabilitiesOf } from "./capabilities.ts";
import type { LockNotes } from "./lock-notes.ts";
import { readBody, readLimits, readUser, type User, writeAskLimits, writeAskUser, type ZigbeeLock } from "./wire.ts";

/** What is known of a lock that does not say how many places it has: fewer than nearly all have. */
const assumedPlaces = 10;

/** One talk with one lock; nobody else talks with it meanwhile. */
export interface Conversation {
  readonly runtime: Runtime;
  readonly bridge: Bridge;
  readonly lock: ZigbeeLock;
  readonly notes: LockNotes;
  readonly signal: AbortSignal;
}

/** What stands in one place; `undefined`: the lock does not answer. */
export async function readPlace(
  { bridge, lock, notes, signal }: Conversation,
  user: number,
): Promise<User | undefined> {
  const isExposed = bridge.isExposed(lock.id);
  const question = {
    verb: "get",
    payload: writeAskUser(user),
    read: (state, isReport) => (isReport ? undefined : readUser(state, user, isExposed)),
  } satisfies Parameters<typeof bridge.ask<User>>[1];
  const found = await bridge.ask<User>(lock, question, signal);
  if (isExposed && found?.kind === "taken") notes.hidesPins = found.pin === undefined;
  return found;
}

/** Learns what the lock can hold, once. */
export async function learnLimits({ bridge, lock, notes, signal }: Conversation): Promise<void> {
  const known = readLimits(bridge.stateOf(lock) ?? {});
  if (known !== undefined) notes.limits = known;
  if (notes.limits !== undefined) return;
  const question = { verb: "set", payload: writeAskLimits(), read: readLimits } as const;
  const limits = await bridge.ask(lock, question, signal);
  if (!signal.aborted) notes.limits = limits ?? "none";
}

/** How many places are looked into at most. */
export function placeCount({ limits }: LockNotes): number {
  return limits === undefined || limits === "none" ? assumedPlaces : limits.places;
}

/** Why a lock did not answer: the way to it may be broken, or it is itself out of reach. */
export async function whySilent({ bridge, signal }: Conversation, mayHaveHappened: boolean): Promise<Failed> {
  if (signal.aborted) return stopped(mayHaveHappened);
  const trouble = await bridge.alive(signal);
  if (trouble !== undefined) return { ...trouble, mayHaveHappened };
  return failed("unreachable", "The lock does not answer.", { mayHaveHappened });
}

export function reportOf(
  bridge: Bridge,
  lock: ZigbeeLock,
  notes: LockNotes,
  disconnected: Disconnection | undefined,
): DeviceReport {
  const { locked, doorOpen, batteryLevel } = readBody(bridge.stateOf(lock) ?? {});
  return {
    nativeId: lock.id,
    kind: "lock",
    deviceType: deviceTypeOf(lock.maker),
    name: lock.name,
    modelName: lock.model,
    manufacturer: lock.maker,
    disconnected,
    batteryLevel,
    locked,
    doorOpen,
    timeZone: undefined,
    clockErrorMs: undefined,
    hasKeypad: true,
    capabilities: capabilitiesOf(notes.limits, bridge.isExposed(lock.id) && !notes.hidesPins),
  };
}
