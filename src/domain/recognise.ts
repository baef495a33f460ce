import { type AccessCode, isKept, type OnLock, type UnsettledAttempt } from "./access-code.ts";
import { bestByListing, type Capabilities } from "./capabilities.ts";
import { withoutEchoes } from "./echo.ts";
import type { AccessCodeId, AttemptId, Place } from "./ids.ts";
import { isLost, isRemovalByPin } from "./lost-tries.ts";
import type { Evidence, Resident } from "./observation.ts";
import type { Pin } from "./pin.ts";
import { closeWindow } from "./window.ts";

/** What a look at the lock changes in what we know. */
export type Finding =
  /**
   * The code stands there; `onLock` is what is known of it from now on. `unsure`: nobody but a listing says that it
   * does not stand where it stood.
   */
  | { readonly kind: "stands"; readonly code: AccessCodeId; readonly onLock: OnLock; readonly unsure?: boolean }
  /** The code is off the lock by our doing, or an unmanaged one vanished. `unsure`: nobody but a listing says so. */
  | { readonly kind: "left"; readonly code: AccessCodeId; readonly unsure?: true }
  /** Somebody else changed or removed a managed code. */
  | {
      readonly kind: "tampered";
      readonly code: AccessCodeId;
      readonly changeType: "modified" | "removed";
      readonly onLock: OnLock | undefined;
    }
  /** A code that nobody here knows. */
  | { readonly kind: "stranger"; readonly onLock: OnLock }
  /** What became of a try is known now. */
  | { readonly kind: "settled"; readonly attempt: AttemptId }
  /** A removal by digits alone has ended, and has taken nothing off. */
  | { readonly kind: "in_vain"; readonly attempt: AttemptId };

/** Whether a code is off its place by the word of a listing alone, which may be older than the code. */
export function isUnsure(finding: Finding): finding is Extract<Finding, { kind: "stands" | "left" | "tampered" }> {
  if (finding.kind === "tampered") return finding.changeType === "removed";
  return (finding.kind === "stands" || finding.kind === "left") && finding.unsure === true;
}

/** A resident and whose it is; `undefined`: a stranger's. */
export interface Attribution {
  readonly resident: Resident;
  readonly code: AccessCode | undefined;
  /** A second entry of a code that has one already, or one of a code that is long gone. */
  readonly extra: boolean;
}

export interface Recognition {
  readonly attributions: readonly Attribution[];
  readonly findings: readonly Finding[];
  /** Something contradicts what was known only seconds ago; look again before believing it. Epoch milliseconds. */
  readonly lookAgainAt: number | undefined;
}

/** What is known before a look. */
export interface Known {
  readonly codes: readonly AccessCode[];
  /** Codes that are long gone, but one of whose tries may still come to show on the lock. */
  readonly ghosts: readonly AccessCode[];
  readonly unsettled: readonly UnsettledAttempt[];
}

export interface Look {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly residents: readonly Resident[];
  /** Whether everything on the lock was shown. */
  readonly complete: boolean;
  /** Places that were looked into all the same, where it was not. */
  readonly lookedInto?: readonly Place[] | undefined;
}

/** A listing may lag behind a confirmation by this much, in milliseconds, before it is believed instead. */
export const settlingMs = 30_000;
/** Nor is it believed alone that a code is off its lock while it may be older than the code, in milliseconds. */
export const listingLagMs = 10 * 60_000;
/**
 * A line may deliver a call so much later, in milliseconds, though it was given up or was answered; no proxy or queue that
 * we know of keeps one for longer.
 */
export const deliveredAgainWithinMs = 10 * 60_000;
/** A change that a provider accepted and a lock has not shown after this is taken as dropped, in milliseconds. */
export const landingMs = 120_000;

/**
 * Whose is what on the lock: matches what was seen with what is known, by place and by unsettled tries.
 *
 * A place is believed to be ours only where we put something there; what merely looks like one of ours
 * is a stranger's, and is never touched.
 */
