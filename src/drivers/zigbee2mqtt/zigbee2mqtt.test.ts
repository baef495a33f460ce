import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Step } from "#domain/step.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import { clearStep, pinOf, setStep, unhurried } from "#drivers/contract/clause.ts";
import { until } from "#test/support/house.ts";
import { type NetworkedKind, openZigbeePeer, type ZigbeePeer } from "#test/support/zigbee/zigbee-peer.ts";
import { type Zigbee2MqttBench, zigbee2mqttBench } from "#test/support/zigbee/zigbee2mqtt-bench.ts";

let peer: ZigbeePeer;
const benches: Zigbee2MqttBench[] = [];

beforeAll(async () => {
  peer = await openZigbeePeer();
});

afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

afterAll(async () => {
  await peer.close();
});

const [first, second] = ["0174", "830461"] as const;
const at = (user: number) => `${user}` as Place;

async function openBench(kind: NetworkedKind) {
  const bench = await zigbee2mqttBench(peer, kind);
  benches.push(bench);
  const { lock, id } = await bench.makeLockLike(kind);
  return {
    bench,
    lock,
    id,
    look: (places?: readonly Place[]) => seen(bench, { id }, places),
    apply: (step: Step) => bench.driver.apply(id, step, unhurried),
  };
}

async function seen(bench: Zigbee2MqttBench, { id }: Pick<BenchLock, "id">, places?: readonly Place[]) {
  const observation = await bench.driver.observe(id, unhurried, places);
  expect(observation.kind).toBe("seen");
  return observation as Extract<Observation, { kind: "seen" }>;
}

test("what a lock is like is known once it was looked at, by its own attributes", async () => {
  const { lock, look } = await openBench({ isExposed: true });
  await look();
  lock.battery = 45;
  lock.report();
  const { device } = await look();
  expect(device.capabilities).toMatchObject({ codeLengths: [4, 5, 6, 7, 8], maxCodes: 6, readsPins: true });
  const body = { batteryLevel: 0.45, locked: true, disconnected: undefined };
  expect(device).toMatchObject({ manufacturer: "Yale", deviceType: "yale_lock", ...body });
});

test("a lock that Zigbee2MQTT calls offline is found as that, and its return is told", async () => {
  const { bench, lock, id, look } = await openBench({});
  await look();
  const says = (state: string) => peer.publish(`zigbee2mqtt/${lock.address}/availability`, JSON.stringify({ state }));
  const disconnected = async () => {
    const found = await bench.driver.discover(unhurried);
    return found.kind === "found" && found.devices.find(({ nativeId }) => nativeId === id)?.disconnected;
  };
  expect(await disconnected()).toBe(undefined);
  await says("offline");
  await until(async () => (await disconnected()) === "device_disconnected", { what: "word of it" });
  const told = bench.sightings.length;
  await says("online");
  await until(async () => bench.sightings.length > told, { what: "word of its return" });
  expect(bench.sightings.at(-1)).toEqual({ kind: "changed", device: id, at: expect.any(Number) });
  expect(await disconnected()).toBe(undefined);
});

test("who may not hear what Zigbee2MQTT says is told so", async () => {
  const { bench, id } = await openBench({});
  peer.toBroker({ kind: "trouble", user: bench.user, trouble: "deafness", on: true });
  expect(await bench.driver.observe(id, unhurried)).toMatchObject({ kind: "unreachable", because: "unauthorized" });
  peer.toBroker({ kind: "trouble", user: bench.user, trouble: "deafness", on: false });
  expect(await bench.driver.observe(id, unhurried)).toMatchObject({ kind: "seen" });
});

test("digits that show are read back, with their zeros, and prove a change where it stands", async () => {
  const { lock, look, apply } = await openBench({ isExposed: true });
  const done = { kind: "done", evidence: "read_back", place: "2" };
  expect(await apply({ ...setStep(first), at: at(2) })).toEqual(done);
  const [resident] = (await look()).residents;
  expect(resident?.pin?.equals(pinOf(first))).toBe(true);
  expect(await apply(setStep(second, { into: at(2) }))).toEqual(done);
  expect([...lock.codes()]).toEqual([[2, second]]);
});

