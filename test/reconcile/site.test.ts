import { afterEach, beforeEach, expect, test } from "vitest";
import { deleteAccessCode } from "#app/access-codes.ts";
import { createBridge, enrolBridge } from "#app/bridges.ts";
import type { AccessCode } from "#domain/access-code.ts";
import type { Autonomy } from "#domain/device.ts";
import type { AttemptId, BridgeId, DeviceId, NativeId, Place } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Mandate } from "#domain/mandate.ts";
import type { Resident } from "#domain/observation.ts";
import type { SiteEntry, SiteStep } from "#domain/site-journal.ts";
import type { Step } from "#domain/step.ts";
import type { Driver } from "#drivers/driver.ts";
import { devicePass } from "#reconcile/device-pass.ts";
import { settleJournal } from "#reconcile/settle-journal.ts";
import { chargesOf, loseLine, takeBackSite } from "#store/bridges.ts";
import { claimDue, release } from "#store/leases.ts";
import { beginAttempt, loadDevicePass } from "#store/passes.ts";
import { addCode, addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { pin } from "#test/support/domain-values.ts";

const minute = 60_000;
const hour = 60 * minute;
const place = "place-1" as Place;

let desk: TestDesk;
let device: DeviceId;
let bridge: BridgeId;

beforeEach(async () => {
  desk = await openTestDesk();
  device = await addDevice(desk, { nativeId: "gate" as NativeId, capabilities: { schedulesNatively: false } });
  const { id, code } = await createBridge(desk, desk.workspace, "Harbour");
  await enrolBridge(desk, code);
  await desk.store.db.query("update connected_accounts set bridge_id = $1", [id]);
  bridge = id;
});

afterEach(() => desk.close());

test("what a bridge did is kept once however often it is told, with the times of the site", async () => {
  const code = await arriving();
  const setAt = desk.runtime.now() + 9 * hour;
  const journal = [tryOf(code, setStep(code), setAt), found(code, setAt + 5_000)];
  await desk.runtime.advance(24 * hour);
  await settleJournal(desk.store, device, journal);
  await settleJournal(desk.store, device, journal);
  expect(await eventsOf(code)).toEqual([["set_on_device", setAt]]);
  const attempts = "select started_at, finished_at, why, unsettled, sealed_pin from attempts";
  const [attempt, second] = await desk.store.db.query<{ started_at: Date; why: string }>(attempts);
  expect(attempt).toMatchObject({
    started_at: new Date(setAt),
    finished_at: new Date(setAt),
    unsettled: false,
    sealed_pin: null,
  });
  expect(attempt?.why).toContain("The bridge at the site did it, without the server.");
  expect(second).toBeUndefined();
});

test("a pass from before the journal can send nothing any more", async () => {
  const code = await arriving();
  const claim = await claimed();
  const before = await loadDevicePass(desk.store, claim);
  invariant(before !== undefined, "the device is there");
  await settleJournal(desk.store, device, [found(code, desk.runtime.now())]);
  expect(await beginAttempt(desk.store, claim, before, setStep(code), code.version)).toBeUndefined();
});

test("a code that is deleted while its bridge is out of reach is gone only once the bridge was told and it is off", async () => {
  const code = await arriving();
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: code.id });
  await pass({ isThere: false });
  expect(await isGone(code)).toBe(false);
  const setAt = desk.runtime.now();
  await settleJournal(desk.store, device, [tryOf(code, setStep(code), setAt)]);
  await desk.runtime.advance(hour);
  const { mandates } = await pass({ isThere: true });
  // It is told first what to take off, and then that nothing is left.
  expect(mandates.map(({ codes }) => codes.map(({ id }) => id))).toEqual([[code.id], []]);
  await pass({ isThere: true });
  expect(await isGone(code)).toBe(true);
});

test("a code that was to come, deleted before its bridge was told anew, is gone once it was", async () => {
  const code = await arriving();
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: code.id });
  await pass({ isThere: true });
  expect(await isGone(code)).toBe(true);
});