export function recognise(known: Known, shown: Look, capabilities: Capabilities): Recognition {
  const { codes, unsettled } = known;
  const removals = removalsByPinIn(known, shown);
  const residents = shown.residents.filter(({ place }) => !removals.places.has(place));
  const look = { ...shown, residents: withoutEchoes(residents, known) };
  const attributions = attribute(known, look, capabilities);
  const findings: Finding[] = [...removals.findings, ...outOfPlaceOf(known, capabilities)];
  let lookAgainAt: number | undefined;
  for (const { resident, code, extra } of attributions) {
    if (code === undefined)
      findings.push({ kind: "stranger", onLock: beliefOf(resident, { at: look.at, capabilities }) });
    else if (!extra) findings.push(...standing(code, resident, { tries: unsettled, at: look.at, capabilities }));
  }
  const seen = new Set(attributions.filter((one) => !one.extra).map((one) => one.code?.id));
  findings.push(...unsettled.filter((one) => missedItsPlace(one, look, attributions, capabilities)).map(settledBy));
  for (const code of codes) {
    // No listing of a lock shows what the lock knows by computation alone.
    if (code.onLock === undefined || code.offline !== undefined || seen.has(code.id)) continue;
    if (!covers(look, code.onLock.place)) continue;
    const absence = absent(code, code.onLock, unsettled, look);
    if (absence === undefined) continue;
    if (typeof absence === "number") lookAgainAt = Math.min(lookAgainAt ?? absence, absence);
    else findings.push(absence);
  }
  return { attributions, findings, lookAgainAt };
}

function attribute(
  { codes, ghosts, unsettled }: Known,
  look: Look,
  capabilities: Capabilities,
): readonly Attribution[] {
  const { residents } = look;
  const byId = new Map([...ghosts, ...codes].map((code) => [code.id, code]));
  const owner = new Map<Resident, AccessCode>();
  for (const resident of residents) {
    // A listing that lagged may have left a stranger's record beside ours, in one numbered slot.
    const code = codes.find(
      (one) =>
        one.onLock?.place === resident.place &&
        !takenOver(one, one.onLock, resident, capabilities) &&
        !overwritten(one, resident, unsettled, capabilities),
    );
    if (code !== undefined) owner.set(resident, code);
  }
  // What else shows of a code is a second entry for as long as the first is believed to stand: it would be forgotten.
  const believed = codes.filter((code) => staysUnshown(code, unsettled, look));
  const housed = new Set([...owner.values(), ...believed, ...ghosts].map((code) => code.id));
  return residents.map((resident): Attribution => {
    const known = owner.get(resident);
    if (known !== undefined) return { resident, code: known, extra: false };
    const attempt = likeliest(unsettled.filter((one) => one.kind === "set" && mayBe(one, resident, capabilities)));
    const code = attempt === undefined ? undefined : byId.get(attempt.code);
    if (code === undefined) return { resident, code: undefined, extra: false };
    const extra = housed.has(code.id);
    housed.add(code.id);
    return { resident, code, extra };
  });
}

/** Of tries that an entry may come of: rather one that nobody has seen yet than one that would have to be delivered anew. */
function likeliest(tries: readonly UnsettledAttempt[]): UnsettledAttempt | undefined {
  return tries.find(({ wasSeen }) => wasSeen !== true) ?? tries[0];
}

/**
 * A numbered slot that shows another PIN and another name than ours holds somebody else's code now. Where digits are
 * hidden the name must do, but for one that the lock has cut short.
 */
