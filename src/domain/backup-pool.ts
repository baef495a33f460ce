import { type AccessCode, isKept, isSpare, nativeLeadMs } from "./access-code.ts";
import { fullest, type Occupant } from "./admit.ts";
import { choosesPinItself } from "./constraints.ts";
import type { BackupPool, Device } from "./device.ts";
import type { AccessCodeId } from "./ids.ts";
import { atLeast, type Evidence, evidenceLadder } from "./observation.ts";
import { belongsNow, isHonoured } from "./plan.ts";
import type { Attribution } from "./recognise.ts";
import { isConfirmedAsWanted, strongestEvidence } from "./status.ts";
import { sameWindow, type Window } from "./window.ts";

/** More than these would take the guests' places on most locks. */
export const largestPoolSize = 10;

/** What is decided about a device's spare codes. */
export interface PoolScene {
  readonly device: Device;
  readonly codes: readonly AccessCode[];
  /** What stands on the lock and whose it is; `undefined` where the lock could not be looked at. */
  readonly attributions: readonly Attribution[] | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What has to change so that a pool is as it should be; nothing at all once it is. */
export interface PoolMoves {
  /** Backup codes that are no longer wanted. */
  readonly retire: readonly AccessCode[];
  /** Pulled ones whose original has another time by now. */
  readonly retime: readonly Followed[];
  /** So many new spare codes. */
  readonly add: number;
}

/** A pulled code with the time that it takes over from its original. */
export interface Followed {
  readonly code: AccessCode;
  readonly window: Window | undefined;
  readonly start: number | undefined;
}

/** Whether spare codes can be kept on this device: their PINs must be known before anybody asks for one. */
export function supportsPool({ report: { capabilities } }: Device): boolean {
  return capabilities.programsOnlineCodes !== undefined && !choosesPinItself(capabilities);
}

/** A spare code to pull, the best known first: one for which there is evidence of at least this grade. */
export function bestSpare(codes: readonly AccessCode[], device: Device, least: Evidence): AccessCode | undefined {
  return codes
    .filter((code) => isReady(code, device) && atLeast(strongestEvidence(code) ?? "assumed", least))
    .sort((one, other) => byWorth(other, one))[0];
}

/** A device's pool with its codes counted. */
export function countPool(device: Device, codes: readonly AccessCode[]): BackupPool | undefined {
  if (device.backupPool === undefined) return undefined;
  const pulled = codes.filter(isPulled);
  return {
    ...device.backupPool,
    ready: codes.filter((code) => isReady(code, device)).length,
    pulled: pulled.length,
    lastPulledAt: pulled.length === 0 ? undefined : Math.max(...pulled.map((code) => code.backup?.pulledAt ?? 0)),
  };
}

/** The time of a code that is pulled now: begun, to the minute, so that it opens at once, until its original's end. */
export function pulledWindow(original: Window, now: number): Window {
  return { startsAt: now - (now % minuteMs), endsAt: original.endsAt };
}

/**
 * What a pool lacks and what it holds too much of, from its state alone. It is made to be asked again and again:
 * whatever emptied the pool, and whenever there is room for it again, the answer is the same.
 */
export function poolMoves(scene: PoolScene): PoolMoves {
  const { device, codes } = scene;
  const followers = codes.filter(isPulled);
  const orphans = followers.filter((code) => isOrphan(code, codes));
  const spares = codes.filter(isSpare).sort(byWorth);
  const wanted = device.isManaged ? (device.backupPool?.size ?? 0) : 0;
  const surplus = spares.slice(0, Math.max(0, spares.length - wanted));
  const kept = spares.slice(surplus.length);
  const unsettable = kept.filter((code) => isHopeless(code, scene));
  const leavingAnyway = new Set([...orphans, ...surplus, ...unsettable]);
  const places = [...leavingAnyway].filter(standsOnLock).length;
  const yielding = kept
    .filter((code) => standsOnLock(code) && !leavingAnyway.has(code))
    .slice(0, Math.max(0, shortage(scene) - places));
  const leaving = new Set([...leavingAnyway, ...yielding]);
  const lacking = Math.max(0, wanted - kept.filter((code) => !leaving.has(code)).length);
  return {
    retire: [...leaving],
    retime: followers.flatMap((code) => (leaving.has(code) ? [] : followed(code, codes))),
    add: lacking === 0 || yielding.length > 0 ? 0 : Math.max(0, Math.min(lacking, roomFor(scene))),
  };
}

const minuteMs = 60_000;

function standsOnLock({ onLock }: AccessCode): boolean {
  return onLock !== undefined;
}

function isPulled(code: AccessCode): boolean {
  return isKept(code) && code.retired === undefined && code.backup?.pulledFor !== undefined;
}

function isReady(code: AccessCode, device: Device): boolean {
  return isSpare(code) && code.window === undefined && isConfirmedAsWanted(code, device);
}

/** What it stood in for was deleted, or ended before it. */
function isOrphan(code: AccessCode, codes: readonly AccessCode[]): boolean {
  const original = originalOf(code, codes);
  return original === undefined || original.retired !== undefined;
}

function originalOf({ backup }: AccessCode, codes: readonly AccessCode[]): AccessCode | undefined {
  return codes.find((one) => one.id === backup?.pulledFor);
}

/**
 * A pulled code ends when its original does. Its start is its own, for it opened when it was pulled, until the
 * original is given another.
 */
function followed(code: AccessCode, codes: readonly AccessCode[]): readonly Followed[] {
  const original = originalOf(code, codes);
  // One that we no longer keep has the time that stands on the lock, which nobody promised to anyone.
  if (original === undefined || !isKept(original)) return [];
  const start = original.window?.startsAt ?? code.backup?.followedStart;
  const moved = code.backup?.followedStart !== undefined && code.backup.followedStart !== start;
  const window = original.window && {
    startsAt: moved ? original.window.startsAt : (code.window?.startsAt ?? original.window.startsAt),
    endsAt: original.window.endsAt,
  };
  return sameWindow(window, code.window) && !moved ? [] : [{ code, window, start }];
}

/** The least useful first: not on the lock, weakly known, new. */
function byWorth(one: AccessCode, other: AccessCode): number {
  return rank(one) - rank(other) || other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1);
}