test("what a lock tells of a write over the air is its acknowledgement where digits are hidden", async () => {
  // Zigbee2MQTT is told to publish them, and the lock does not show them.
  const { lock, look, apply } = await openBench({ isExposed: true, hidesPins: true });
  const done = { kind: "done", evidence: "acknowledged", place: "0" };
  expect(await apply({ ...setStep(first), at: at(0) })).toEqual(done);
  expect(await apply(setStep(second, { into: at(0) }))).toEqual(done);
  expect(lock.wouldOpen(second)).toBe(true);
  const { residents, device } = await look();
  expect(device.capabilities.readsPins).toBe(false);
  expect(residents).toEqual([{ place: "0", pin: undefined, label: undefined, window: undefined, state: "on_lock" }]);
});

test("a PIN that a quiet lock hides is replaced by way of an empty place, which shows", async () => {
  const { lock, apply } = await openBench({ hidesPins: true, isQuiet: true });
  await apply({ ...setStep(first), at: at(1) });
  expect(await apply(setStep(second, { into: at(1) }))).toEqual({ kind: "done", evidence: "acknowledged", place: "1" });
  expect([...lock.codes()]).toEqual([[1, second]]);
});

test("a PIN that was changed at the keypad is told as altered where it is hidden, until it was set again", async () => {
  const { bench, lock, look, apply } = await openBench({ hidesPins: true });
  await apply({ ...setStep(first), at: at(0) });
  lock.program(0, "70707");
  await until(async () => bench.sightings.some(({ kind }) => kind === "changed"));
  const altered = { place: "0", pin: undefined, altered: true };
  expect((await look()).residents).toMatchObject([altered]);
  expect((await look()).residents).toMatchObject([altered]);
  await apply(setStep(first, { into: at(0) }));
  expect((await look()).residents).not.toMatchObject([altered]);
  expect(lock.wouldOpen(first)).toBe(true);
});

test("what one process of ours has set again is altered to no other", async () => {
  const { bench, lock, id, look, apply } = await openBench({ hidesPins: true });
  const other = await zigbee2mqttBench(peer, {});
  benches.push(other);
  await seen(other, { id });
  await apply({ ...setStep(first), at: at(0) });
  lock.program(0, "70707");
  await until(async () => [bench, other].every(({ sightings }) => sightings.some(({ kind }) => kind === "changed")));
  const altered = [{ place: "0", altered: true }];
  expect([(await look()).residents, (await seen(other, { id })).residents]).toMatchObject([altered, altered]);
  await apply(setStep(first, { into: at(0) }));
  expect((await seen(other, { id })).residents).not.toMatchObject(altered);
});

test("of a large lock each look reads the places asked for and others in turn, and never calls itself complete", async () => {
  const { lock, look } = await openBench({ isExposed: true, places: 30 });
  lock.program(0, "11223");
  lock.program(29, first);
  lock.program(20, second);
  const one = await look([at(29), at(25)]);
  expect(one.complete).toBe(false);
  expect(one.lookedInto).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 25, 29].map(at));
  expect(one.free?.slice(0, 2)).toEqual([at(1), at(2)]);
  expect(one.residents.map(({ place }) => place)).toEqual(["0", "29"]);
  const places = new Set(one.residents.map(({ place }) => place));
  for (let looks = 0; looks < 3; looks += 1)
    for (const { place } of (await look([at(29), at(25)])).residents) places.add(place);
  expect([...places].sort()).toEqual(["0", "20", "29"]);
  expect((await look()).complete).toBe(true);
});

test("nobody is told that a large lock is full before all of it was seen", async () => {
  const { lock, look } = await openBench({ isExposed: true, places: 30 });
  for (let place = 0; place < 29; place += 1) lock.program(place, `${40_000 + place}`, { quietly: true });
  expect((await look([])).free).toEqual([at(29)]);
  lock.program(29, "50505");
  const full = await look([]);
  expect(full).toMatchObject({ complete: true, free: [] });
});

test("a slow lock whose every place was asked for is looked through for an empty one all the same, and is not written before", async () => {
  const { bench, lock, look, apply } = await openBench({ isExposed: true, places: 12 });
  await look([]);
  for (let place = 0; place < 11; place += 1) lock.program(place, `${40_000 + place}`, { quietly: true });
  const hear = lock.receive.bind(lock);
  lock.receive = (frame) => {
    if (frame.command === "getPinCode") void bench.advance(3_000);
    return hear(frame);
  };
  const ours = Array.from({ length: 11 }, (_, place) => at(place));
  let free: readonly Place[] | undefined;
  for (let looks = 0; looks < 12 && free === undefined; looks += 1) free = (await look(ours)).free;
  expect(free).toEqual([at(11)]);
  lock.receive = hear;
  expect(await apply(setStep(first))).toMatchObject({ kind: "failed", because: "busy", mayHaveHappened: false });
  expect(lock.codes().size).toBe(11);
});

