import { afterAll, beforeAll, expect, test } from "vitest";
import type { AccessCodeId, Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { Step } from "#domain/step.ts";
import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { until } from "#test/support/house.ts";
import { zwaveBench } from "#test/support/zwave/zwave-bench.ts";
import { openZwaveNetwork, type ZwaveNetwork } from "#test/support/zwave/zwave-network.ts";

let network: ZwaveNetwork;

beforeAll(async () => {
  network = await openZwaveNetwork([
    "user_code",
    "user_code",
    "user_code",
    "user_credential",
    "user_credential",
    "user_credential",
    "masked",
  ]);
}, 240_000);

afterAll(() => network.close(), 30_000);

const always = [
  { clause: "expiredCredentialsAreUnauthorized", because: "the protocol knows no sign-in" },
  { clause: "throttlingSaysWhen", because: "the protocol knows no throttling" },
] as const;
const showsDigits = { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" } as const;

describeDriverContract("a lock with user codes and schedules, over Z-Wave", () => zwaveBench(network, "user_code"), [
  ...always,
  showsDigits,
  { clause: "shownDigitsAreRead", because: "such a lock keeps no names" },
]);

describeDriverContract("a lock with user credentials, over Z-Wave", () => zwaveBench(network, "user_credential"), [
  ...always,
  showsDigits,
  { clause: "aNativeWindowIsKept", because: "the Z-Wave JS server sets no schedules of such a lock" },
]);

const never = new AbortController().signal;

function set(digits: string, more: Partial<Extract<Step, { kind: "set" }>>): Step {
  const pin = Pin.parse(digits);
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  const code = "11111111-1111-4111-8111-111111111111" as AccessCodeId;
  return {
    kind: "set",
    code,
    pin,
    label: "Guest",
    window: undefined,
    into: undefined,
    why: "A test wants it.",
    ...more,
  };
}

test("a lock that answers with asterisks takes and changes codes, says when others change them, and loses no digit", async () => {
  const bench = await zwaveBench(network, "masked");
  const lock = await bench.makeLock();
  const [first, second, theirs] = lock.goodPins;
  const place = "2" as Place;
  try {
    await lock.personAdds("", theirs);
    expect(await bench.driver.apply(lock.id, set(first, { at: place }), never)).toMatchObject({
      kind: "done",
      evidence: "acknowledged",
      place,
    });
    expect(await bench.driver.apply(lock.id, set(second, { at: place }), never)).toMatchObject({ because: "occupied" });
    expect(await lock.wouldOpen(first)).toBe(true);
    const seen = await bench.driver.observe(lock.id, never, [place]);
    expect(seen).toMatchObject({ kind: "seen", complete: true, device: { capabilities: { readsPins: false } } });
    expect(seen.kind === "seen" && seen.residents).toMatchObject([
      { place, pin: undefined },
      { place: "6", pin: undefined },
    ]);
    expect(await bench.driver.apply(lock.id, set(second, { into: place }), never)).toMatchObject({ kind: "done" });
    expect(await lock.wouldOpen(first)).toBe(false);
    expect(await bench.driver.apply(lock.id, set(theirs, { into: place }), never)).toMatchObject({
      kind: "refused",
      because: "duplicate",
    });
    expect(await lock.wouldOpen(theirs)).toBe(true);
  } finally {
    await bench.close();
  }
});

test("a code that was changed at the keypad of a lock that hides its digits is suspect until it is set again", async () => {
  const bench = await zwaveBench(network, "masked");
  const lock = await bench.makeLock();
  const [first, , theirs] = lock.goodPins;
  const place = "2" as Place;
  const isSuspect = async () => {
    const seen = await bench.driver.observe(lock.id, never, [place]);
    return seen.kind === "seen" && seen.residents.some((one) => one.place === place && one.altered === true);
  };
  try {
    expect(await bench.driver.apply(lock.id, set(first, { at: place }), never)).toMatchObject({ kind: "done" });
    expect(await isSuspect()).toBe(false);
    await bench.advance(60_000);
    await lock.personChanges(first, theirs);
    await until(isSuspect, { what: "suspicion" });
    expect(bench.sightings).toContainEqual(expect.objectContaining({ kind: "changed", device: lock.id }));
    expect(await bench.driver.apply(lock.id, set(first, { into: place }), never)).toMatchObject({ kind: "done" });
    expect(await isSuspect()).toBe(false);
    expect([await lock.wouldOpen(first), await lock.wouldOpen(theirs)]).toEqual([true, false]);
  } finally {
    await bench.close();
  }
});
