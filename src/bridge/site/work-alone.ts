import { isKept } from "#domain/access-code.ts";
import type { AttemptId, Place } from "#domain/ids.ts";
import { endIfOver, endToCome } from "#domain/life.ts";
import type { Observation } from "#domain/observation.ts";
import { type Plan, plan } from "#domain/plan.ts";
import { type Recognition, recognise } from "#domain/recognise.ts";
import {
  knownAtSite,
  type SiteEntry,
  type SiteFinding,
  type SiteKnowledge,
  type SiteStep,
} from "#domain/site-journal.ts";
import type { Step } from "#domain/step.ts";
import type { Driver } from "#drivers/driver.ts";
import { retryAfter, retryAfterStep } from "#reconcile/back-off.ts";
import { type Call, callWithin } from "#reconcile/call.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { At, Notebook, Page } from "./notebook.ts";

/** How a bridge works alone. */
export interface Alone {
  readonly runtime: Runtime;
  readonly notebook: Notebook;
  /** How often a lock at rest is looked at, in milliseconds. */
  readonly sweepMs: number;
  /** How long one call to a driver may take, in milliseconds. */
  readonly callTimeoutMs: number;
}

/** When a device wants its next pass, epoch milliseconds. */
export interface NextPass {
  readonly dueAt: number;
  readonly failed: boolean;
}

/** A try may come to show on the lock for this long, in milliseconds; after it, what shows is a stranger's. */
const unsettledForMs = 24 * 60 * 60_000;

/**
 * One pass over one device without the server: look, plan, apply, each written down before the lock hears of it. It
 * does what the mandate names and nothing else: strangers' codes stay, and nothing is new.
 */
export async function workAlone(
  alone: Alone,
  at: At,
  { driver, failures }: { readonly driver: Driver; readonly failures: number },
  signal: AbortSignal,
): Promise<NextPass> {
  const { runtime, notebook } = alone;
  const before = notebook.page(at);
  if (before === undefined) return { dueAt: Number.POSITIVE_INFINITY, failed: false };
  const call = callWithin(runtime, driver, new AbortController().signal, alone.callTimeoutMs);
  const places = placesOfOurs(knownNow(before, runtime.now()));
  const look = await call((inner, within) => inner.observe(at.device, AbortSignal.any([within, signal]), places));
  if (look.kind !== "seen") {
    const notBefore = look.kind === "unreachable" ? look.notBefore : undefined;
    return { dueAt: retryAfter(failures, runtime.now(), runtime.random, notBefore), failed: true };
  }
  const { page, recognition } = writeFindings(alone, before, look);
  const known = knownNow(page, runtime.now());
  const planned = planWithin(page, known, recognition, look, runtime.now());
  const applied = await apply(alone, page, planned, { call, signal });
  const after = knownNow(applied.page, runtime.now());
  const moments = [
    planned.nextAt,
    recognition.lookAgainAt,
    applied.askAgainAt,
    ...after.codes.map((code) => endToCome(code, runtime.now())),
    runtime.now() + alone.sweepMs,
  ];
  return { dueAt: Math.min(...moments.filter((moment) => moment !== undefined)), failed: applied.failed };
}

function knownNow({ mandate, entries }: Page, now: number): SiteKnowledge {
  const { codes, unsettled } = knownAtSite(mandate, entries);
  return {
    codes: codes.map((code) => endIfOver(code, now)),
    unsettled: unsettled.filter(({ startedAt }) => now - startedAt < unsettledForMs),
  };
}

function placesOfOurs({ codes, unsettled }: SiteKnowledge): readonly Place[] {
  const standing = codes.flatMap((code) => (isKept(code) ? (code.onLock?.place ?? []) : []));
  const tried = unsettled.flatMap(({ kind, aim, place }) => (kind === "set" ? (place ?? aim ?? []) : []));
  return [...new Set([...standing, ...tried])];
}

/** What the look showed of codes of ours; of strangers' nothing is written down, the server will see them itself. */
function writeFindings(
  { runtime, notebook }: Alone,
  page: Page,
  look: Extract<Observation, { kind: "seen" }>,
): { readonly page: Page; readonly recognition: Recognition } {
  const known = knownNow(page, runtime.now());
  const recognition = recognise({ ...known, ghosts: [] }, look, page.mandate.capabilities);
  const findings = recognition.findings.filter((finding): finding is SiteFinding => finding.kind !== "stranger");
  const entries = findings.map(
    (finding): SiteEntry => ({ id: runtime.uuid() as AttemptId, at: look.at, kind: "found", finding }),
  );
  return { page: entries.length === 0 ? page : notebook.add(page, ...entries), recognition };
}

/** What the plan of the domain would do, as far as the mandate goes. */
function planWithin(
  { mandate }: Page,
  { codes, unsettled }: SiteKnowledge,
  recognition: Recognition,
  look: Extract<Observation, { kind: "seen" }>,
  now: number,
): Plan & { readonly steps: readonly SiteStep[] } {
  const byId = new Map(codes.map((code) => [code.id, code]));
  const planned = plan({
    now,
    isManagedDevice: mandate.isManagedDevice,
    capabilities: mandate.capabilities,
    codes,
    unsettled,
    attributions: recognition.attributions.map((one) => ({
      ...one,
      code: one.code && (byId.get(one.code.id) ?? one.code),
    })),
    free: look.free,
    turns: [],
  });
  const isOver = now >= mandate.until;
  const allows = (step: Step): step is SiteStep => {
    if (step.kind !== "set" && step.kind !== "clear") return false;
    return !isOver || (step.kind === "clear" && byId.get(step.code)?.retired !== undefined);
  };
  return { ...planned, steps: planned.steps.filter(allows) };
}

interface Applied {
  readonly page: Page;
  readonly askAgainAt: number | undefined;
  readonly failed: boolean;
}

async function apply(
  { runtime, notebook }: Alone,
  before: Page,
  planned: { readonly steps: readonly SiteStep[] },
  { call, signal }: { readonly call: Call; readonly signal: AbortSignal },
): Promise<Applied> {
  let page = before;
  let askAgainAt: number | undefined;
  const ask = (moment: number) => {
    askAgainAt = Math.min(askAgainAt ?? moment, moment);
  };
  for (const step of planned.steps) {
    if (signal.aborted) break;
    const code = knownNow(page, runtime.now()).codes.find((one) => one.id === step.code);
    if (code === undefined) continue;
    const id = runtime.uuid() as AttemptId;
    page = notebook.add(page, { id, at: runtime.now(), kind: "try", version: code.version, step });
    const outcome = await call((driver, within) => driver.apply(page.device, step, within));
    const now = runtime.now();
    const tries = code.trouble?.doing === step.kind ? code.trouble.tries : 0;
    const retryAt = retryAfterStep(outcome, tries, now, runtime.random);
    page = notebook.end(page, id, { at: now, outcome, retryAt });
    if (outcome.kind === "failed") return { page, askAgainAt: Math.min(askAgainAt ?? retryAt, retryAt), failed: true };
    // What was done is looked at again at once: what is read back is better evidence than an answer.
    ask(outcome.kind === "pending" ? outcome.askAgainAt : now);
  }
  return { page, askAgainAt, failed: false };
}