function takenOver(code: AccessCode, onLock: OnLock, resident: Resident, capabilities: Capabilities): boolean {
  if (!capabilities.reusesPlaces) return false;
  const isAnother = resident.pin !== undefined && onLock.pin !== undefined && !resident.pin.equals(onLock.pin);
  // Without names a slot of ours stays ours, and what others put into it is undone. But whoever asked to delete a
  // stranger's code has not named the one that shows there now.
  if (capabilities.names === "none") return isAnother && !code.isManaged && code.retired !== undefined;
  const [ours, theirs] = [onLock.label, resident.label];
  if (resident.pin !== undefined && onLock.pin !== undefined) return isAnother && theirs !== ours;
  if (ours === undefined || theirs === undefined) return false;
  return !ours.startsWith(theirs) && !theirs.startsWith(ours);
}

/** A stranger's slot that shows the PIN of a try of ours which was aimed there before the stranger came. */
function overwritten(
  code: AccessCode,
  resident: Resident,
  unsettled: readonly UnsettledAttempt[],
  capabilities: Capabilities,
): boolean {
  const { pin, place } = resident;
  if (code.isManaged || pin === undefined || pin.equals(code.onLock?.pin)) return false;
  return unsettled.some(
    (one) =>
      one.kind === "set" &&
      one.aim === place &&
      (looksLike(one, resident) || cameWhereAimed(one, resident, capabilities)),
  );
}

/** A place that is nobody else's for life tells whose it is, whatever stands there now. */
function mayBe(attempt: UnsettledAttempt, resident: Resident, capabilities: Capabilities): boolean {
  // A code comes to stand where it was sent: without names, the same PIN elsewhere is all that a stranger's needs to be taken for it.
  if (capabilities.names === "none" && (attempt.aim ?? resident.place) !== resident.place) return false;
  if (attempt.place === resident.place && !capabilities.reusesPlaces) return true;
  return looksLike(attempt, resident) || cameWhereAimed(attempt, resident, capabilities);
}

/** Where nothing but its slot tells an entry from others, what came to stand where we aimed is ours, as far as is shown. */
function cameWhereAimed(attempt: UnsettledAttempt, resident: Resident, { names }: Capabilities): boolean {
  if (names !== "none" || attempt.aim !== resident.place) return false;
  if (attempt.wasSeen === true || resident.altered === true) return false;
  return resident.pin === undefined || resident.pin.equals(attempt.pin);
}

/**
 * A try that has left its slot empty, or to others, for so long will leave it so: what comes there later is a stranger's.
 * Nor does a try come to anything whose own place was looked into and is empty, where a place is one entry's for life.
 */
function missedItsPlace(
  attempt: UnsettledAttempt,
  look: Look,
  attributions: readonly Attribution[],
  { names, reusesPlaces }: Capabilities,
): boolean {
  const { kind, aim, place, startedAt } = attempt;
  if (kind === "set" && place !== undefined && !reusesPlaces && look.lookedInto?.includes(place) === true)
    return look.at - startedAt >= landingMs && look.residents.every((resident) => resident.place !== place);
  if (names !== "none" || kind !== "set" || aim === undefined || !covers(look, aim)) return false;
  if (look.at - startedAt < listingLagMs) return false;
  return attributions.every(({ resident, code }) => resident.place !== aim || code?.id !== attempt.code);
}

/** Whether a look would have shown what stands in a place. */
function covers({ complete, lookedInto = [] }: Look, place: Place): boolean {
  return complete || lookedInto.includes(place);
}

function settledBy({ id }: UnsettledAttempt): Finding {
  return { kind: "settled", attempt: id };
}

function looksLike(attempt: UnsettledAttempt, resident: Resident): boolean {
  if (resident.label !== undefined && attempt.label !== undefined && resident.label !== attempt.label) return false;
  if (!closeWindow(resident.window, attempt.window)) return false;
  if (resident.pin === undefined) return resident.label !== undefined && resident.label === attempt.label;
  return resident.pin.equals(attempt.pin);
}

