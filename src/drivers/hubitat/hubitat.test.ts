import { describe, expect, test } from "vitest";
import type { AccessCodeId, ActionAttemptId, NativeId, Place } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep, Step } from "#domain/step.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { hubitatStack } from "#test/makers/hubitat.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { passingTime } from "#test/support/passing-time.ts";
import { hubitat } from "./hubitat.ts";

const never = new AbortController().signal;
const code = "11111111-1111-4111-8111-111111111111" as AccessCodeId;
const [first, theirs] = ["529174", "617382"];
const [one, two] = ["1" as Place, "2" as Place];
const why = "A test wants it.";
const hour = 60 * 60_000;

function set(digits: string, more: Partial<SetStep> = {}): SetStep {
  const pin = Pin.parse(digits);
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  return { kind: "set", code, pin, label: "Guest", window: undefined, into: undefined, why, ...more };
}

function clear(place: Place, digits: string, label: string): Step {
  return { kind: "clear", code, place, expecting: { pin: Pin.parse(digits), label }, why };
}

function shownIn(seen: Observation): readonly unknown[] {
  return seen.kind === "seen" ? seen.residents.map(({ place, label }) => `${place} ${label}`) : [seen.kind];
}

async function bench({ encrypts = false } = {}) {
  const opened = await makerBench(hubitatStack({ encrypts }), "hubitat");
  const lock = await opened.makeLock();
  const look = () => opened.driver.observe(lock.id, never);
  const apply = (step: Step) => opened.driver.apply(lock.id, step, never);
  return { ...opened, lock, look, apply };
}

describe("a lock on a hub", () => {
  test("takes a new code into an empty position only: the hub would write over whoever has it", async () => {
    const { apply, lock, look } = await bench();
    await lock.personAdds("Neighbour", theirs);
    expect(await look()).toMatchObject({ free: ["2", "3", "4"] });
    expect(await apply(set(first, { at: one }))).toMatchObject({ kind: "refused", because: "occupied" });
    expect(await apply(set(first, { at: one, again: true }))).toMatchObject({ because: "occupied" });
    expect([await lock.wouldOpen(theirs), await lock.wouldOpen(first)]).toEqual([true, false]);
  });

  test("takes no second code of a name, which the hub would drop without a word", async () => {
    const { apply, lock } = await bench();
    await lock.personAdds("Guest", theirs);
    expect(await apply(set(first, { at: two }))).toMatchObject({ kind: "refused", because: "name_taken" });
    expect(await lock.countCodes()).toBe(1);
  });

  test("that refuses a PIN which only itself knows is believed, and says no more than that", async () => {
    const { apply, control, lock } = await bench();
    await control.setFaults(lock.id, { stale_listing_ms: hour });
    await lock.personAdds("Neighbour", theirs);
    expect(await apply(set(theirs, { at: two }))).toMatchObject({ kind: "refused", because: "constraint" });
    expect(await lock.countCodes()).toBe(1);
  });

  test("that does not confirm a code in time is expected to show it in its position", async () => {
    const { apply, control, lock, look, settle } = await bench();
    await control.setFaults(lock.id, { programming_ms: 25_000 });
    expect(await apply(set(first, { at: one }))).toMatchObject({ kind: "pending", place: one });
    expect(shownIn(await look())).toEqual([]);
    await settle();
    expect(shownIn(await look())).toEqual(["1 Guest"]);
    expect(await apply(set(first, { at: one, again: true }))).toMatchObject({ kind: "done", evidence: "acknowledged" });
  });

  test("that is out of reach takes nothing, of which its hub says nothing", async () => {
    const { apply, lock, look, settle } = await bench();
    await lock.setConnection(false);
    expect(await apply(set(first, { at: one }))).toMatchObject({ kind: "pending", place: one });
    await lock.setConnection(true);
    await settle();
    expect([shownIn(await look()), await lock.wouldOpen(first)]).toEqual([[], false]);
  });

  test("loses a code of ours that its owner has renamed, and keeps one that the owner has put in its place", async () => {
    const { apply, lock } = await bench();
    await apply(set(first, { at: one }));
    expect(await apply(clear(one, first, "Earlier name"))).toMatchObject({ kind: "done" });
    expect(await lock.wouldOpen(first)).toBe(false);
    await lock.personAdds("Neighbour", theirs);
    expect(await apply(clear(one, first, "Guest"))).toMatchObject({ kind: "done" });
    expect(await lock.wouldOpen(theirs)).toBe(true);
  });

  test("tells once who came in, by the code's position, and nothing of before we came", async () => {
    const { advance, apply, control, driver, lock, look, settle, sightings } = await bench();
    await apply(set(first, { at: "3" as Place }));
    await control.typeCode(lock.id, first);
    await advance(5_000);
    await control.turnByHand(lock.id, "locked");
    await look();
    await look();
    const attempt = "22222222-2222-4222-8222-222222222222" as ActionAttemptId;
    expect(await driver.apply(lock.id, { kind: "turn", attempt, to: "unlocked", why }, never)).toMatchObject({
      kind: "pending",
    });
    await settle();
    expect(await look()).toMatchObject({ device: { locked: false } });
    expect(sightings).toMatchObject([
      { kind: "turned", device: lock.id, to: "unlocked", method: "keycode", place: "3" },
      { kind: "turned", to: "locked", method: "unknown", place: undefined },
      { kind: "turned", to: "unlocked", method: "unknown", place: undefined },
    ]);
  });

  test("is looked at when its hub posts that something happened", async () => {
    const { advance, control, driver, lock, sightings } = await bench();
    await lock.personAdds("Neighbour", theirs);
    await driver.discover(never);
    await control.typeCode(lock.id, theirs);
    await advance(1_000);
    expect(sightings).toContainEqual({ kind: "changed", at: 0, device: lock.id });
    expect(JSON.stringify(sightings)).not.toContain("Neighbour");
  });
});

