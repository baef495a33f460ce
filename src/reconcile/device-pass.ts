import { type AccessCode, isKept } from "#domain/access-code.ts";
import { autonomyOf } from "#domain/autonomy.ts";
import { issueMoments } from "#domain/code-causes.ts";
import { conflictingCode } from "#domain/conflicting-code.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import { failOverMoments } from "#domain/fail-over.ts";
import type { DeviceId, Place } from "#domain/ids.ts";
import {
  absorb,
  afterStep,
  afterVainRemoval,
  cameBack,
  conclude,
  endIfOver,
  endToCome,
  leavesUnsettled,
  type Turn,
} from "#domain/life.ts";
import { anywhere, isByPinAlone, isRemovalByPin } from "#domain/lost-tries.ts";
import type { FailureCause, Observation } from "#domain/observation.ts";
import { type Plan, plan } from "#domain/plan.ts";
import { planIssues } from "#domain/plan-issues.ts";
import { nextReadBack } from "#domain/read-back.ts";
import { type Attribution, isUnsure, type Recognition, recognise } from "#domain/recognise.ts";
import { doingOf, type Outcome } from "#domain/step.ts";
import type { Driver } from "#drivers/driver.ts";
import type { Claim } from "#store/leases.ts";
import { beginAttempt, type CodeStep, type DevicePass, loadDevicePass, unsettleLateSet } from "#store/passes.ts";
import type { Store } from "#store/store.ts";
import { retryAfter, retryAfterStep } from "./back-off.ts";
import { type Call, callWithin } from "./call.ts";
import { entrust } from "./entrust.ts";
import type { Observing } from "./observing.ts";
import { codesFound, type Progress, recordLook, recordProgress, recordStep } from "./record.ts";
import { failOver, recordPoolLevel, tendPool } from "./tend-backups.ts";
import { confirmTurns, expireTurns, runTurn } from "./turns.ts";
import type { Verdict } from "./worker.ts";

/** Hands the driver that speaks for an account; `undefined` where none can (its configuration is not readable). */
export type DriverFor = (account: ConnectedAccount) => Promise<Driver | undefined>;

export interface DevicePassOptions {
  /** How often a lock at rest is looked at, in milliseconds. The published cadence is 10 minutes. */
  readonly sweepMs: number;
  /** How long one call to a driver may take, in milliseconds. */
  readonly callTimeoutMs: number;
  /** Whether locks are only looked at for now. Default: they are changed. */
  readonly observing?: Observing | undefined;
}

/**
 * One pass over one device: load, observe, plan, apply, record. It is woken by a name alone and acts on
 * what it finds, so that a pass that was cut off anywhere is completed by the next.
 */
export function devicePass(
  store: Store,
  driverFor: DriverFor,
  wakeAccount: (account: ConnectedAccount) => Promise<void>,
  options: DevicePassOptions,
) {
  return async (claim: Claim<DeviceId>, signal: AbortSignal): Promise<Verdict> => {
    const { runtime } = store;
    const loaded = await loadDevicePass(store, claim);
    if (loaded === undefined) return { nextDueAt: undefined, failed: false };
    const pass = await recordProgress(store, claim, loaded, endings(loaded, runtime.now()));
    const turns = await expireTurns(store, claim, pass);
    if (pass.account.disconnectedSince !== undefined || pass.device.removedSince !== undefined) {
      return await settle(store, claim, pass, { nextDueAt: runtime.now() + options.sweepMs, failed: false });
    }
    const driver = await driverFor(pass.account);
    if (driver === undefined) return { nextDueAt: runtime.now() + options.sweepMs, failed: true };
    const call = callWithin(runtime, driver, signal, options.callTimeoutMs);
    const native = pass.device.report.nativeId;
    const places = placesOfOurs(pass);
    const observation = await call((provider, within) => provider.observe(native, within, places));
    const looked = await recordLook(store, claim, { ...pass, turns }, observation);
    if (observation.kind !== "seen") {
      if (observation.kind === "unreachable" && isShutOut(observation.because)) await wakeAccount(pass.account);
      const verdict = unreachableVerdict(looked, observation, store, options);
      // What a maker computes needs no lock that can be reached, only a maker that can.
      if (observation.kind !== "unreachable" || observation.because !== "unreachable")
        return await settle(store, claim, looked, verdict, toEntrust(call, options));
      const issued = await apply(store, claim, looked, planUnseen(looked, runtime.now()), { call, signal, options });
      const nextDueAt = min(verdict.nextDueAt, issued.askAgainAt);
      return await settle(store, claim, issued.pass, { nextDueAt, failed: verdict.failed }, toEntrust(call, options));
    }
    const open = await confirmTurns(store, claim, looked);
    return await work(store, claim, { pass: { ...looked, turns: open }, observation, call, signal, options });
  };
}

