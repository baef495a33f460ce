import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutEchoes } from "#domain/echo.ts";
import type { AccessCodeId, Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep, Step } from "#domain/step.ts";
import { describeDriverContract } from "#drivers/contract/describe-driver-contract.ts";
import { code, standing } from "#test/support/domain-values.ts";
import { until } from "#test/support/house.ts";
import { zwaveBench } from "#test/support/zwave/zwave-bench.ts";
import { openZwaveNetwork, type ZwaveNetwork } from "#test/support/zwave/zwave-network.ts";
import { proved } from "./proved.ts";

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

const { userCode, userCredential } = proved.on;

describeDriverContract(userCode.lock, () => zwaveBench(network, "user_code"), userCode.exempt);
describeDriverContract(userCredential.lock, () => zwaveBench(network, "user_credential"), userCredential.exempt);

const never = new AbortController().signal;
const codeId = "11111111-1111-4111-8111-111111111111" as AccessCodeId;

function set(digits: string, more: Partial<SetStep>): Step {
  const pin = Pin.parse(digits);
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  return {
    kind: "set",
    code: codeId,
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

test("what somebody typed into a slot since it was looked at stays, although its digits are hidden", async () => {
  const bench = await zwaveBench(network, "masked");
  const lock = await bench.makeLock();
  const [first, second, theirs] = lock.goodPins;
  const place = "2" as Place;
  const clear = { kind: "clear", code: codeId, place, why: "A test wants it." } as const;
  const cleared = () =>
    bench.driver.apply(lock.id, { ...clear, expecting: { pin: undefined, label: undefined } }, never);
  try {
    expect(await bench.driver.apply(lock.id, set(first, { at: place }), never)).toMatchObject({ kind: "done" });
    await bench.driver.observe(lock.id, never, [place]);
    await bench.advance(60_000);
    const told = bench.sightings.length;
    await lock.personChanges(first, theirs);
    await until(async () => bench.sightings.length > told, { what: "word of it" });
    expect(await cleared()).toMatchObject({ kind: "refused", because: "occupied" });
    const again = set(second, { at: place, again: true });
    expect(await bench.driver.apply(lock.id, again, never)).toMatchObject({ kind: "refused", because: "occupied" });
    expect(await lock.wouldOpen(theirs)).toBe(true);
    await bench.driver.observe(lock.id, never, [place]);
    expect(await cleared()).toMatchObject({ kind: "done" });
    expect(await lock.countCodes()).toBe(0);
  } finally {
    await bench.close();
  }
});

test.for(["user_code", "user_credential"] as const)(
  "a repeated try leaves a stranger's digits that show in its place as they are (%s)",
  async (kind) => {
    const bench = await zwaveBench(network, kind);
    const lock = await bench.makeLock();
    const [first, , theirs] = lock.goodPins;
    try {
      await lock.personAdds("Guest", theirs);
      const again = set(first, { at: "6" as Place, again: true });
      expect(await bench.driver.apply(lock.id, again, never)).toMatchObject({ kind: "refused", because: "occupied" });
      expect([await lock.wouldOpen(theirs), await lock.wouldOpen(first)]).toEqual([true, false]);
    } finally {
      await bench.close();
    }
  },
);

test("a write of ours of which a lock tells another process is altered there, at a time by which the house knows its own", async () => {
  const [one, other] = [await zwaveBench(network, "masked"), await zwaveBench(network, "masked")];
  const lock = await one.makeLock();
  const [first] = lock.goodPins;
  const place = "2" as Place;
  try {
    await other.driver.observe(lock.id, never, [place]);
    const outcome = await one.driver.apply(lock.id, set(first, { at: place }), never);
    expect(outcome).toMatchObject({ kind: "done", evidence: "acknowledged" });
    const onLock = standing(code(), place, { evidence: { acknowledged: one.now() } });
    const node = Number(lock.id.split("-")[1]);
    await network.ask({ do: "notify", node, event: "codeAdded", user: 2 });
    const seen = await until(async () => {
      const look = await other.driver.observe(lock.id, never, [place]);
      return look.kind === "seen" && look.residents[0]?.altered === true && look.residents;
    });
    expect(seen).toMatchObject([{ place, alteredAt: expect.any(Number) }]);
    const ours = { codes: [{ ...code(), onLock }], unsettled: [] };
    expect(withoutEchoes(seen, ours)).toEqual([{ ...seen[0], altered: undefined, alteredAt: undefined }]);
    const mine = await one.driver.observe(lock.id, never, [place]);
    expect(mine.kind === "seen" && mine.residents[0]?.altered).toBeUndefined();
  } finally {
    await one.close();
    await other.close();
  }
});