test("codes that a hub encrypts are left alone, whatever stands there", async () => {
  const { apply, lock, look } = await bench({ encrypts: true });
  await lock.personAdds("Neighbour", theirs);
  expect(await look()).toMatchObject({
    kind: "seen",
    complete: false,
    residents: [],
    device: { capabilities: { programsOnlineCodes: false } },
  });
  expect(await apply(set(first, { at: two }))).toMatchObject({ kind: "failed", because: "provider" });
  expect(await apply(clear(one, theirs, "Neighbour"))).toMatchObject({ kind: "failed", because: "provider" });
  expect([await lock.wouldOpen(theirs), await lock.countCodes()]).toEqual([true, 1]);
});

test("a hub that is offline is a failure of its own, and takes no lock away", async () => {
  const { apply, control, look } = await bench();
  await control.setConnection("hub", false);
  expect(await look()).toMatchObject({ kind: "unreachable", because: "provider" });
  expect(await apply(set(first, { at: one }))).toMatchObject({ kind: "failed", because: "provider" });
  await control.setConnection("hub", true);
  expect(await apply(set(first, { at: one }))).toMatchObject({ kind: "done", place: one });
});

describe("a hub that answers by path", () => {
  const base = "http://192.168.1.20/apps/api/7";
  const at = (path: string) => `${base}/${path}?access_token=t`;
  const lock = (lockCodes: string | null) =>
    Response.json({
      id: "93",
      label: "Front door",
      capabilities: ["Lock", "LockCodes"],
      attributes: [{ name: "lockCodes", currentValue: lockCodes }],
    });

  function scripted(answers: Readonly<Record<string, () => Response>>) {
    const asked: string[] = [];
    const runtime = testRuntime({
      fetch: async ({ url }) => {
        asked.push(url);
        return answers[url]?.() ?? Response.json({}, { status: 404 });
      },
    });
    const listener = { sighting: () => {}, configChanged: () => {} };
    const surroundings = { runtime: passingTime(runtime), listener, deliveryUrl: undefined };
    return { asked, driver: hubitat.connect({ url: base, accessToken: "t" }, surroundings) };
  }

  test("and has never read a lock's codes is asked to, before anything is written", async () => {
    const answers = { [at("devices/93")]: () => lock(null), [at("devices/93/getCodes")]: () => Response.json({}) };
    const { asked, driver } = scripted(answers);
    const outcome = await driver.apply("93" as NativeId, set(first, { at: one }), never);
    expect(outcome).toMatchObject({ kind: "failed", because: "busy", mayHaveHappened: false });
    expect(asked).toEqual(Object.keys(answers));
  });

  test("and tells of an error with status 200 has failed, and may have done what it was told", async () => {
    const order = at(`devices/93/setCode/${encodeURIComponent(`1,${first},Guest`)}`);
    const { driver } = scripted({
      [at("devices/93")]: () => lock("{}"),
      [order]: () => Response.json({ error: true, type: "Exception", message: first }),
    });
    const outcome = await driver.apply("93" as NativeId, set(first, { at: one }), never);
    expect(outcome).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: true });
    expect(JSON.stringify(outcome)).not.toContain(first);
  });

  test("and does not find a device that it still lists has not lost it", async () => {
    const { driver } = scripted({ [at("devices")]: () => Response.json([{ id: "93" }]) });
    expect(await driver.observe("93" as NativeId, never)).toMatchObject({ kind: "unreachable", because: "provider" });
  });
});
