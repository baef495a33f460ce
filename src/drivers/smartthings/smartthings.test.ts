import { describe, expect, test } from "vitest";
import type { AccessCodeId, ActionAttemptId, Place } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep, Step } from "#domain/step.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { smartthingsStack } from "#test/makers/smartthings.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { smartthings } from "./smartthings.ts";

const never = new AbortController().signal;
const code = "11111111-1111-4111-8111-111111111111" as AccessCodeId;
const [first, second, theirs] = ["529174", "830461", "617382"];
const slotOne = "1" as Place;
const why = "A test wants it.";
const hour = 60 * 60_000;

function set(digits: string, more: Partial<SetStep> = {}): SetStep {
  const pin = Pin.parse(digits);
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  return { kind: "set", code, pin, label: "Guest", window: undefined, into: undefined, why, ...more };
}

function clear(place: Place, label = "Guest"): Step {
  return { kind: "clear", code, place, expecting: { pin: Pin.parse(first), label }, why };
}

function labelsIn(seen: Observation): readonly unknown[] {
  return seen.kind === "seen" ? seen.residents.map(({ place, label }) => `${place} ${label}`) : [seen.kind];
}

async function bench(migrated: boolean) {
  const opened = await makerBench(smartthingsStack({ migrated }), "smartthings");
  const lock = await opened.makeLock();
  const look = () => opened.driver.observe(lock.id, never);
  const apply = (step: Step) => opened.driver.apply(lock.id, step, never);
  /** What the owner's own app asks and orders. */
  const asOwner = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${opened.configurations.at(-1)?.accessToken}` };
    const url = `https://maker.test/v1/${path}`;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await opened.runtime.fetch(new Request(url, { method, headers, ...sent }))).json() as never;
  };
  const order = (capability: string, command: string, ...args: readonly unknown[]) =>
    asOwner("POST", `devices/${lock.id}/commands`, { commands: [{ capability, command, arguments: args }] });
  const usersOf = async () => {
    const { components } = (await asOwner("GET", `devices/${lock.id}/status`)) as {
      components: { main: { lockUsers: { users: { value: readonly object[] } } } };
    };
    return components.main.lockUsers.users.value;
  };
  return { ...opened, lock, look, apply, order, usersOf };
}

describe.for([
  ["lock codes", false],
  ["users and credentials", true],
] as const)("a lock with %s", ([, migrated]) => {
  test("that refuses a new PIN keeps the earlier one, and nobody believes otherwise though its slot looks the same", async () => {
    const { apply, lock, look } = await bench(migrated);
    await apply(set(first, { at: slotOne }));
    await lock.personAdds("Neighbour", theirs);
    expect(await apply(set(theirs, { into: slotOne }))).toMatchObject({ kind: "refused", because: "duplicate" });
    expect([await lock.wouldOpen(first), await lock.countCodes()]).toEqual([true, 2]);
    expect(labelsIn(await look())).toEqual(["1 Guest", "2 Neighbour"]);
  });

  test("that does not confirm a new PIN in time may have it, until it says so", async () => {
    const { apply, control, lock, settle } = await bench(migrated);
    await apply(set(first, { at: slotOne }));
    await control.setFaults(lock.id, { programming_ms: 25_000 });
    const step = set(second, { into: slotOne });
    expect(await apply(step)).toMatchObject({ kind: "failed", because: "unreachable", mayHaveHappened: true });
    expect(await lock.wouldOpen(first)).toBe(true);
    await control.setFaults(lock.id, {});
    await settle();
    expect(await apply(step)).toMatchObject({ kind: "done", evidence: "acknowledged", place: slotOne });
    expect([await lock.wouldOpen(first), await lock.wouldOpen(second)]).toEqual([false, true]);
  });

  test("that does not confirm a new code in time is expected to show it in its slot", async () => {
    const { apply, control, lock, look, settle } = await bench(migrated);
    await control.setFaults(lock.id, { programming_ms: 25_000 });
    expect(await apply(set(first, { at: slotOne }))).toMatchObject({ kind: "pending", place: slotOne });
    expect(labelsIn(await look())).toEqual([]);
    await settle();
    expect(labelsIn(await look())).toEqual(["1 Guest"]);
  });

  test("whose order SmartThings has accepted and forgotten shows nothing of it", async () => {
    const { apply, control, lock, look, settle } = await bench(migrated);
    await control.setFaults(lock.id, { drop_writes: 1 });
    expect(await apply(set(first, { at: slotOne }))).toMatchObject({ kind: "pending", place: slotOne });
    await settle();
    expect(labelsIn(await look())).toEqual([]);
    expect(await lock.wouldOpen(first)).toBe(false);
  });

  test("takes a new code into an empty slot only, and writes over nobody", async () => {
    const { apply, lock, look } = await bench(migrated);
    await lock.personAdds("Neighbour", theirs);
    expect(await apply(set(first, { at: slotOne }))).toMatchObject({ kind: "refused", because: "occupied" });
    expect(await apply(set(first, { at: slotOne, again: true }))).toMatchObject({ because: "occupied" });
    expect(await lock.wouldOpen(theirs)).toBe(true);
    expect(await look()).toMatchObject({ free: ["2", "3", "4"] });
  });

  test("keeps a code that somebody has given another name, for it may be somebody else's", async () => {
    const { apply, control, lock } = await bench(migrated);
    await lock.personAdds("Guest", first);
    const { access_codes } = await control.inspect(lock.id);
    expect(await apply(clear(slotOne, "Another guest"))).toMatchObject({ kind: "refused", because: "occupied" });
    expect((await control.inspect(lock.id)).access_codes).toEqual(access_codes);
    expect(await apply(clear(slotOne))).toMatchObject({ kind: "done", evidence: "acknowledged" });
    expect(await lock.countCodes()).toBe(0);
  });

  test("tells once who came in, by the code's slot, and nothing of before we came", async () => {
    const { advance, apply, control, driver, lock, look, settle, sightings } = await bench(migrated);
    await apply(set(first, { at: "3" as Place }));
    await control.typeCode(lock.id, first);
    await advance(1_000);
    await control.turnByHand(lock.id, "locked");
    await look();
    await look();
    const attempt = "22222222-2222-4222-8222-222222222222" as ActionAttemptId;
    await driver.apply(lock.id, { kind: "turn", attempt, to: "unlocked", why }, never);
    await settle();
    expect(await look()).toMatchObject({ device: { locked: false } });
    expect(sightings).toMatchObject([
      { kind: "turned", device: lock.id, to: "unlocked", method: "keycode", place: "3" },
      { kind: "turned", to: "locked", method: "manual", place: undefined },
      { kind: "turned", to: "unlocked", method: "remote", place: undefined },
    ]);
  });
});