test("a change that a sleeping lock does not hear is owned up to, lands when it wakes, and is done when repeated", async () => {
  const { lock, look, apply } = await openBench({ isExposed: true, sleeps: true });
  await look();
  lock.fallAsleepAtWrite();
  const step = { ...setStep(first), at: at(0) };
  expect(await apply(step)).toMatchObject({ kind: "failed", because: "unreachable", mayHaveHappened: true });
  expect(await apply(step)).toMatchObject({ kind: "failed", because: "unreachable", mayHaveHappened: false });
  expect(lock.codes().size).toBe(0);
  lock.wake();
  await until(async () => lock.wouldOpen(first), { what: "PIN that was kept for the lock" });
  expect(await apply({ ...step, again: true })).toEqual({ kind: "done", evidence: "read_back", place: "0" });
  expect(lock.codes().size).toBe(1);
});

test("what stands in the way is said before anything is written", async () => {
  const { lock, apply } = await openBench({ isExposed: true });
  lock.program(3, first);
  const refused = (because: string) => ({ kind: "refused", because, detail: expect.any(String) });
  expect(await apply({ ...setStep(second), at: at(3) })).toEqual(refused("occupied"));
  expect(await apply({ ...setStep(second), at: at(3), again: true })).toEqual(refused("occupied"));
  expect(await apply({ ...setStep(second), at: at(6) })).toEqual(refused("constraint"));
  expect(await apply({ ...setStep(second), window: { startsAt: 0, endsAt: 1 } })).toEqual(refused("unsupported"));
  expect(await apply({ ...setStep(first), at: at(3), again: true })).toMatchObject({ evidence: "read_back" });
  expect([...lock.codes()]).toEqual([[3, first]]);
});

test("a door is turned, and told of who turned it how", async () => {
  const { bench, lock, id, apply } = await openBench({ isExposed: true });
  const turn = (to: "locked" | "unlocked") =>
    apply({ kind: "turn", attempt: "11111111-1111-4111-8111-111111111111" as never, to, why: "A test wants it." });
  expect(await turn("unlocked")).toEqual({ kind: "done", evidence: "acknowledged", place: undefined });
  expect(lock.isLocked()).toBe(false);
  expect(await turn("locked")).toMatchObject({ kind: "done" });
  lock.program(2, first);
  lock.enter(first);
  lock.enter("99999");
  lock.turnByHand("locked");
  await until(async () => bench.sightings.some((one) => one.kind === "turned" && one.method === "manual"));
  const told = bench.sightings.map((one) => {
    if (one.kind === "turned") return [one.device === id, one.to, one.method, one.place];
    return [one.kind];
  });
  expect(told).toEqual([
    [true, "unlocked", "remote", undefined],
    [true, "locked", "remote", undefined],
    ["changed"],
    [true, "unlocked", "keycode", "2"],
    ["denied"],
    [true, "locked", "manual", undefined],
  ]);
});

test("a driver that was cut off comes back by itself and has everything looked at", async () => {
  const { bench, id, look } = await openBench({});
  await look();
  bench.faults.outage(true);
  await bench.settle();
  bench.faults.outage(false);
  await until(async () => bench.sightings.some(({ kind }) => kind === "devices_changed"), { what: "return" });
  expect(bench.sightings).toContainEqual({ kind: "changed", device: id, at: expect.any(Number) });
});

test("a repeated try leaves what somebody has typed into its place since, although its digits are hidden", async () => {
  const { bench, lock, look, apply } = await openBench({ hidesPins: true });
  await look();
  lock.program(0, "70707");
  await until(async () => bench.sightings.some(({ kind }) => kind === "changed"), { what: "word of it" });
  expect(await apply({ ...setStep(first), at: at(0), again: true })).toMatchObject({ because: "occupied" });
  expect([...lock.codes()]).toEqual([[0, "70707"]]);
});

test("a lock is cleared in its place alone, and a place that holds nobody's is empty already", async () => {
  const { lock, look, apply } = await openBench({ isExposed: true });
  lock.program(0, first);
  lock.program(1, second);
  const [one] = (await look()).residents;
  if (one === undefined) throw new Error("The lock shows what was programmed.");
  expect(await apply(clearStep(one, first))).toEqual({ kind: "done", evidence: "read_back", place: undefined });
  expect([...lock.codes()]).toEqual([[1, second]]);
  expect(await apply(clearStep({ ...one, place: "elsewhere" as Place }, first))).toMatchObject({ kind: "done" });
});