function standing(code: AccessCode, resident: Resident, { tries, at, capabilities }: Past): readonly Finding[] {
  const before = code.onLock;
  const explaining = tries.filter(
    (one) =>
      one.code === code.id &&
      one.kind === "set" &&
      (explains(one, resident, { before, at, capabilities }) ||
        (before?.place !== resident.place && cameWhereAimed(one, resident, capabilities))),
  );
  const [attempt] = withOnePin(explaining, resident);
  const settled: readonly Finding[] = attempt === undefined ? [] : [settledBy(attempt)];
  const onLock = beliefOf(resident, { before, attempt, at, capabilities });
  if (before === undefined) return [{ kind: "stands", code: code.id, onLock }, ...settled];
  const same = sameContent(before, onLock);
  if (
    same &&
    before.place === onLock.place &&
    before.state === onLock.state &&
    before.label === onLock.label &&
    !strengthens(before, onLock)
  )
    return settled;
  if (same || attempt !== undefined || !isKept(code) || code.retired !== undefined || isWanted(code, onLock)) {
    const unsure = before.place !== onLock.place;
    return [{ kind: "stands", code: code.id, onLock, ...(unsure && { unsure }) }, ...settled];
  }
  if (before.state !== "on_lock") {
    // A change of ours is under way: the listing may still show what stood there before it.
    const accepted = before.evidence.claimed ?? before.evidence.assumed ?? at;
    return at - accepted < landingMs ? [] : [{ kind: "stands", code: code.id, onLock }];
  }
  return [{ kind: "tampered", code: code.id, changeType: "modified", onLock }];
}

/** What an entry may be the consequence of. */
interface Past {
  readonly tries: readonly UnsettledAttempt[];
  readonly at: number;
  readonly capabilities: Capabilities;
}

/** Of tries with different PINs into one slot that hides its digits, nobody knows which one got there. */
function withOnePin(tries: readonly UnsettledAttempt[], resident: Resident): readonly UnsettledAttempt[] {
  const [first, ...others] = tries;
  const isOpen = resident.pin === undefined && first?.aim === resident.place;
  if (first === undefined || !isOpen || others.every(({ pin }) => first.pin?.equals(pin))) return tries;
  return [{ ...first, pin: undefined }];
}

/**
 * Whether an entry is what this try of its code has led to. One that is known already is explained by that: a try like
 * it may still come to show as a second one, and has to be known then. Nor is what the lock says that others wrote.
 */
function explains(attempt: UnsettledAttempt, resident: Resident, ground: Ground): boolean {
  const { before } = ground;
  if (before?.place !== resident.place) return attempt.place === resident.place || looksLike(attempt, resident);
  const isKnown = sameContent(before, beliefOf(resident, ground));
  return !isKnown && resident.altered !== true && looksLike(attempt, resident);
}

/** Whether a code is believed to stand in a place that this look does not show. */
function staysUnshown(code: AccessCode, unsettled: readonly UnsettledAttempt[], look: Look): boolean {
  const { onLock } = code;
  if (onLock === undefined || code.offline !== undefined) return false;
  if (look.residents.some(({ place }) => place === onLock.place)) return false;
  const absence = covers(look, onLock.place) ? absent(code, onLock, unsettled, look) : undefined;
  return absence === undefined || typeof absence === "number";
}

/** What an absence means, or the time to look again before it means anything. */
function absent(
  code: AccessCode,
  onLock: OnLock,
  unsettled: readonly UnsettledAttempt[],
  { at, residents }: Look,
): Finding | number | undefined {
  const isTaken = residents.some(({ place }) => place === onLock.place);
  const left: Finding = { kind: "left", code: code.id };
  const sureAt = Object.values(onLock.evidence);
  const lastSure = Math.max(...sureAt, Number.NEGATIVE_INFINITY);
  // A removal that was tried before this entry came was of an earlier one.
  const since = Math.min(...sureAt, Number.POSITIVE_INFINITY);
  const cleared = unsettled.some((one) => one.code === code.id && one.kind === "clear" && one.startedAt >= since);
  if (!isKept(code) || onLock.state === "leaving" || cleared) return left;
  const unsure: Finding = { ...left, unsure: true };
  if (code.retired !== undefined) {
    // It is cleared all the same: a listing from before it was set shows nothing either, and its PIN would stay.
    return isTaken || at - lastSure >= listingLagMs ? unsure : undefined;
  }
  if (onLock.state === "arriving") return at - lastSure < landingMs ? lastSure + landingMs : unsure;
  if (at - lastSure < settlingMs) return lastSure + settlingMs;
  return { kind: "tampered", code: code.id, changeType: "removed", onLock: undefined };
}

