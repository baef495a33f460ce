import { expect, test } from "vitest";
import type { ActionAttemptId, NativeId } from "#domain/ids.ts";
import {
  achieve,
  clearStep,
  look,
  onlyResident,
  otherCode,
  residents,
  setStep,
  unhurried,
} from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { nukiStack } from "#test/makers/nuki.ts";
import { signedInAtPage } from "#test/makers/signed-in.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { nuki } from "./nuki.ts";

const minute = 60_000;
const hour = 60 * minute;
const openBench = () => makerBench(nukiStack, "nuki");
const door = "18205286116" as NativeId;
const record = { smartlockId: Number(door), type: 4, name: "Door", serverState: 0, config: { keypadPaired: true } };

/** A driver before a cloud that answers as it is told. */
function scripted(answer: (method: string, path: string) => Response) {
  const runtime = testRuntime({ fetch: async (request) => answer(request.method, new URL(request.url).pathname) });
  const listener = { sighting: () => {}, configChanged: () => {} };
  const settings = nukiStack.settings("https://nuki.test");
  const config = { accessToken: "t", refreshToken: "r" };
  return nuki.connect(config, { runtime, listener, settings, deliveryUrl: undefined });
}

const before = (status: number, at: RegExp) =>
  scripted((method, path) => {
    if (at.test(`${method} ${path}`)) return Response.json({ code: status }, { status });
    if (path === "/smartlock") return Response.json([record]);
    return Response.json(path === `/smartlock/${door}` ? record : []);
  });

test("an order that is accepted and comes to nothing is given once more after some minutes, and not before", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const step = setStep(lock.goodPins[0]);
  await bench.control.setFaults(lock.id, { drop_writes: 1 });
  const orders = () => bench.calls.filter((call) => call.startsWith("PUT /smartlock")).length;
  for (const _ of [1, 2]) expect((await achieve(bench, lock, step)).kind).toBe("pending");
  expect([await residents(bench, lock), orders()]).toEqual([[], 1]);
  await bench.advance(3 * minute);
  expect((await achieve(bench, lock, step)).kind).toBe("pending");
  expect([await lock.wouldOpen(lock.goodPins[0]), await lock.countCodes(), orders()]).toEqual([true, 1, 2]);
  await bench.close();
});

test("a code is known by its digits and name once it is listed, for making it names no id", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const step = setStep(lock.goodPins[0], { label: "Ada" });
  expect(await achieve(bench, lock, step)).toMatchObject({ kind: "pending", place: undefined });
  const { place } = await onlyResident(bench, lock);
  expect(await achieve(bench, lock, step)).toEqual({ kind: "done", evidence: "acknowledged", place });
  await bench.close();
});

test("the same PIN under another name waits while the first may still come, and is then a duplicate", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  const other = setStep(digits, { code: otherCode, label: "Other" });
  await bench.driver.apply(lock.id, setStep(digits), unhurried);
  expect(await bench.driver.apply(lock.id, other, unhurried)).toMatchObject({ kind: "failed", because: "busy" });
  await bench.settle();
  expect(await bench.driver.apply(lock.id, other, unhurried)).toMatchObject({ kind: "refused", because: "duplicate" });
  expect(await lock.countCodes()).toBe(1);
  await bench.close();
});

test("a code that was taken off can be set again at once", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  await achieve(bench, lock, setStep(digits));
  await achieve(bench, lock, clearStep(await onlyResident(bench, lock), digits));
  await achieve(bench, lock, setStep(digits));
  expect(await lock.wouldOpen(digits)).toBe(true);
  await bench.close();
});

test("a code loses its window where it stands, and is told as arriving until the lock has that", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  const window = { startsAt: bench.now() + 2 * hour, endsAt: bench.now() + 4 * hour };
  await achieve(bench, lock, setStep(digits, { window }));
  const { place, window: kept } = await onlyResident(bench, lock);
  expect(kept).toEqual(window);
  const change = setStep(digits, { into: place });
  expect(await bench.driver.apply(lock.id, change, unhurried)).toMatchObject({ kind: "pending", place });
  expect((await onlyResident(bench, lock)).state).toBe("arriving");
  // A second change meets the first.
  const again = await bench.driver.apply(lock.id, setStep(lock.goodPins[1], { into: place }), unhurried);
  expect(again).toMatchObject({ kind: "failed", because: "busy" });
  await bench.settle();
  expect(await onlyResident(bench, lock)).toMatchObject({ window: undefined, state: "on_lock" });
  expect(await lock.wouldOpen(digits)).toBe(true);
  await bench.close();
});

test("a lock that is offline is given no order, though its server would take one", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  await lock.setConnection(false);
  const turn = { kind: "turn", attempt: "a" as ActionAttemptId, to: "unlocked", why: "A test." } as const;
  for (const step of [setStep(lock.goodPins[0]), turn])
    expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({ because: "unreachable" });
  expect(bench.calls.filter((call) => /^(PUT|POST) .smartlock/.test(call))).toEqual([]);
  await bench.close();
});