/**
 * Where codes of ours stand on the lock, or may come to stand after a try whose end is not known. Where a place is one
 * entry for life, what a try put there once does not come to stand in it again: delivered anew, it gets another.
 */
function placesOfOurs({ codes, ghosts, unsettled, device }: DevicePass): readonly Place[] {
  const { reusesPlaces } = device.report.capabilities;
  const standing = [...codes, ...ghosts].flatMap((code) => (isKept(code) ? (code.onLock?.place ?? []) : []));
  const open = unsettled.filter(({ kind, wasSeen }) => kind === "set" && (reusesPlaces || wasSeen !== true));
  const tried = open.flatMap(({ aim, place }) => place ?? aim ?? []);
  const removals = unsettled.filter((one) => isRemovalByPin(one) && one.wasSeen !== true);
  const leaving = removals.flatMap(({ place }) => (place === undefined || place === anywhere ? [] : [place]));
  return [...new Set([...standing, ...tried, ...leaving])];
}

/** What is to be done at a lock that nobody can reach. */
function planUnseen(pass: DevicePass, now: number): Plan {
  const { codes, unsettled, device } = pass;
  const { capabilities } = device.report;
  const steps = planIssues({ now, isManagedDevice: device.isManaged, capabilities, codes, unsettled });
  return { steps, waits: [], nextAt: undefined };
}

/** What concerns the account as a whole is found out by looking through it. */
function isShutOut(because: FailureCause): boolean {
  return because === "unauthorized" || because === "invalid_credentials";
}

function endings(pass: DevicePass, now: number): readonly Progress[] {
  return pass.codes.flatMap((before): readonly Progress[] => {
    const after = endIfOver(before, now);
    return after === before ? [] : [{ before, turn: { code: after, events: [], gone: false } }];
  });
}

interface Work {
  readonly pass: DevicePass;
  readonly observation: Extract<Observation, { kind: "seen" }>;
  readonly call: Call;
  readonly signal: AbortSignal;
  readonly options: DevicePassOptions;
}

async function work(
  store: Store,
  claim: Claim<DeviceId>,
  { pass, observation, call, signal, options }: Work,
): Promise<Verdict> {
  const { runtime } = store;
  const { capabilities } = pass.device.report;
  const recognition = recognise(pass, observation, capabilities);
  const absorbed = await absorbFindings(store, claim, pass, recognition);
  const known = await tendPool(store, claim, absorbed, attributedTo(absorbed, recognition));
  const planned = plan({
    now: runtime.now(),
    isManagedDevice: pass.device.isManaged,
    capabilities,
    codes: known.codes,
    unsettled: known.unsettled,
    attributions: attributedTo(known, recognition),
    free: observation.free,
    turns: known.turns.filter((turn) => turn.startedAt === undefined).map((turn) => turn.attempt),
  });
  const refused = await recordProgress(store, claim, known, foreseenRefusals(known, planned, runtime.now()));
  const applied = await apply(store, claim, refused, planned, { call, signal, options });
  const moments = [planned.nextAt, recognition.lookAgainAt, applied.askAgainAt];
  const { device, codes } = applied.pass;
  const nextLookAt = nextReadBack({ now: runtime.now(), device, codes, sweepMs: options.sweepMs });
  const nextDueAt = Math.min(nextLookAt, ...moments.filter((at) => at !== undefined));
  return await settle(store, claim, applied.pass, { nextDueAt, failed: applied.failed }, toEntrust(call, options));
}

