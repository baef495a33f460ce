import { expect, test } from "vitest";
import type { ActionAttemptId, NativeId, Place } from "#domain/ids.ts";
import { achieve, clearStep, look, onlyResident, setStep, unhurried } from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { ultraloqStack } from "#test/makers/ultraloq.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { ultraloq } from "./ultraloq.ts";

const hour = 60 * 60_000;
const day = 24 * hour;
const newYork = "America/New_York";
const openBench = (zone?: string) => makerBench(ultraloqStack(zone), "ultraloq");
const door = "door" as NativeId;
const config = { accessToken: "a", refreshToken: "r", pushToken: "a token that the maker sends" };

/** A driver whose cloud is a few lines: `part` is what is said of the one lock, by capability and name of the command. */
function scripted(part: (command: string) => object, more: Readonly<Record<string, string>> = {}) {
  const sent: string[] = [];
  const fetch = async (request: Request) => {
    const body = (await request.json()) as { header: { name: string }; payload: { devices?: { command?: object }[] } };
    sent.push(JSON.stringify(body.payload));
    const { capability = "", name = "" } = (body.payload.devices?.[0]?.command ?? {}) as Record<string, string>;
    if (body.header.name === "Discovery")
      return Response.json({ payload: { devices: [{ id: door, category: "SmartLock", customData: { userId: 9 } }] } });
    if (body.header.name === "Query") return Response.json({ payload: { devices: [{ id: door, states: [] }] } });
    const said = part(`${capability} ${name}`);
    return Response.json({ payload: "error" in said && "whole" in said ? said : { devices: [{ id: door, ...said }] } });
  };
  const driver = ultraloq.connect(config, {
    runtime: testRuntime({ fetch }),
    settings: { clientId: "us", clientSecret: "hush", ...more },
    listener: { sighting: () => {}, configChanged: () => {} },
    deliveryUrl: undefined,
  });
  return { driver, sent };
}

const guest = { id: 7, name: "Guest", type: 0, status: 1, sync_status: 1 };
const standing = (user: object) => (command: string) =>
  command === "st.lockUser list" ? { users: [user] } : { user: { ...user, password: "482915" } };

test("a stay is kept by the clock at the lock, where its owner has said where that hangs", async () => {
  const bench = await openBench(newYork);
  const lock = await bench.makeLockLike({ timezone: newYork });
  const [digits] = lock.goodPins;
  const startsAt = Math.ceil(bench.now() / day) * day + 19 * hour;
  const window = { startsAt, endsAt: startsAt + 31 * hour };
  await achieve(bench, lock, setStep(digits, { window }));
  expect(bench.calls.some((call) => call.includes('"daterange":["2026-01-16 14:00","2026-01-17 21:00"]'))).toBe(true);
  expect(await onlyResident(bench, lock)).toMatchObject({ window, state: "on_lock" });
  const opensAt = async (at: number) => {
    await bench.advance(at - bench.now());
    return lock.wouldOpen(digits);
  };
  expect([await opensAt(startsAt - 60_000), await opensAt(startsAt)]).toEqual([false, true]);
  expect([await opensAt(window.endsAt - 60_000), await opensAt(window.endsAt)]).toEqual([true, false]);
  await bench.close();
});

test("where nobody has said where the locks hang, they keep no stays and are told of none", async () => {
  const bench = await openBench();
  const lock = await bench.makeLockLike({ timezone: newYork });
  const seen = await look(bench, lock);
  expect(seen).toMatchObject({ device: { timeZone: undefined, capabilities: { schedulesNatively: false } } });
  const window = { startsAt: bench.now() + hour, endsAt: bench.now() + 2 * hour };
  const outcome = await bench.driver.apply(lock.id, setStep(lock.goodPins[0], { window }), unhurried);
  expect(outcome).toMatchObject({ kind: "refused", because: "unsupported" });
  await bench.close();
});

test("a code that has no end comes to have one where it stands, and loses it again", async () => {
  const bench = await openBench("UTC");
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  await achieve(bench, lock, setStep(digits));
  const { place } = await onlyResident(bench, lock);
  const startsAt = Math.ceil(bench.now() / hour) * hour;
  const window = { startsAt, endsAt: startsAt + hour };
  await achieve(bench, lock, setStep(digits, { window, into: place }));
  expect(await onlyResident(bench, lock)).toMatchObject({ place, window });
  await achieve(bench, lock, setStep(digits, { into: place }));
  expect(await onlyResident(bench, lock)).toMatchObject({ place, window: undefined });
  await bench.close();
});