test("what is no longer wanted as it was tried is troubled by none of it", async () => {
  const code = await arriving();
  await desk.store.db.query("update access_codes set version = version + 1");
  const refused = { kind: "refused", because: "full", detail: "Full." } as const;
  const at = desk.runtime.now();
  await settleJournal(desk.store, device, [
    { ...tryOf(code, setStep(code), at), ended: { at, outcome: refused, retryAt: at } },
  ]);
  const [row] = await desk.store.db.query<{ trouble: unknown }>("select trouble from access_codes");
  expect(row?.trouble).toBeNull();
});

test("what a bridge put on the lock minutes before it took it off is taken off again should it show once more", async () => {
  const code = await arriving();
  const setAt = desk.runtime.now() + 9 * hour;
  await desk.runtime.advance(9 * hour + 10 * minute);
  const clear = { kind: "clear", code: code.id, place, expecting: { pin: code.pin, label: "Guest" }, why: "" } as const;
  const set = tryOf(code, setStep(code), setAt);
  await settleJournal(desk.store, device, [set, found(code, setAt + minute), tryOf(code, clear, setAt + 5 * minute)]);
  const again = {
    place: "place-2" as Place,
    pin: code.pin,
    label: "Guest",
    window: undefined,
    state: "on_lock",
  } as const;
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: code.id });
  const { steps } = await pass({ isThere: true, residents: [again] });
  expect(steps).toEqual([expect.objectContaining({ kind: "clear", place: "place-2" })]);
});

test("a bridge is told what was put on the lock minutes ago, and of what may still show of a code that is gone", async () => {
  const now = desk.runtime.now();
  const code = await addCode(desk, { deviceId: device, digits: "4826", startsAt: now, endsAt: now + hour });
  const { mandates } = await pass({ isThere: true });
  expect(mandates.at(-1)).toMatchObject({ codes: [{ id: code.id }], late: [{ code: code.id, pin: code.pin }] });
  await deleteAccessCode(desk, desk.workspace, { accessCodeId: code.id });
  await pass({ isThere: true });
  const after = await pass({ isThere: true });
  expect(await isGone(code)).toBe(true);
  expect(after.mandates.at(-1)).toMatchObject({
    codes: [{ id: code.id }],
    unsettled: [{ kind: "clear" }, { kind: "set", code: code.id, wasSeen: true }],
  });
});

test("the horizon of a lock counts on its bridge while that takes the codes, and on nobody once it is out of reach", async () => {
  const code = await arriving();
  const horizon = async () => (await desk.store.db.query<{ autonomy: Autonomy }>("select autonomy from devices"))[0];
  await pass({ isThere: true });
  expect(await horizon()).toEqual({ autonomy: {} });
  await pass({ isThere: false });
  expect(await horizon()).toEqual({ autonomy: { until: code.window?.startsAt } });
});

test("of several servers, the one that a bridge has dialled works its site, until its line is gone or it dies", async () => {
  const [one, other] = ["00000000-0000-4000-8000-0000000000e1", "00000000-0000-4000-8000-0000000000e2"] as const;
  const { db } = desk.store;
  const claimedBy = async (server: string, after = 0) => {
    const now = desk.runtime.now() + after;
    await db.query("update devices set next_due_at = $1, lease_until = null", [new Date(now)]);
    return (await claimDue(db, "device", { now, limit: 1, leaseMs: 1, server })).length === 1;
  };
  await takeBackSite(db, bridge, { server: one, now: desk.runtime.now() });
  expect([await claimedBy(other), await claimedBy(one)]).toEqual([false, true]);
  await desk.runtime.advance(15_000);
  await chargesOf(db, [bridge], { server: one, now: desk.runtime.now() });
  expect([await claimedBy(other, 15_000), await claimedBy(other, minute)]).toEqual([false, true]);

  await takeBackSite(db, bridge, { server: other, now: desk.runtime.now() });
  await loseLine(db, bridge, { server: one, now: desk.runtime.now() });
  expect([await claimedBy(one), await claimedBy(other)]).toEqual([false, true]);
  await loseLine(db, bridge, { server: other, now: desk.runtime.now() });
  expect(await claimedBy(one)).toBe(true);
});

/** A code that is to come to the lock in nine hours. */
async function arriving(): Promise<AccessCode> {
  const startsAt = desk.runtime.now() + 10 * hour;
  return addCode(desk, { deviceId: device, digits: "4826", startsAt, endsAt: startsAt + 40 * hour });
}