test("a lock that its owner migrates between two steps is spoken to in the later way from then on", async () => {
  const { apply, lock, look, order } = await bench(false);
  await apply(set(first, { at: "2" as Place }));
  await order("lockCodes", "migrate");
  expect(labelsIn(await look())).toEqual(["2 Guest"]);
  expect(await apply(set(second, { at: "3" as Place, label: "Other" }))).toMatchObject({ kind: "done", place: "3" });
  expect(await apply(clear("2" as Place))).toMatchObject({ kind: "done" });
  expect(labelsIn(await look())).toEqual(["3 Other"]);
  expect([await lock.wouldOpen(first), await lock.wouldOpen(second)]).toEqual([false, true]);
});

test("after a migration no new code is sent to a number that is another's slot", async () => {
  const { apply, look, lock, order } = await bench(false);
  // The migration makes user 1 of the code in slot 4, and would take user 4's PIN into that slot.
  await apply(set(first, { at: "4" as Place }));
  await order("lockCodes", "migrate");
  expect(await look()).toMatchObject({ free: ["2", "3"] });
  expect(await apply(set(second, { at: "4" as Place, label: "Other" }))).toMatchObject({ because: "occupied" });
  expect(await lock.wouldOpen(first)).toBe(true);
});

test("no user is left of a code that was cleared, or that the lock refused", async () => {
  const { apply, lock, usersOf } = await bench(true);
  await apply(set(first, { at: slotOne }));
  expect(await usersOf()).toMatchObject([{ userIndex: 1, userName: "Guest" }]);
  await apply(clear(slotOne));
  expect(await usersOf()).toEqual([]);
  await lock.personAdds("Neighbour", theirs);
  const step = set(theirs, { at: "2" as Place, label: "Second guest" });
  expect(await apply(step)).toMatchObject({ kind: "refused", because: "duplicate" });
  expect(await usersOf()).toMatchObject([{ userName: "Neighbour" }]);
  // What was told of the code before says nothing of the next one.
  expect(await apply(set(second, { at: "2" as Place, label: "Third guest" }))).toMatchObject({ kind: "done" });
});

test("a code that is turned away while its lock's word is waited for is still expected", async () => {
  const { apply, control, lock, look, settle } = await bench(false);
  await control.setFaults(lock.id, { rate_per_minute: 4 });
  expect(await apply(set(first, { at: slotOne }))).toMatchObject({ kind: "pending", place: slotOne });
  await control.setFaults(lock.id, {});
  await settle();
  expect(labelsIn(await look())).toEqual(["1 Guest"]);
});

test("a hub that is at work on another code of the lock is busy, and takes the next one later", async () => {
  const { advance, apply, lock, order } = await bench(true);
  await order("lockCredentials", "addCredential", 0, "guest", "pin", theirs);
  expect(await apply(set(first, { at: "2" as Place }))).toMatchObject({ kind: "failed", because: "busy" });
  await advance(10_000);
  expect(await apply(set(first, { at: "2" as Place }))).toMatchObject({ kind: "done", place: "2" });
  expect([await lock.wouldOpen(first), await lock.wouldOpen(theirs)]).toEqual([true, true]);
});

test("a refresh token is replaced with each renewal, and the account lives on through many", async () => {
  const { advance, configurations, look } = await bench(false);
  for (let day = 0; day < 3; day += 1) {
    await advance(25 * hour);
    expect((await look()).kind).toBe("seen");
  }
  const tokens = configurations.map(({ refreshToken }) => refreshToken);
  expect([tokens.length, new Set(tokens).size]).toEqual([4, 4]);
});

test("without the operator's settings the application is unknown, and nobody is asked or signed in", async () => {
  const asked: string[] = [];
  const runtime = testRuntime({
    fetch: async ({ url }) => {
      asked.push(url);
      return Response.json({});
    },
  });
  const listener = { sighting: () => {}, configChanged: () => {} };
  const driver = smartthings.connect({ refreshToken: "r" }, { runtime, listener, deliveryUrl: undefined });
  expect(await driver.discover(never)).toMatchObject({ kind: "failed", because: "invalid_credentials" });
  const turn = { provider: "smartthings", answers: {}, kept: undefined, returnUrl: "https://us.test", state: "s" };
  expect(await smartthings.signIn?.step({ ...turn, settings: { clientId: "us" } }, runtime, never)).toEqual({
    kind: "unavailable",
  });
  expect(asked).toEqual([]);
});