/** Nobody is entrusted with what may be wanted no more. */
function toEntrust(call: Call, { observing }: DevicePassOptions): Call | undefined {
  return observing?.isOn() === true ? undefined : call;
}

/** What stands on the lock, and whose it is, as these codes are by now. */
function attributedTo({ codes }: DevicePass, { attributions }: Recognition): readonly Attribution[] {
  return attributions.map((one) => ({
    ...one,
    code: one.code && (codes.find(({ id }) => id === one.code?.id) ?? one.code),
  }));
}

async function absorbFindings(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  recognition: Recognition,
): Promise<DevicePass> {
  const now = store.runtime.now();
  const byId = new Map(pass.codes.map((code) => [code.id, code]));
  const progress: Progress[] = [];
  for (const finding of recognition.findings) {
    if (!("code" in finding)) continue;
    const before = byId.get(finding.code);
    if (before === undefined) continue;
    progress.push({ before, turn: backingOff(before, absorb(before, finding, now), store.runtime) });
  }
  const settled = recognition.findings.flatMap((finding) => (finding.kind === "settled" ? [finding.attempt] : []));
  const inVain = recognition.findings.flatMap((finding) => (finding.kind === "in_vain" ? [finding.attempt] : []));
  const strangers = pass.device.report.capabilities.listsUnmanaged ? codesFound(store, pass, recognition) : [];
  const unsure = recognition.findings.filter(isUnsure).flatMap(({ code }) => byId.get(code) ?? []);
  return await recordProgress(store, claim, pass, progress, { settled, strangers, unsure, inVain });
}

/** What the provider takes on each time and the lock does not do is tried again as seldom as what fails at once. */
function backingOff(before: AccessCode, turn: Turn, runtime: Store["runtime"]): Turn {
  if (!cameBack(before, turn.code)) return turn;
  const now = runtime.now();
  const tries = turn.code.trouble?.doing === "clear" ? turn.code.trouble.tries : 0;
  return { ...turn, code: afterVainRemoval(turn.code, now, retryAfter(tries, now, runtime.random)) };
}

function foreseenRefusals(pass: DevicePass, planned: Plan, now: number): readonly Progress[] {
  return planned.waits.flatMap((wait): readonly Progress[] => {
    const before = pass.codes.find((code) => code.id === wait.code);
    if (before === undefined || wait.refusal === undefined) return [];
    const { trouble } = before;
    if (trouble?.kind === "refused" && trouble.because === wait.refusal && trouble.version === before.version)
      return [];
    const turn: Turn = {
      code: {
        ...before,
        trouble: {
          doing: "set",
          kind: "refused",
          because: wait.refusal,
          detail: wait.why,
          conflictsWith: wait.refusal === "duplicate" ? conflictingCode(before, pass.codes) : undefined,
          since: now,
          lastAt: now,
          tries: 1,
          version: before.version,
          retryAt: now,
          notBefore: trouble?.kind === "failed" && trouble.doing === "set" ? trouble.retryAt : trouble?.notBefore,
        },
      },
      events: [],
      gone: false,
    };
    return [{ before, turn }];
  });
}

interface Applied {
  readonly pass: DevicePass;
  readonly askAgainAt: number | undefined;
  readonly failed: boolean;
}

