import { describe, expect, test } from "vitest";
import type { AccessCodeId, Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { Step } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import { kwiksetStack } from "#test/makers/kwikset.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { kwikset } from "./kwikset.ts";

const never = new AbortController().signal;
const code = "11111111-1111-4111-8111-111111111111" as AccessCodeId;
const hour = 3_600_000;

function set(digits: string, at: string, more: { window?: Window; again?: true } = {}): Step {
  const pin = Pin.parse(digits);
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  const { window, again } = more;
  const step = { kind: "set", code, pin, label: "Guest", window, into: undefined, at: at as Place } as const;
  return { ...step, ...(again && { again }), why: "A test wants it." };
}

function clear(place: string): Step {
  const expecting = { pin: undefined, label: undefined };
  return { kind: "clear", code, place: place as Place, expecting, why: "A test wants it." };
}

async function house(zone = "UTC") {
  const opened = await makerBench(kwiksetStack(zone), "kwikset");
  const lock = await opened.makeLockLike({ timezone: zone });
  const apply = (step: Step) => opened.driver.apply(lock.id, step, never);
  const look = (...places: string[]) => opened.driver.observe(lock.id, never, places as Place[]);
  const achieve = async (step: Step) => {
    const outcome = await apply(step);
    await opened.settle();
    return outcome;
  };
  return { ...opened, lock, apply, look, achieve };
}

/** A place once an order for it has a token. */
function ordered(place: string): unknown {
  return expect.stringMatching(new RegExp(`^${place.replace(".", "\\.")}~`));
}

function placeIn(outcome: object): string {
  return "place" in outcome ? String(outcome.place) : "";
}

/** The same account in another process. */
function another({ configurations, runtime }: Awaited<ReturnType<typeof house>>) {
  const [config] = configurations;
  if (config === undefined) throw new Error("The bench is signed in.");
  return kwikset.connect(config, {
    runtime,
    settings: kwiksetStack("UTC").settings("https://maker.test"),
    listener: { sighting: () => {}, configChanged: () => {} },
    deliveryUrl: undefined,
  });
}

describe("a lock that gives out its slots itself", () => {
  test("is given one code at a time, so that each comes to stand where it was meant for", async () => {
    const { apply, achieve, look, lock } = await house();
    expect(await look()).toMatchObject({ residents: [], free: ["1"] });
    expect(await apply(set("529174", "1"))).toMatchObject({ kind: "pending", place: ordered("1") });
    expect(await look()).toMatchObject({ residents: [{ place: ordered("1"), state: "arriving" }], free: ["1"] });
    expect(await achieve(set("830461", "2"))).toMatchObject({ kind: "failed", because: "busy" });
    expect(await achieve(set("830461", "2"))).toMatchObject({ kind: "pending", place: ordered("2") });
    expect(await look()).toMatchObject({
      residents: [{ place: ordered("1"), state: "on_lock" }, { place: ordered("2") }],
      free: ["3"],
    });
    expect(await lock.wouldOpen("830461")).toBe(true);
  });

  test("of which one has become free keeps a code waiting, for another under way may be given it", async () => {
    const { achieve, apply, control, look, lock } = await house();
    await control.addCode(lock.id, { name: "Owner", digits: "718293" });
    const place = placeIn(await apply(set("529174", "2")));
    await lock.personRemoves("718293");
    expect(await look(place)).toMatchObject({ residents: [{ place, state: "arriving" }], free: ["1"] });
    expect(await achieve(set("830461", "1"))).toMatchObject({ kind: "failed", because: "busy" });
    expect(await lock.wouldOpen("830461")).toBe(false);
  });

  test("that never answers for a PIN gives its slot to the next code, and the two are told apart", async () => {
    const { achieve, apply, advance, control, look, lock } = await house();
    await control.addCode(lock.id, { name: "Owner", digits: "529174" });
    const first = placeIn(await achieve(set("529174", "2")));
    await advance(3 * 60_000);
    expect(await look(first)).toMatchObject({
      residents: [{ place: "1" }, { place: ordered("2"), state: "arriving" }],
      free: ["2.1"],
    });
    const second = placeIn(await achieve(set("830461", "2.1")));
    const seen = await look(first, second);
    expect(seen).toMatchObject({
      residents: [{ place: "1" }, { place: second, state: "on_lock" }, { place: first, state: "arriving" }],
    });
    expect(await apply(clear(first))).toMatchObject({ kind: "pending" });
    await advance(60_000);
    expect(await lock.wouldOpen("830461")).toBe(true);
  });

  test("may put a code elsewhere than it was meant for, and it is known there, and taken off there", async () => {
    const opened = await house();
    const { achieve, apply, advance, control, look, lock } = opened;
    await control.setFaults(lock.id, { programming_ms: 5 * 60_000 });
    const place = placeIn(await apply(set("529174", "1")));
    await control.setFaults(lock.id, {});
    await control.addCode(lock.id, { name: "Owner", digits: "718293" });
    await advance(6 * 60_000);
    const residents = [{ place: "1" }, { place, state: "on_lock" }];
    expect(await look(place)).toMatchObject({ residents });
    expect(await another(opened).observe(lock.id, never, [place as Place])).toMatchObject({ residents });
    await achieve(clear(place));
    expect(await lock.wouldOpen("529174")).toBe(false);
    expect(await lock.wouldOpen("718293")).toBe(true);
  });

  test("is not thought empty of a code that another process has sent and the lock does not have yet", async () => {
    const opened = await house();
    const { apply, settle, lock } = opened;
    const place = placeIn(await apply(set("529174", "1")));
    const other = another(opened);
    expect(await other.observe(lock.id, never, [place as Place])).toMatchObject({ residents: [] });
    expect(await other.apply(lock.id, clear(place), never)).toMatchObject({ kind: "failed", because: "busy" });
    expect(await other.apply(lock.id, set("830461", "1"), never)).toMatchObject({ kind: "failed", because: "busy" });
    await settle();
    await other.apply(lock.id, clear(place), never);
    await settle();
    expect(await lock.countCodes()).toBe(0);
  });
});

test("an order to empty a slot is not sent again while it may be under way", async () => {
  const { achieve, apply, calls, control, look, lock } = await house();
  const place = placeIn(await achieve(set("529174", "1")));
  await control.setFaults(lock.id, { drop_writes: 1 });
  await achieve(clear(place));
  expect(await look(place)).toMatchObject({ residents: [{ place, state: "leaving" }] });
  expect(await apply(clear(place))).toMatchObject({ kind: "pending" });
  expect(calls.filter((call) => call.startsWith("DELETE"))).toHaveLength(1);
});

test("after a restart the windows of our codes are known by their places, and a code under way is not sent twice", async () => {
  const opened = await house();
  const { apply, achieve, lock, now, control } = opened;
  const window = { startsAt: now() + 2 * hour, endsAt: now() + 4 * hour };
  const outcome = await achieve(set("529174", "1", { window }));
  const place = "place" in outcome ? String(outcome.place) : "";
  const again = another(opened);
  expect(await again.observe(lock.id, never, [place as Place])).toMatchObject({ residents: [{ place, window }] });
  expect(await again.apply(lock.id, set("529174", "1", { window, again: true }), never)).toMatchObject({
    kind: "done",
    evidence: "acknowledged",
    place,
  });
  expect(await apply(set("529174", "1", { window, again: true }))).toMatchObject({ evidence: "acknowledged" });
  expect((await control.inspect(lock.id)).access_codes).toHaveLength(1);
});

test("a slot that another process has emptied and filled anew holds the code that the house says it does", async () => {
  const opened = await house();
  const { achieve, apply, look, lock, now, settle } = opened;
  const begun = now();
  const windowIn = (hours: number) => ({ startsAt: begun + hours * hour, endsAt: begun + (hours + 1) * hour });
  const first = await achieve(set("529174", "1", { window: windowIn(2) }));
  const other = another(opened);
  await other.observe(
    lock.id,
    never,
    ["place" in first ? first.place : undefined].filter((one) => one !== undefined),
  );
  await other.apply(lock.id, clear(placeIn(first)), never);
  await settle();
  const second = await other.apply(lock.id, set("830461", "1", { window: windowIn(5) }), never);
  await settle();
  const place = "place" in second ? String(second.place) : "";
  expect(await look(place)).toMatchObject({ residents: [{ place, state: "on_lock" }] });
  await apply(clear(place));
  await settle();
  expect(await lock.countCodes()).toBe(0);
});

test("a window is kept by the clock on the lock's wall, across a change of the clocks", async () => {
  const { achieve, advance, lock, now } = await house("America/New_York");
  // From 20:00 on the eve of March 8th 2026, when clocks go forward, until 12:00.
  const window = { startsAt: Date.UTC(2026, 2, 8, 1), endsAt: Date.UTC(2026, 2, 8, 16) };
  await advance(window.startsAt - 48 * hour - now());
  await achieve(set("529174", "1", { window }));
  const opensAt = async (at: number) => {
    await advance(at - now());
    return lock.wouldOpen("529174");
  };
  expect(await opensAt(window.startsAt - 60_000)).toBe(false);
  expect(await opensAt(window.startsAt + 60_000)).toBe(true);
  expect(await opensAt(window.endsAt - 60_000)).toBe(true);
  expect(await opensAt(window.endsAt + 60_000)).toBe(false);
});
