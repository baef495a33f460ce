import { describe, expect, test } from "vitest";
import type { ActionAttemptId, Place } from "#domain/ids.ts";
import { clearStep, onlyResident, setStep, unhurried } from "#drivers/contract/clause.ts";
import { tedeeStack } from "#test/makers/tedee.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import type { DeviceInput } from "#virtual-locks/control-contract.ts";
import { receive } from "./deliveries.ts";

const hour = 3_600_000;
const attempt = "3f2b8a52-0d5e-4a9b-8c11-7d3e5f6a7b8c" as ActionAttemptId;

async function opened(more: Partial<DeviceInput> = {}) {
  const bench = await makerBench(tedeeStack, "tedee");
  const lock = await bench.makeLockLike({ timezone: "Europe/Warsaw", ...more });
  const look = (places?: readonly Place[]) => bench.driver.observe(lock.id, unhurried, places);
  /** How often PINs were read one by one since the calls so far. */
  const reads = (since: number) => bench.calls.slice(since).filter((call) => /^GET .*\/pin\/[^/ ]+ /.test(call)).length;
  return { bench, lock, look, reads };
}

describe("the list of PINs", () => {
  test("is read once, and again only as far as it has changed by our own hand", async () => {
    const { bench, lock, look, reads } = await opened();
    for (const [at, digits] of ["529174", "830461", "617382"].entries()) await lock.personAdds(`Owner ${at}`, digits);
    await look();
    const first = bench.calls.length;
    await look();
    expect(reads(first)).toBe(0);
    await bench.driver.apply(lock.id, setStep("427193"), unhurried);
    const seen = await look();
    expect(seen.kind === "seen" && seen.residents).toHaveLength(4);
    expect(reads(first)).toBe(1);
  });

  test("shows the new digits of a PIN that we have changed under its name", async () => {
    const { bench, lock, look } = await opened();
    await bench.driver.apply(lock.id, setStep("529174"), unhurried);
    const { place } = await onlyResident(bench, lock);
    await bench.driver.apply(lock.id, setStep("830461", { into: place }), unhurried);
    const seen = await look();
    expect(seen.kind === "seen" && seen.residents.map(({ pin }) => pin?.reveal())).toEqual(["830461"]);
  });

  test("is read anew once somebody else has changed a PIN under its old name", async () => {
    const { bench, lock, look } = await opened();
    await lock.personAdds("Owner", "529174");
    await look();
    await bench.driver.apply(lock.id, setStep("427193"), unhurried);
    await lock.personChanges("529174", "830461");
    const seen = await look();
    const digits = seen.kind === "seen" ? seen.residents.map(({ pin }) => pin?.reveal()) : [];
    expect(digits.toSorted()).toEqual(["427193", "830461"]);
  });

  test("no longer has a PIN whose time is over, without anybody having changed it", async () => {
    const { bench, lock, look } = await opened();
    const window = { startsAt: bench.now(), endsAt: bench.now() + hour };
    await bench.driver.apply(lock.id, setStep("529174", { window }), unhurried);
    expect((await look()).kind).toBe("seen");
    await bench.advance(hour + 1_000);
    expect(await look()).toMatchObject({ kind: "seen", residents: [], complete: true });
  });

  test("that is long is read over several looks, those of ours first, and says what is not known yet", async () => {
    const { bench, lock, look, reads } = await opened();
    for (let at = 0; at < 24; at += 1) await lock.personAdds(`Owner ${at}`, `5291${30 + at}`);
    const { access_codes } = await bench.control.inspect(lock.id);
    const last = access_codes.at(-1)?.access_code_id as Place;
    const before = bench.calls.length;
    const seen = await look([last, "gone" as Place]);
    expect(reads(before)).toBe(20);
    expect(seen).toMatchObject({ kind: "seen", complete: false });
    const covered = seen.kind === "seen" ? (seen.lookedInto ?? []) : [];
    expect([covered.includes(last), covered.includes("gone" as Place), covered.length]).toEqual([true, true, 21]);
    expect(await look()).toMatchObject({ kind: "seen", complete: true });
    expect(reads(before)).toBe(24);
  });
});

describe("a change", () => {
  test("that the lock did not answer in time may have happened, and is found done when it has", async () => {
    const { bench, lock } = await opened();
    await bench.control.setFaults(lock.id, { programming_ms: 60_000 });
    const step = setStep("529174");
    expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({
      kind: "failed",
      because: "unreachable",
      mayHaveHappened: true,
    });
    expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({ kind: "failed", because: "busy" });
    await bench.advance(61_000);
    expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({ kind: "done", evidence: "read_back" });
    expect(await lock.countCodes()).toBe(1);
  });

  test("that came to nothing is done by the next try", async () => {
    const { bench, lock } = await opened();
    await bench.control.setFaults(lock.id, { drop_writes: 1 });
    expect(await bench.driver.apply(lock.id, setStep("529174"), unhurried)).toMatchObject({ mayHaveHappened: true });
    expect(await bench.driver.apply(lock.id, setStep("529174"), unhurried)).toMatchObject({
      kind: "done",
      evidence: "acknowledged",
    });
    const resident = await onlyResident(bench, lock);
    await bench.control.setFaults(lock.id, { drop_writes: 1 });
    const step = clearStep(resident, "529174");
    expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({ mayHaveHappened: true });
    expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({ kind: "done" });
    expect(await lock.countCodes()).toBe(0);
  });
});