function setStep(code: AccessCode): Extract<SiteStep, { kind: "set" }> {
  invariant(code.pin !== undefined, "the test gave it one");
  return {
    kind: "set",
    code: code.id,
    pin: code.pin,
    label: "Guest",
    window: undefined,
    into: undefined,
    why: "It is due.",
  };
}

function tryOf(code: AccessCode, step: SiteStep, at: number): Extract<SiteEntry, { kind: "try" }> {
  const outcome = { kind: "done", evidence: "acknowledged", place } as const;
  const id = desk.runtime.uuid() as AttemptId;
  return { id, at, kind: "try", version: code.version, step, ended: { at, outcome, retryAt: at } };
}

function found(code: AccessCode, at: number): SiteEntry {
  const onLock = {
    place,
    pin: code.pin,
    label: "Guest",
    window: undefined,
    state: "on_lock",
    evidence: { read_back: at },
  } as const;
  return {
    id: desk.runtime.uuid() as AttemptId,
    at,
    kind: "found",
    finding: { kind: "stands", code: code.id, onLock },
  };
}

async function claimed() {
  await desk.store.db.query("update devices set next_due_at = $1, lease_until = null", [new Date(desk.runtime.now())]);
  const [claim] = await claimDue(desk.store.db, "device", { now: desk.runtime.now(), limit: 1, leaseMs: 10_000 });
  invariant(claim !== undefined, "the device is due");
  return claim;
}

/** One pass over the device, through a bridge whose lock does what it is told. */
async function pass({
  isThere,
  residents,
}: {
  readonly isThere: boolean;
  readonly residents?: readonly Resident[];
}): Promise<{ readonly mandates: readonly Mandate[]; readonly steps: readonly Step[] }> {
  const [row] = await desk.store.db.query<{ report: never }>("select report from devices");
  invariant(row !== undefined, "the device is there");
  const mandates: Mandate[] = [];
  const down = { because: "provider", detail: "No line.", notBefore: undefined } as const;
  const steps: Step[] = [];
  const shown = residents ?? (await standing());
  const seen = { kind: "seen", at: desk.runtime.now(), device: row.report, residents: shown, complete: true } as const;
  const driver: Driver = {
    discover: async () => ({ kind: "failed", ...down }),
    observe: async () => (isThere ? seen : { kind: "unreachable", at: desk.runtime.now(), device: undefined, ...down }),
    entrust: async (_device, mandate) => {
      if (isThere) mandates.push(mandate);
      return isThere;
    },
    apply: async (_device, step) => {
      steps.push(step);
      return { kind: "done", evidence: "acknowledged", place: step.kind === "set" ? place : undefined };
    },
    close: async () => {},
  };
  const work = devicePass(
    desk.store,
    async () => driver,
    async () => {},
    { sweepMs: hour, callTimeoutMs: 20_000 },
  );
  const claim = await claimed();
  const verdict = await work(claim, new AbortController().signal);
  await release(desk.store.db, "device", claim, verdict);
  return { mandates, steps };
}

/** What our record says stands on the lock. */
async function standing() {
  const rows = await desk.store.db.query<{ place: Place }>("select place from access_codes where place is not null");
  return rows.map((row) => ({
    place: row.place,
    pin: pin("4826"),
    label: "Guest",
    window: undefined,
    state: "on_lock" as const,
  }));
}

async function eventsOf(code: AccessCode): Promise<readonly (readonly [string, number])[]> {
  const text = "select event_type, occurred_at from events where access_code_id = $1 order by ordinal";
  const rows = await desk.store.db.query<{ event_type: string; occurred_at: Date }>(text, [code.id]);
  const asked = ["created", "mutations_requested"];
  return rows
    .map((row) => [row.event_type.replace("access_code.", ""), row.occurred_at.getTime()] as const)
    .filter(([type]) => !asked.includes(type));
}

async function isGone(code: AccessCode): Promise<boolean> {
  const text = "select gone_at from access_codes where access_code_id = $1";
  const [row] = await desk.store.db.query<{ gone_at: Date | null }>(text, [code.id]);
  return row?.gone_at !== null;
}
