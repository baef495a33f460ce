import type { AccessCode } from "#domain/access-code.ts";
import type { NewEvent } from "#domain/event.ts";
import type { DeviceId } from "#domain/ids.ts";
import { absorb, afterStep, conclude, endIfOver, type Turn } from "#domain/life.ts";
import { isUnsure } from "#domain/recognise.ts";
import type { SiteEntry } from "#domain/site-journal.ts";
import { codeEvent } from "#store/code-events.ts";
import { saveProgress } from "#store/code-progress.ts";
import type { Db } from "#store/db.ts";
import { appendEvents } from "#store/events.ts";
import { assertHeld, type Claim, release, takeOver } from "#store/leases.ts";
import { type DevicePass, loadDevicePass, settleAttempts, unsettleLastSets, unsettleLateSet } from "#store/passes.ts";
import { isFirstDelivery, keepSighting } from "#store/sightings.ts";
import { insertSiteAttempt } from "#store/site-attempts.ts";
import type { Store } from "#store/store.ts";
import { withRefused } from "./record.ts";

/** How long the device is held for one journal, in milliseconds. */
const leaseMs = 60_000;

/**
 * Takes in what a bridge did alone at one device: attempts, what they led to, and what was found there, each as of when
 * it happened. What is told again is kept once. Whoever planned for the device before may send nothing more to it.
 */
export async function settleJournal(store: Store, device: DeviceId, entries: readonly SiteEntry[]): Promise<void> {
  const { runtime } = store;
  const claim = await takeOver(store.db, device, runtime.now() + leaseMs);
  if (claim === undefined) return;
  for (const entry of entries) {
    const pass = await loadDevicePass(store, claim);
    if (pass !== undefined) await settleEntry(store, claim, pass, entry);
  }
  await release(store.db, "device", claim, { nextDueAt: runtime.now(), failed: false });
}

async function settleEntry(store: Store, claim: Claim<DeviceId>, pass: DevicePass, entry: SiteEntry): Promise<void> {
  const { keys, account } = pass;
  await store.db.transaction(async (tx) => {
    await assertHeld(tx, "device", claim);
    const isNew = await isFirstDelivery(tx, account, keys.digest(`site entry ${entry.id}`), store.runtime.now());
    if (!isNew) return;
    const events = await keepEntry(tx, store, claim, pass, entry);
    await appendEvents(tx, store, claim.workspaceId, events);
  });
}

async function keepEntry(
  tx: Db,
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  entry: SiteEntry,
): Promise<readonly NewEvent[]> {
  const { keys, codes } = pass;
  switch (entry.kind) {
    case "told":
      return keepSighting(tx, pass.account, entry.sighting, store.runtime.now());
    case "try": {
      const { step, ended } = entry;
      const before = codes.find((code) => code.id === step.code);
      if (before !== undefined) await unsettleLateSet(tx, keys, asOf(before, entry.at), entry.at);
      await insertSiteAttempt(tx, keys, { workspace: claim.workspaceId, device: claim.id }, entry);
      if (before === undefined || ended === undefined) return [];
      const code = asOf(before, entry.at);
      const turn = afterStep(code, step, ended.outcome, ended.at, ended.retryAt);
      return progress(tx, pass, before, asOfNow(turn, entry, code), ended.at);
    }
    case "found": {
      const { finding } = entry;
      if (finding.kind === "settled") {
        await settleAttempts(tx, [finding.attempt]);
        return [];
      }
      const before = codes.find((code) => code.id === finding.code);
      if (before === undefined) return [];
      if (isUnsure(finding)) await unsettleLastSets(tx, keys, [before]);
      return progress(tx, pass, before, absorb(asOf(before, entry.at), finding, entry.at), entry.at);
    }
  }
}

/** The code as it was then: it may have been deleted, or have ended, only since. What is saved leaves that as it is. */
function asOf(code: AccessCode, at: number): AccessCode {
  const isLater = code.retired !== undefined && at < code.retired.at;
  return isLater ? { ...code, retired: undefined } : endIfOver(code, at);
}

/** That something else failed than what is wanted by now says nothing of this. */
function asOfNow(turn: Turn, entry: Extract<SiteEntry, { kind: "try" }>, code: AccessCode): Turn {
  const isTrouble = entry.ended?.outcome.kind === "failed" || entry.ended?.outcome.kind === "refused";
  return isTrouble && entry.version !== code.version ? { ...turn, code } : turn;
}

/** Saves how a code moved on, and answers what there is to tell of it, all as of then. */
async function progress(
  tx: Db,
  pass: DevicePass,
  before: AccessCode,
  turn: Turn,
  at: number,
): Promise<readonly NewEvent[]> {
  const { device, account } = pass;
  // Whether anything is left of it is for a pass to say, once the bridge has been told what is wanted by now.
  const concluded = conclude(turn.code, { ...device, isEntrusted: true }, account, pass.unsettled, at);
  const moves = withRefused(pass, [{ before, turn: { ...turn, code: concluded.code } }], at);
  for (const move of moves)
    await saveProgress(tx, pass.keys, { before: move.before, after: move.turn.code, goneAt: undefined });
  return [...turn.events, ...concluded.events].map((event) =>
    codeEvent(event, concluded.code, { device, account, at }),
  );
}