/** What a belief rests on beside the entry that is seen. */
interface Ground {
  readonly before?: OnLock | undefined;
  readonly attempt?: UnsettledAttempt | undefined;
  readonly at: number;
  readonly capabilities: Capabilities;
}

function beliefOf(resident: Resident, { before, attempt, at, capabilities }: Ground): OnLock {
  // Of digits that are hidden, what is known to have been put there is surer than a try without an answer.
  const known = before?.place === resident.place ? before.pin : undefined;
  const pin = resident.pin ?? (resident.altered ? undefined : (known ?? attempt?.pin ?? before?.pin));
  const shown: Evidence = resident.pin === undefined ? "acknowledged" : bestByListing(capabilities);
  const grade: Evidence = resident.state === "on_lock" ? shown : "claimed";
  const { place, label, window, state } = resident;
  const seen: OnLock = { place, pin, label, window, state, evidence: { [grade]: at } };
  if (before?.place !== place || !sameContent(before, seen)) return seen;
  return { ...seen, evidence: { [grade]: at, ...before.evidence } };
}

function sameContent(one: OnLock, other: OnLock): boolean {
  const samePin = one.pin === undefined ? other.pin === undefined : one.pin.equals(other.pin);
  return samePin && closeWindow(one.window, other.window);
}

function strengthens(before: OnLock, after: OnLock): boolean {
  return Object.keys(after.evidence).some((grade) => !(grade in before.evidence));
}

function isWanted(code: AccessCode, onLock: OnLock): boolean {
  if (code.pin === undefined || !code.pin.equals(onLock.pin)) return false;
  return closeWindow(onLock.window, code.window) || onLock.window === undefined;
}

/**
 * What removals by digits alone have come to. One that took something off has shown what became of all that was tried
 * with that PIN before it: a lock has one entry of a PIN, and a code that was seen to come later had that place free.
 */
function removalsByPinIn({ unsettled }: Known, { lookedInto = [], residents }: Look) {
  const findings: Finding[] = [];
  const places = new Set<Place>();
  const isBefore = (at: number, pin: Pin | undefined) => (one: UnsettledAttempt) =>
    one.startedAt <= at && one.pin?.equals(pin) === true && (isLost(one) || isRemovalByPin(one));
  for (const { place, pin, startedAt, id, ...removal } of unsettled) {
    if (!isRemovalByPin({ ...removal, id, pin, startedAt }) || place === undefined || !lookedInto.includes(place))
      continue;
    places.add(place);
    const there = residents.find((resident) => resident.place === place);
    if (there?.state === "on_lock") findings.push({ kind: "in_vain", attempt: id });
    if (there === undefined) findings.push(...unsettled.filter(isBefore(startedAt, pin)).map(settledBy));
  }
  return { findings, places };
}

/** Tries without an answer under a PIN that a code has been seen to take since: nothing of them stood there by then. */
function outOfPlaceOf({ codes, unsettled }: Known, { removesByPin }: Capabilities): readonly Finding[] {
  if (removesByPin !== true) return [];
  const standing = codes.flatMap(({ onLock }) => (onLock?.state === "on_lock" ? [onLock] : []));
  const isTaken = ({ pin, startedAt }: UnsettledAttempt) =>
    standing.some((one) => one.pin?.equals(pin) === true && startedAt < Math.min(...Object.values(one.evidence)));
  return unsettled.filter((one) => isLost(one) && isTaken(one)).map(settledBy);
}