test("what the lock has not synchronised is on its way, and its removal is told apart from its coming", async () => {
  const bench = await openBench("UTC");
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  const step = setStep(digits);
  expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({ kind: "pending", place: undefined });
  const coming = await onlyResident(bench, lock);
  expect(coming.state).toBe("arriving");
  expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({ kind: "pending", place: coming.place });
  await bench.settle();
  expect(await bench.driver.apply(lock.id, step, unhurried)).toMatchObject({ kind: "done", evidence: "acknowledged" });
  expect((await bench.driver.apply(lock.id, clearStep(coming, digits), unhurried)).kind).toBe("pending");
  expect((await onlyResident(bench, lock)).state).toBe("leaving");
  const other = setStep(digits, { label: "Other" });
  expect(await bench.driver.apply(lock.id, other, unhurried)).toMatchObject({ kind: "failed", because: "busy" });
  await bench.settle();
  expect((await achieve(bench, lock, other)).kind).toBe("pending");
  await bench.close();
});

test("a removal that the cloud forgot is ordered again after a while", async () => {
  const bench = await openBench("UTC");
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  await achieve(bench, lock, setStep(digits));
  const resident = await onlyResident(bench, lock);
  await bench.control.setFaults(lock.id, { drop_writes: 1 });
  await achieve(bench, lock, clearStep(resident, digits));
  expect((await onlyResident(bench, lock)).state).toBe("leaving");
  await bench.advance(10 * 60_000);
  expect((await onlyResident(bench, lock)).state).toBe("arriving");
  await achieve(bench, lock, clearStep(resident, digits));
  expect(await lock.countCodes()).toBe(0);
  await bench.close();
});

test("a code that its owner has switched off stands there and does not open", async () => {
  const { driver } = scripted(standing({ ...guest, status: 0 }));
  expect(await driver.observe(door, unhurried)).toMatchObject({ residents: [{ place: "7", state: "arriving" }] });
});

test("a token that ends is renewed though its refusal comes with status 200, and the rest of the account is kept", async () => {
  const bench = await openBench(newYork);
  const lock = await bench.makeLock();
  await bench.advance(8 * day);
  expect((await look(bench, lock)).kind).toBe("seen");
  const [first, last] = [bench.configurations[0], bench.configurations.at(-1)];
  expect(bench.configurations).toHaveLength(2);
  expect(last?.accessToken).not.toBe(first?.accessToken);
  expect(last).toMatchObject({ timeZone: newYork, pushToken: first?.pushToken });
  expect(last?.accessTokenExpiresAt).toBeGreaterThan(bench.now() + 6 * day);
  await bench.close();
});

test("the maker's posts make us look, and anybody else's do not", async () => {
  const bench = await openBench("UTC");
  const lock = await bench.makeLock();
  await bench.driver.discover(unhurried);
  await bench.control.turnByHand(lock.id, "unlocked");
  await bench.advance(1_000);
  expect(bench.sightings).toContainEqual({ kind: "changed", at: 0, device: lock.id });
  await lock.remove();
  await bench.advance(1_000);
  expect(bench.sightings.at(-1)).toEqual({ kind: "devices_changed", at: 0 });
  await bench.close();
});

test("a post is believed by its token alone, and one that says nothing is none", () => {
  const told = (post: unknown, token = config.pushToken) => {
    const body = typeof post === "string" ? post : JSON.stringify(post);
    return ultraloq.receive(config, { headers: new Headers({ authorization: `Bearer ${token}` }), body });
  };
  const header = { namespace: "Uhome.Notification", name: "DeviceState" };
  const post = { header, payload: { devices: [{ id: door, states: [] }, { id: 4 }] } };
  expect(told(post)).toEqual([{ kind: "changed", at: 0, device: door }]);
  expect(told(post, "another")).toBeUndefined();
  expect(told({ ...post, payload: [] })).toBeUndefined();
  expect(told({ ...post, header: { ...header, name: "Weather" } })).toBeUndefined();
  expect(told({ ...post, header: { ...header, namespace: "Uhome.Device" } })).toBeUndefined();
  expect(told('{"states":{{}}}')).toBeUndefined();
  expect(told(`${JSON.stringify(post)}${" ".repeat(70_000)}`)).toBeUndefined();
});