describe("a lock", () => {
  test("that is offline says whether it is itself or its bridge", async () => {
    const { bench, lock, look } = await opened();
    await lock.setConnection(false);
    expect(await look()).toMatchObject({ kind: "unreachable", device: { disconnected: "device_disconnected" } });
    await lock.setConnection(true);
    await bench.control.setHubConnection(lock.id, false);
    expect(await look()).toMatchObject({
      kind: "unreachable",
      because: "unreachable",
      device: { disconnected: "hub_disconnected" },
    });
    const found = await bench.driver.discover(unhurried);
    expect(found.kind === "found" && found.devices).toMatchObject([{ disconnected: "hub_disconnected" }]);
  });

  test("without a bridge is out of reach, and without a keypad shows nothing and does not seem empty", async () => {
    const { bench, lock, look } = await opened();
    await bench.driver.apply(lock.id, setStep("529174"), unhurried);
    await bench.control.setHub(lock.id, null);
    expect(await look()).toMatchObject({ kind: "unreachable", device: { conditions: [{ name: "no_bridge" }] } });
    await bench.control.setHub(lock.id, "hub");
    await bench.control.setKeypad(lock.id, { fitted: false });
    expect(await look()).toMatchObject({
      kind: "seen",
      complete: false,
      residents: [],
      device: { hasKeypad: false, conditions: [{ name: "no_keypad" }] },
    });
  });

  test("of which the account is a guest shows no PINs and is not taken for one of another account", async () => {
    const { bench, lock, look } = await opened();
    await lock.personAdds("Owner", "529174");
    await bench.control.setCondition(lock.id, "not_authorized", true);
    expect(await look()).toMatchObject({
      kind: "seen",
      complete: false,
      device: { conditions: [{ name: "not_authorized" }], capabilities: { programsOnlineCodes: false } },
    });
    expect(await bench.driver.apply(lock.id, setStep("830461"), unhurried)).toMatchObject({
      kind: "failed",
      because: "provider",
    });
    expect((await bench.driver.discover(unhurried)).kind).toBe("found");
  });

  test("is turned, and owned up to when it does not turn", async () => {
    const { bench, lock } = await opened();
    const turn = (to: "locked" | "unlocked") =>
      bench.driver.apply(lock.id, { kind: "turn", attempt, to, why: "A test wants it." }, unhurried);
    expect(await turn("unlocked")).toMatchObject({ kind: "done", evidence: "acknowledged" });
    expect((await bench.control.inspect(lock.id)).bolt).toBe("unlocked");
    await bench.control.setFaults(lock.id, { obstructed: true });
    expect(await turn("locked")).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: true });
    await bench.control.setFaults(lock.id, {});
    await bench.control.setCondition(lock.id, "remote_unlock_disabled", true);
    expect(await turn("locked")).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: false });
  });
});

describe("what happened at a lock", () => {
  test("is told once, with the code that opened the door, and also what it kept while it was offline", async () => {
    const { bench, lock, look } = await opened();
    const window = { startsAt: bench.now() + hour, endsAt: bench.now() + 2 * hour };
    await bench.driver.apply(lock.id, setStep("529174"), unhurried);
    await bench.driver.apply(lock.id, setStep("830461", { label: "Later", window }), unhurried);
    await look();
    await lock.setConnection(false);
    for (const digits of ["529174", "830461", "617382"]) {
      await bench.control.enterCode(lock.id, digits);
      await bench.advance(1_000);
    }
    await bench.control.turnByHand(lock.id, "locked");
    await look();
    expect(bench.sightings.filter(({ kind }) => kind !== "changed")).toEqual([]);
    await lock.setConnection(true);
    const seen = await look();
    await look();
    const placeOf = (label: string) =>
      seen.kind === "seen" ? seen.residents.find((resident) => resident.label === label)?.place : undefined;
    expect(bench.sightings.filter(({ kind }) => kind !== "changed")).toMatchObject([
      { kind: "turned", to: "unlocked", method: "keycode", place: placeOf("Guest") },
      { kind: "denied", place: placeOf("Later") },
      { kind: "denied", place: undefined },
      { kind: "turned", to: "locked", method: "manual", place: undefined },
    ]);
  });

  test("is read page by page when it was much", async () => {
    const { bench, lock, look } = await opened();
    await bench.driver.apply(lock.id, setStep("529174"), unhurried);
    for (let time = 0; time < 230; time += 1) {
      await bench.control.enterCode(lock.id, "529174");
      await bench.advance(10);
    }
    await look();
    expect(bench.sightings.filter(({ kind }) => kind === "turned")).toHaveLength(230);
  });
});

describe("a delivery", () => {
  const delivered = (body: object | string) =>
    receive(undefined, { headers: new Headers(), body: typeof body === "string" ? body : JSON.stringify(body) });
  const data = { deviceId: 12345, deviceType: 2, eventTime: "2022-11-09T14:15:28.327Z" };

  test("makes us look at the lock, and is believed in nothing else", () => {
    const told = { kind: "changed", at: Date.UTC(2022, 10, 9, 14, 15, 28, 327), device: "12345" };
    for (const event of ["lock-status-changed", "device-connection-changed", "device-battery-level-changed"])
      expect(delivered({ event, data, timestamp: "2022-11-09T14:15:30.244Z", userIdentity: "u" })).toEqual([told]);
  });

  test("of the bell is no news of a lock, and one that is not understood is none at all", () => {
    expect(delivered({ event: "bell-button-pressed", data })).toEqual([]);
    for (const body of ["{", "[]", { event: "lock-status-changed" }, { event: "another", data }])
      expect(delivered(body)).toBeUndefined();
  });
});