test("somebody who comes in by a code of ours is told with it, once, and so is who turned the bolt by hand", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  await achieve(bench, lock, setStep(digits));
  const { place } = await onlyResident(bench, lock);
  await bench.advance(minute);
  await bench.control.enterCode(lock.id, digits);
  await bench.control.enterCode(lock.id, lock.goodPins[1]);
  await bench.advance(minute);
  await bench.control.turnByHand(lock.id, "locked");
  for (const _ of [1, 2]) await look(bench, lock);
  const turned = bench.sightings.filter(({ kind }) => kind === "turned");
  expect(turned).toMatchObject([
    { device: lock.id, to: "unlocked", method: "keycode", place, at: bench.now() - minute },
    { device: lock.id, to: "locked", method: "manual", at: bench.now() },
  ]);
  await bench.close();
});

test("all that happened at a busy door since the last look is told, page after page", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  await look(bench, lock);
  for (let turn = 0; turn < 120; turn += 1)
    await bench.control.turnByHand(lock.id, turn % 2 === 0 ? "unlocked" : "locked");
  await look(bench, lock);
  expect(bench.sightings.filter(({ kind }) => kind === "turned")).toHaveLength(120);
  await bench.close();
});

test("a bolt is turned a while after the order was accepted", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const step = { kind: "turn", attempt: "a" as ActionAttemptId, to: "unlocked", why: "A test." } as const;
  expect((await achieve(bench, lock, step)).kind).toBe("pending");
  expect(await look(bench, lock)).toMatchObject({ kind: "seen", device: { locked: false } });
  await bench.close();
});

test("what a lock lacks is told, and a lock without its keypad is given no code", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const conditions = async () => {
    const seen = await look(bench, lock);
    return seen.kind === "seen" ? seen.device.conditions : seen.kind;
  };
  for (const name of ["credentials_missing", "subscription_required"] as const) {
    await bench.control.setCondition(lock.id, name, true);
    expect(await conditions()).toEqual([{ name }]);
    await bench.control.setCondition(lock.id, name, false);
  }
  await bench.control.setKeypad(lock.id, { fitted: false });
  expect(await conditions()).toEqual([{ name: "no_keypad" }]);
  const outcome = await bench.driver.apply(lock.id, setStep(lock.goodPins[0]), unhurried);
  expect(outcome).toMatchObject({ kind: "refused", because: "unsupported" });
  await bench.close();
});

test.for([
  [402, "failed", "provider"],
  [403, "failed", "provider"],
  [409, "refused", "duplicate"],
  [422, "refused", "constraint"],
  [423, "failed", "busy"],
  [426, "failed", "provider"],
] as const)("an order that is answered with %d is %s: %s", async ([status, kind, because]) => {
  const outcome = await before(status, /^PUT/).apply(door, setStep("529174"), unhurried);
  expect(outcome).toMatchObject({ kind, because });
});

test("a lock that may not be turned from afar is not, and one lock that is barred signs nobody out", async () => {
  const turn = { kind: "turn", attempt: "a" as ActionAttemptId, to: "locked", why: "A test." } as const;
  expect(await before(405, /action/).apply(door, turn, unhurried)).toMatchObject({ because: "unsupported" });
  expect(await before(403, /[0-9]$/).observe(door, unhurried)).toMatchObject({ because: "provider" });
  expect(await before(403, /smartlock$/).discover(unhurried)).toMatchObject({ because: "unauthorized" });
});

test("only the account's list says that a lock is gone", async () => {
  const missing = /[0-9]$/;
  expect(await before(404, missing).observe(door, unhurried)).toMatchObject({ kind: "unreachable" });
  const emptied = scripted((_, path) => Response.json([], { status: path === "/smartlock" ? 200 : 404 }));
  expect((await emptied.observe(door, unhurried)).kind).toBe("gone");
});

test("new tokens are kept beside the webhook, and whoever cannot be told apart is not signed in", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  await bench.driver.discover(unhurried);
  const [first] = bench.configurations;
  await bench.advance(2 * hour);
  expect((await look(bench, lock)).kind).toBe("seen");
  const last = bench.configurations.at(-1);
  expect(last?.refreshToken).not.toBe(first?.refreshToken);
  expect(last?.webhook?.secret).toMatch(/.{20}/);
  const nameless = {
    ...bench.runtime,
    fetch: async (request: Request) => {
      if (request.url.endsWith("/account")) return Response.json({ accountId: 7 });
      return bench.runtime.fetch(request);
    },
  };
  const asked = {
    provider: "nuki",
    settings: nukiStack.settings(bench.baseUrl),
    returnUrl: "https://pintumbler.test/signed-in",
  };
  const signedIn = signedInAtPage(nuki, { email: "owner@example.com", password: "password", runtime: nameless }, asked);
  await expect(signedIn).rejects.toThrow("unavailable");
  await bench.close();
});