test("trouble that comes with status 200 is told for what it is, of the call and of the lock", async () => {
  const outcomeOf = async (error: object, more: object = {}) => {
    const { driver } = scripted((command) => (command.endsWith("add") ? { error, ...more } : { users: [] }));
    const outcome = await driver.apply(door, setStep("482915"), unhurried);
    return "because" in outcome ? `${outcome.kind} ${outcome.because}` : outcome.kind;
  };
  expect(await outcomeOf({ code: "DEVICE_OFFLINE" })).toBe("failed unreachable");
  expect(await outcomeOf({ code: "BAD-REQUEST" })).toBe("refused constraint");
  expect(await outcomeOf({ code: "BAD_REQUEST" }, { whole: true })).toBe("refused constraint");
  expect(await outcomeOf({ code: "PIN 482915 is taken" })).toBe("failed provider");
  expect(await outcomeOf({ code: "SOMETHING_NEW" }, { whole: true })).toBe("failed provider");
});

test("each call about a lock carries what the maker wants carried, and arguments stand where the operator says", async () => {
  const within = scripted(() => ({ users: [] }));
  await within.driver.apply(door, setStep("482915"), unhurried);
  expect(within.sent.slice(1).every((payload) => payload.includes('"customData":{"userId":9}'))).toBe(true);
  expect(within.sent.at(-1)).toContain('"name":"add","arguments":{"name":"Guest"');
  const beside = scripted(() => ({ users: [] }), { userArguments: "beside" });
  await beside.driver.apply(door, setStep("482915"), unhurried);
  expect(beside.sent.at(-1)).toContain('"name":"add","user":{"name":"Guest"');
});

test("a lock that is away is told nothing, not even to turn", async () => {
  const bench = await openBench("UTC");
  const lock = await bench.makeLock();
  const turn = { kind: "turn", attempt: "a" as ActionAttemptId, to: "unlocked", why: "A test wants it." } as const;
  expect(await bench.driver.apply(lock.id, turn, unhurried)).toMatchObject({ kind: "pending" });
  await bench.settle();
  expect(await look(bench, lock)).toMatchObject({ device: { locked: false } });
  await lock.setConnection(false);
  const before = bench.calls.length;
  expect(await bench.driver.apply(lock.id, turn, unhurried)).toMatchObject({ kind: "failed", because: "unreachable" });
  expect(bench.calls.slice(before).some((call) => call.includes("Command"))).toBe(false);
  expect(await look(bench, lock)).toMatchObject({ device: { disconnected: "device_disconnected" } });
  await bench.close();
});

test("a user who went while the list was read is not told as absent", async () => {
  const { driver } = scripted((command) => (command.endsWith("list") ? { users: [guest] } : {}));
  expect(await driver.observe(door, unhurried)).toMatchObject({ kind: "seen", residents: [], complete: false });
  const place = "7" as Place;
  const resident = { place, pin: undefined, label: "Guest", window: undefined, state: "on_lock" } as const;
  expect((await driver.apply(door, clearStep(resident, "482915"), unhurried)).kind).toBe("pending");
});

test("a time zone that is none is refused before anybody goes to the maker's page", async () => {
  const bench = await openBench("UTC");
  const turn = { provider: "ultraloq", settings: ultraloqStack("UTC").settings(bench.baseUrl), kept: undefined };
  const step = (timeZone: string) =>
    ultraloq.signIn?.step(
      { ...turn, answers: { timeZone }, returnUrl: "https://us.test/back", state: "s" },
      bench.runtime,
      unhurried,
    );
  expect(await step("Mars/Olympus")).toMatchObject({ kind: "refused" });
  const gone = await step("Europe/Berlin");
  expect(gone).toMatchObject({ kind: "goes", kept: { timeZone: "Europe/Berlin" } });
  // The secret is not for the address bar of a browser, though the maker's page puts it there.
  expect(JSON.stringify(gone)).not.toContain("hush");
  await bench.close();
});
