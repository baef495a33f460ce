import { checkName, checkPlace } from "./code-rules.ts";
import { canStart, lengthBetween, offlinePin } from "./offline-pins.ts";
import type { OfflineKind } from "./profile.ts";
import type { CodeRow, LockRow, NewCode } from "./rows.ts";
import { isTrouble, type Trouble, trouble } from "./trouble.ts";
import { wallTime } from "./wall-clock.ts";
import type { World } from "./world.ts";

const hourMs = 3_600_000;
/** Further ahead than this a PIN could be taken for one of an earlier time, see `cycleDays`. */
const furthestStartMs = 365 * 24 * hourMs;

interface Slot {
  readonly kind: OfflineKind;
  readonly startsAt: number;
  readonly endsAt: number | undefined;
}

/** Computed by the maker and by the keypad alike: it works at once, connected or not. */
export function issueOfflineCode(world: World, lock: LockRow, asked: NewCode): CodeRow | Trouble {
  const rules = lock.profile.offlineCodes;
  if (rules === undefined) return trouble("NOT_SUPPORTED", "This model has no such codes.");
  if (asked.digits !== undefined) {
    return trouble("INVALID_PIN_FORMAT", "The maker chooses an offline code; it cannot be specified.");
  }
  const named = checkName(world, lock, asked.name, undefined);
  if (named !== undefined) return named;
  const slot = slotFor(world, lock, rules.kinds, asked);
  return isTrouble(slot) ? slot : issue(world, lock, asked, slot);
}

/** The PINs of one time are given out one after the other, and none of them twice. */
function issue(world: World, lock: LockRow, { name }: NewCode, { kind, startsAt, endsAt }: Slot): CodeRow | Trouble {
  const from = wallTime(lock, startsAt);
  const to = endsAt === undefined ? undefined : wallTime(lock, endsAt);
  const sameTime = world
    .codesOf(lock.id)
    .filter(
      ({ issued, onLock }) => issued?.kind === kind.key && onLock?.startsAt === startsAt && onLock.endsAt === endsAt,
    );
  const used = Math.max(0, ...sameTime.map(({ issued }) => issued?.variance ?? 0));
  for (let variance = used + 1; variance <= kind.variances; variance += 1) {
    const onLock = { name, digits: offlinePin(lock, { kind, from, to, variance }), startsAt, endsAt };
    const place = checkPlace(world, lock, onLock, undefined);
    if (place?.error_code === "PIN_CONFLICT") continue;
    if (place !== undefined) return place;
    const row: CodeRow = {
      id: world.runtime.uuid(),
      lockId: lock.id,
      madeBy: "api",
      offline: true,
      onLock,
      asked: undefined,
      dueAt: undefined,
      dropped: false,
      issued: { kind: kind.key, variance },
    };
    const about = { lock_id: lock.id, access_code_id: row.id, by: "api" };
    world.commit("offline_code_issued", about, [{ table: "codes", id: row.id, row }]);
    return row;
  }
  return trouble("NO_VARIANCE", "Every PIN for this time has been given out.");
}

function slotFor(world: World, lock: LockRow, kinds: readonly OfflineKind[], asked: NewCode): Slot | Trouble {
  const wanted = asked.kind === undefined ? kinds : kinds.filter((kind) => kind.key === asked.kind);
  const levels = lock.profile.offlineCodes?.byUserLevel === true;
  let why = levels
    ? trouble("NO_USER_LEVEL", "No user level of this site has these times.")
    : trouble("NOT_SUPPORTED", "This model has no such offline codes.");
  for (const kind of wanted) {
    const slot = fit(world, lock, kind, asked);
    if (!isTrouble(slot)) return slot;
    if (!levels) why = slot;
  }
  return why;
}

function fit(world: World, lock: LockRow, kind: OfflineKind, asked: NewCode): Slot | Trouble {
  const refuse = (message: string) => trouble("INVALID_WINDOW", message);
  const startsAt = asked.startsAt ?? (kind.lasts === "time_bound" ? undefined : thisHour(lock, world.now()));
  if (startsAt === undefined) return refuse("An offline code needs a start.");
  if (startsAt - world.now() > furthestStartMs) return refuse("An offline code starts within a year.");
  const from = wallTime(lock, startsAt);
  if (!canStart(kind, from)) return refuse("An offline code starts on the hour, or at a check-in.");
  if (kind.lasts === "ongoing") {
    return asked.endsAt === undefined ? { kind, startsAt, endsAt: undefined } : refuse("A permanent code has no end.");
  }
  const fixed = kind.shortest === kind.longest && kind.lasts === "once";
  const endsAt = asked.endsAt ?? (fixed ? startsAt + kind.longest * hourMs : undefined);
  if (endsAt === undefined || endsAt <= startsAt) return refuse("An offline code needs an end after its start.");
  if (endsAt <= world.now()) return refuse("The window has ended already.");
  const length = lengthBetween(kind, from, wallTime(lock, endsAt));
  if (!Number.isInteger(length) || length < kind.shortest || length > kind.longest) {
    return refuse(`A code of this kind lasts ${kind.shortest} to ${kind.longest} whole ${kind.unit}s.`);
  }
  return { kind, startsAt, endsAt };
}

function thisHour(lock: LockRow, now: number): number {
  return now - (wallTime(lock, now) % hourMs);
}