async function apply(
  store: Store,
  claim: Claim<DeviceId>,
  before: DevicePass,
  planned: Plan,
  { call, signal, options }: Pick<Work, "call" | "signal" | "options">,
): Promise<Applied> {
  if (options.observing?.isOn() === true) return { pass: before, askAgainAt: undefined, failed: false };
  const { runtime } = store;
  const native = before.device.report.nativeId;
  let pass = before;
  let askAgainAt: number | undefined;
  const ask = (at: number) => {
    askAgainAt = Math.min(askAgainAt ?? at, at);
  };
  // Whoever works the lock in our absence is to know of what comes there before it does.
  if (planned.steps.length > 0) await entrust(store, claim, pass, call);
  for (const step of planned.steps) {
    if (signal.aborted) break;
    if (step.kind === "turn") {
      ask(await runTurn(store, claim, pass, step, call));
      continue;
    }
    const code = [...pass.codes, ...pass.ghosts].find((one) => one.id === step.code);
    const isOfItsPlace = step.kind !== "issue" && !isByPinAlone(step);
    if (code !== undefined && isOfItsPlace) await unsettleLateSet(store.db, pass.keys, code, runtime.now());
    const attempt = code === undefined ? undefined : await beginAttempt(store, claim, pass, step, code.version);
    if (code === undefined || attempt === undefined) {
      // Something else is wanted by now.
      ask(runtime.now());
      continue;
    }
    const outcome = await call((driver, within) => driver.apply(native, step, within));
    const turn = consequences(code, step, outcome, runtime);
    pass = await recordStep(store, claim, pass, {
      attempt,
      outcome,
      // The end of a removal by digits alone tells what became of the tries before it.
      unsettled: isByPinAlone(step) || leavesUnsettled(outcome),
      before: code,
      turn,
    });
    if (outcome.kind === "failed")
      return { pass, askAgainAt: min(askAgainAt, turn.code.trouble?.retryAt), failed: true };
    if (outcome.kind === "pending") ask(outcome.askAgainAt);
    // Whatever was done is looked at again at once: what is read back is better evidence than an answer. A
    // refusal says that something stands on the lock that this pass did not see.
    if (doingOf(step) !== "issue" && (outcome.kind === "done" || outcome.kind === "refused")) ask(runtime.now());
  }
  return { pass, askAgainAt, failed: false };
}

function consequences(code: AccessCode, step: CodeStep, outcome: Outcome, runtime: Store["runtime"]): Turn {
  const now = runtime.now();
  const tries = code.trouble?.doing === doingOf(step) ? code.trouble.tries : 0;
  return afterStep(code, step, outcome, now, retryAfterStep(outcome, tries, now, runtime.random));
}

/** Helps guests out whose codes are at risk, tells what is new of each code, and when time alone will make news. */
async function settle(
  store: Store,
  claim: Claim<DeviceId>,
  worked: DevicePass,
  verdict: Verdict,
  call?: Call,
): Promise<Verdict> {
  const helped = await failOver(store, claim, await tendPool(store, claim, worked, undefined));
  const levelled = await recordPoolLevel(store, claim, helped);
  const entrusted = call && (await entrust(store, claim, levelled, call));
  const pass = entrusted?.pass ?? levelled;
  const now = store.runtime.now();
  const progress = pass.codes.flatMap((before): readonly Progress[] => {
    const turn = conclude(before, pass.device, pass.account, pass.unsettled, now);
    return turn.code === before && turn.events.length === 0 && !turn.gone ? [] : [{ before, turn }];
  });
  const settled = await recordProgress(store, claim, pass, progress);
  const moments = [
    ...settled.codes.flatMap((code) => issueMoments(code, settled.device, now)),
    ...failOverMoments(settled.codes, settled.device, now),
  ];
  const ends = settled.codes.map((code) => endToCome(code, now));
  const autonomy = settled.device.isManaged
    ? autonomyOf(settled.device, settled.codes, now, entrusted?.mandate)
    : undefined;
  return { ...verdict, nextDueAt: min(verdict.nextDueAt, ...moments, ...ends), autonomy };
}

function unreachableVerdict(
  pass: DevicePass,
  observation: Exclude<Observation, { kind: "seen" }>,
  store: Store,
  options: DevicePassOptions,
): Verdict {
  const now = store.runtime.now();
  if (observation.kind === "gone") return { nextDueAt: now + options.sweepMs, failed: false };
  const retryAt = retryAfter(pass.failures, now, store.runtime.random, observation.notBefore);
  return { nextDueAt: retryAt, failed: true };
}

function min(...moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
