import { digitsAllowed } from "./digit-rules.ts";
import type { CodeRow, CodeValues, LockRow } from "./rows.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** Whether the maker's cloud lets these values near the lock at all. `before`: what the code was. */
export function checkValues(
  world: World,
  lock: LockRow,
  values: CodeValues,
  before: CodeRow | undefined,
): Trouble | undefined {
  return (
    checkDigits(lock, values.digits) ??
    checkName(world, lock, values.name, before) ??
    checkWindow(world, lock, values, before)
  );
}

/** What every keypad asks of digits, whoever types them in. */
export function checkDigits(lock: LockRow, digits: string): Trouble | undefined {
  if (!/^[0-9]+$/.test(digits)) return trouble("INVALID_PIN_FORMAT", "A code has digits only.");
  if (!lock.profile.codeLengths.includes(digits.length)) {
    return trouble("INVALID_PIN_FORMAT", `This lock takes codes of ${lock.profile.codeLengths.join(", ")} digits.`);
  }
  const broken = lock.profile.constraints.find((rule) => !digitsAllowed(rule, digits));
  return broken && trouble("INVALID_PIN_FORMAT", `The code breaks this lock's rule ${broken.type}.`);
}

/** Whether the lock has room, and the digits are free there. `self`: the code that is being changed. */
export function checkPlace(
  world: World,
  lock: LockRow,
  values: CodeValues,
  self: CodeRow | undefined,
): Trouble | undefined {
  const others = world.codesOf(lock.id).filter((code) => code.id !== self?.id);
  const taken = others.some((code) =>
    memoriesOf(code).some((memory) => memory.digits === values.digits && meet(lock, memory, values)),
  );
  if (taken) return trouble("PIN_CONFLICT", "This code is on the lock already.");
  const { maxCodes } = lock.profile;
  if (self === undefined && maxCodes !== undefined && others.length >= maxCodes) {
    return trouble("LOCK_FULL", "Every place for codes on this lock is taken.");
  }
  return undefined;
}

export function checkName(world: World, lock: LockRow, name: string, before: CodeRow | undefined): Trouble | undefined {
  if (name.trim() === "") return trouble("INVALID_NAME", "A code needs a name.");
  for (const rule of lock.profile.constraints) {
    if (rule.type === "name_length" && (name.length < (rule.min ?? 1) || name.length > (rule.max ?? name.length))) {
      return trouble("INVALID_NAME", `A name has ${rule.min ?? 1} to ${rule.max ?? "any number of"} characters here.`);
    }
    if (rule.type === "name_must_be_unique") {
      const others = world.codesOf(lock.id).filter((code) => code.id !== before?.id);
      if (others.some((code) => memoriesOf(code).some((memory) => memory.name === name))) {
        return trouble("NAME_CONFLICT", "Another code on this lock has this name.");
      }
    }
  }
  return undefined;
}

function checkWindow(
  world: World,
  lock: LockRow,
  { startsAt, endsAt }: CodeValues,
  before: CodeRow | undefined,
): Trouble | undefined {
  if (startsAt === undefined && endsAt === undefined) return undefined;
  if (!lock.profile.schedulesNatively) return trouble("INVALID_WINDOW", "This lock keeps no windows.");
  if (lock.profile.windowNeedsBothEnds && (startsAt === undefined || endsAt === undefined)) {
    return trouble("INVALID_WINDOW", "A window needs both its start and its end here.");
  }
  if (startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt) {
    return trouble("INVALID_WINDOW", "The window ends before it starts.");
  }
  if (endsAt !== undefined && endsAt <= world.now()) return trouble("INVALID_WINDOW", "The window has ended already.");
  const isNewStart = before === undefined || memoriesOf(before).every((memory) => memory.startsAt !== startsAt);
  const futureOnly = lock.profile.constraints.some((rule) => rule.type === "start_date_in_future");
  if (futureOnly && isNewStart && startsAt !== undefined && startsAt <= world.now()) {
    return trouble("INVALID_WINDOW", "A window starts in the future here.");
  }
  return undefined;
}

/** Whether two codes of the same digits would get in each other's way. */
function meet(lock: LockRow, one: CodeValues, other: CodeValues): boolean {
  if (!lock.profile.sharesPinAcrossWindows) return true;
  const startsBefore = (a: CodeValues, b: CodeValues) =>
    (a.startsAt ?? Number.NEGATIVE_INFINITY) < (b.endsAt ?? Number.POSITIVE_INFINITY);
  return startsBefore(one, other) && startsBefore(other, one);
}

/** What the lock has of a code and what it is to get: both are in the way of another. */
function memoriesOf(code: CodeRow): CodeValues[] {
  return [code.onLock, code.asked].filter((memory) => memory !== undefined && memory !== "nothing");
}
