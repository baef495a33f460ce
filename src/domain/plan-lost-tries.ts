import { type AccessCode, isKept, type UnsettledAttempt } from "./access-code.ts";
import type { Capabilities } from "./capabilities.ts";
import { anywhere, isLost, isRemovalByPin } from "./lost-tries.ts";
import type { Pin } from "./pin.ts";
import { landingMs } from "./recognise.ts";
import type { ClearStep } from "./step.ts";

const soonestMs = 15_000;
/** From when the last was sent: what fails waits for ten minutes once it has. */
const longestMs = 12.5 * 60_000;

interface Ground {
  readonly now: number;
  readonly capabilities: Capabilities;
  readonly codes: readonly AccessCode[];
  readonly unsettled?: readonly UnsettledAttempt[];
}

/**
 * Removals of what tries without an answer may have left under PINs that nobody wants there any more, on a lock of which
 * nothing lists what stands there. Each is given anew, ever more seldom, until one is said to be done: that one fails does
 * not say that nothing stands there. A PIN that a code is believed to stand with is let be, for the removal would take that.
 */
export function removalsByPin(ground: Ground): readonly ClearStep[] {
  const { now, capabilities, codes } = ground;
  if (capabilities.removesByPin !== true) return [];
  const owners = new Map(codes.map((code) => [code.id, code]));
  const steps: ClearStep[] = [];
  for (const { code: id, pin } of (ground.unsettled ?? []).filter(isLost)) {
    const owner = owners.get(id);
    if (pin === undefined || owner === undefined || owner.transferredAt !== undefined) continue;
    const isWanted = isKept(owner) && owner.retired === undefined && owner.pin?.equals(pin) === true;
    if (isWanted || codes.some(({ onLock }) => onLock?.pin?.equals(pin) === true)) continue;
    if (steps.some((step) => step.expecting.pin?.equals(pin)) || removableAt(ground, pin) > now) continue;
    const why = "A try to set this PIN went without an answer, and may have left it on the lock.";
    steps.push({ kind: "clear", code: id, place: anywhere, expecting: { pin, label: undefined }, why });
  }
  return steps;
}

/** When something is to be done or seen about such removals, epoch milliseconds; `undefined`: never. */
export function nextRemovalByPin(ground: Ground): number | undefined {
  if (ground.capabilities.removesByPin !== true) return undefined;
  const moments = (ground.unsettled ?? [])
    .filter(isLost)
    .flatMap(({ pin }) => (pin === undefined ? [] : [removableAt(ground, pin)]));
  const later = moments.filter((at) => at > ground.now);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** Whether a removal of a PIN is under way that would take whatever has it by then. */
export function isBeingRemovedByPin({ now, capabilities, unsettled = [] }: Ground, pin: Pin | undefined): boolean {
  return capabilities.removesByPin === true && removalsOf(unsettled, pin).some((one) => isOpen(one, now));
}

function removalsOf(unsettled: readonly UnsettledAttempt[], pin: Pin | undefined): readonly UnsettledAttempt[] {
  return unsettled.filter((one) => isRemovalByPin(one) && one.pin?.equals(pin) === true);
}

/** One that was answered is under way until its end is seen; another may be, until it would have been done. */
function isOpen({ place, wasSeen, startedAt }: UnsettledAttempt, now: number): boolean {
  if (wasSeen === true) return false;
  return place === anywhere ? now - startedAt < landingMs : true;
}

function removableAt({ now, unsettled = [] }: Ground, pin: Pin): number {
  const before = removalsOf(unsettled, pin);
  const last = before.at(-1);
  if (last === undefined) return now;
  if (isOpen(last, now)) return last.place === anywhere ? last.startedAt + landingMs : now + soonestMs;
  return last.startedAt + Math.min(soonestMs * 2 ** before.length, longestMs);
}
