import { expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import { achieve, look, onlyResident, setStep, unhurried } from "#drivers/contract/clause.ts";
import { augustStack, connectedAt, scene, scripted } from "#test/makers/august.ts";
import { makerBench } from "#test/support/maker-bench.ts";

const minute = 60_000;
const openBench = () => makerBench(augustStack("august"), "august");
const door = "door" as NativeId;
const lockPath = `/locks/${door}`;
const record = {
  LockName: "Door",
  LockID: door,
  Bridge: { operative: true },
  supportsEntryCodes: true,
  LockStatus: { status: "locked" },
};

test("somebody who comes in by a code of ours is told with it, once", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  await achieve(bench, lock, setStep(digits));
  await bench.advance(minute);
  await bench.control.enterCode(lock.id, digits);
  const { place } = await onlyResident(bench, lock);
  const entries = () => bench.sightings.filter((sighting) => sighting.kind === "turned");
  expect(entries()).toMatchObject([{ device: lock.id, to: "unlocked", method: "keycode", place, at: bench.now() }]);
  await bench.advance(minute);
  await look(bench, lock);
  expect(entries()).toHaveLength(1);
  await bench.close();
});

test("all that happened at a busy door since the last look is told", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  for (let turn = 0; turn < 20; turn += 1) {
    await bench.advance(minute);
    await bench.control.turnByHand(lock.id, turn % 2 === 0 ? "unlocked" : "locked");
  }
  await look(bench, lock);
  const times = bench.sightings.map(({ at }) => at);
  expect(times).toHaveLength(20);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  await bench.close();
});

test("what happened at a lock while it was cut off is told once it is back, with its own time", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const other = await bench.makeLock();
  await achieve(bench, lock, setStep(lock.goodPins[0]));
  await lock.setConnection(false);
  await bench.advance(minute);
  await bench.control.enterCode(lock.id, lock.goodPins[0]);
  const at = bench.now();
  await bench.advance(minute);
  await bench.control.turnByHand(other.id, "unlocked");
  await look(bench, other);
  expect(bench.sightings.map((sighting) => "device" in sighting && sighting.device)).toEqual([other.id]);
  await bench.advance(minute);
  await lock.setConnection(true);
  await look(bench, lock);
  expect(bench.sightings.at(-1)).toMatchObject({ device: lock.id, method: "keycode", at });
  await bench.close();
});

test("events are asked for no more often than every ten seconds, however often locks are looked at", async () => {
  let asked = 0;
  const { runtime, driver } = scene((path) => {
    if (path.endsWith("/activities")) asked += 1;
    return Response.json(path === lockPath ? { ...record, HouseID: "house-1" } : { loaded: [], events: [] });
  }, {});
  for (const seconds of [0, 4, 5, 2]) {
    await runtime.advance(seconds * 1_000);
    await driver.observe(door, unhurried);
  }
  expect(asked).toBe(2);
});

test("events of before the driver was connected are nobody's news", async () => {
  const sightings: Sighting[] = [];
  const event = (id: string, timestamp: number) => ({ id, timestamp, deviceID: door, action: "manual_unlock" });
  const answers: Readonly<Record<string, unknown>> = {
    [lockPath]: { ...record, HouseID: "house-1" },
    [`${lockPath}/pins`]: { loaded: [] },
    "/houses/house-1/activities": { events: [event("late", connectedAt + 1), event("early", connectedAt - 1)] },
  };
  const driver = scripted((path) => Response.json(answers[path]), { told: (sighting) => sightings.push(sighting) });
  await driver.observe(door, unhurried);
  expect(sightings).toMatchObject([{ kind: "turned", at: connectedAt + 1, method: "manual" }]);
});

test("a list of events that cannot be read does not keep the lock from being seen", async () => {
  const answers: Readonly<Record<string, unknown>> = {
    [lockPath]: { ...record, HouseID: "house-1" },
    [`${lockPath}/pins`]: { loaded: [] },
    "/houses/house-1/activities": { __proto__: 1, events: "none" },
  };
  const driver = scripted((path) => Response.json(answers[path]));
  expect(await driver.observe(door, unhurried)).toMatchObject({ kind: "seen", complete: true });
});