function rank(code: AccessCode): number {
  const grade = strongestEvidence(code);
  return grade === undefined ? -1 : evidenceLadder.indexOf(grade);
}

/** What a provider has taken and a lock has not shown for so long, in milliseconds, it will not show. */
const stuckAfterMs = 60 * minuteMs;

/** The lock will not have this PIN: another is drawn, once the last try is some time ago. */
function isHopeless(code: AccessCode, { attributions, now }: PoolScene): boolean {
  const { onLock } = code;
  if (onLock === undefined) {
    const because = refusal(code);
    return because !== undefined && because !== "full" && (code.trouble?.retryAt ?? now) <= now;
  }
  const taken = Math.max(0, ...Object.values(onLock.evidence));
  return attributions !== undefined && onLock.state === "arriving" && now - taken >= stuckAfterMs;
}

/** How many guests should be on the lock now and find no place there, nor one that is being cleared. */
function shortage({ device, codes, attributions, now }: PoolScene): number {
  if (attributions === undefined) return 0;
  const { capabilities } = device.report;
  const waiting = codes.filter(
    (code) => takesPlace(code) && !isSpare(code) && code.onLock === undefined && belongsNow(code, capabilities, now),
  );
  const placeless = waiting.filter((code) => refusal(code) === undefined || refusal(code) === "full");
  const free = Math.max(0, (capabilities.maxCodes ?? Number.POSITIVE_INFINITY) - attributions.length);
  const refused = placeless.filter((code) => refusal(code) === "full").length;
  const beingCleared = attributions.filter(
    ({ resident, code, extra }) => extra || resident.state === "leaving" || retiredIn(codes, code?.id),
  ).length;
  return Math.max(0, Math.max(placeless.length - free, refused) - beingCleared);
}

/** What the maker computed takes none, nor does what others were allowed to remove. */
function takesPlace(code: AccessCode): boolean {
  return code.offline === undefined && !isHonoured(code);
}

function refusal({ trouble, version }: AccessCode): string | undefined {
  return trouble?.kind === "refused" && trouble.doing === "set" && trouble.version === version
    ? trouble.because
    : undefined;
}

function retiredIn(codes: readonly AccessCode[], id: AccessCodeId | undefined): boolean {
  return codes.some((code) => code.id === id && code.retired !== undefined);
}

/**
 * How many more codes the lock has places for all through the next three days.
 * Where the lock does not say how many it holds, it has room until it refuses a guest.
 */
function roomFor({ device, codes, attributions, now }: PoolScene): number {
  const { capabilities } = device.report;
  if (attributions === undefined || !supportsPool(device) || capabilities.programsOnlineCodes !== true) return 0;
  if (codes.some((code) => code.isManaged && code.onLock === undefined && refusal(code) === "full")) return 0;
  if (capabilities.maxCodes === undefined) return Number.POSITIVE_INFINITY;
  const soon = { window: { startsAt: now, endsAt: now + nativeLeadMs }, prefersNativeScheduling: false };
  const unrecorded = capabilities.listsUnmanaged ? 0 : attributions.filter(({ code }) => code === undefined).length;
  return capabilities.maxCodes - fullest(soon, occupantsOf(codes), device) - unrecorded;
}

/** The codes that take places on the lock, as admission counts them. */
export function occupantsOf(codes: readonly AccessCode[]): readonly Occupant[] {
  return codes
    .filter((code) => code.retired === undefined)
    .map((code) => ({
      isManaged: code.isManaged,
      isOnLock: code.onLock !== undefined,
      window: code.window,
      prefersNativeScheduling: code.prefersNativeScheduling,
      isSpare: isSpare(code),
    }));
}
