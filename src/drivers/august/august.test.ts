import { expect, test } from "vitest";
import type { ActionAttemptId, NativeId, Place } from "#domain/ids.ts";
import { achieve, clearStep, look, onlyResident, setStep, unhurried } from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { augustStack, connectedAt, scripted } from "#test/makers/august.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { august } from "./august.ts";
import { parseConfig } from "./config.ts";

const day = 24 * 60 * 60_000;
const minute = 60_000;
const openBench = (profile: "august" | "yale" = "august") => makerBench(augustStack(profile), profile);

const door = "door" as NativeId;
const lockPath = `/locks/${door}`;
const record = {
  LockName: "Door",
  LockID: door,
  Bridge: { operative: true },
  supportsEntryCodes: true,
  LockStatus: { status: "locked" },
};

test("a new token that comes with an answer is kept, and lives on where the old one ends", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  expect(bench.configurations).toHaveLength(1);
  await bench.advance(61 * day);
  expect((await look(bench, lock)).kind).toBe("seen");
  expect(bench.configurations.length).toBeGreaterThan(1);
  expect(bench.configurations.at(-1)?.accessTokenExpiresAt).toBeGreaterThan(bench.now() + 100 * day);
  await bench.advance(60 * day);
  expect((await look(bench, lock)).kind).toBe("seen");
  await bench.close();
});

test("a token that nears its end is renewed by asking for the houses, and one that has ended lets nobody in", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  await bench.advance(115 * day);
  await look(bench, lock);
  expect(bench.calls.find((call) => call.startsWith("GET"))).toBe("GET /users/houses/mine ");
  expect((await look(bench, lock)).kind).toBe("seen");
  await bench.advance(130 * day);
  expect(await look(bench, lock)).toMatchObject({ kind: "unreachable", because: "unauthorized" });
  await bench.close();
});

test("a code that falls back to created is on its way again, and is not loaded a second time", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const step = setStep(lock.goodPins[0]);
  await achieve(bench, lock, step);
  expect((await onlyResident(bench, lock)).state).toBe("on_lock");
  await bench.control.setFaults(lock.id, { unconfirmed_listing_ms: minute });
  expect((await onlyResident(bench, lock)).state).toBe("arriving");
  expect((await achieve(bench, lock, step)).kind).toBe("pending");
  expect(await lock.countCodes()).toBe(1);
  await bench.close();
});

test("the same PIN waits, under its old name or another, until the old one has left the lock", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  await achieve(bench, lock, setStep(digits));
  const standing = await onlyResident(bench, lock);
  expect((await bench.driver.apply(lock.id, clearStep(standing, digits), unhurried)).kind).toBe("pending");
  const [again, other] = [setStep(digits), setStep(digits, { label: "Other" })];
  expect(await bench.driver.apply(lock.id, again, unhurried)).toMatchObject({ kind: "failed", because: "busy" });
  expect(await bench.driver.apply(lock.id, other, unhurried)).toMatchObject({ kind: "failed", because: "busy" });
  await bench.settle();
  await achieve(bench, lock, other);
  expect(await onlyResident(bench, lock)).toMatchObject({ label: "Other", state: "on_lock" });
  await bench.close();
});

test("a user whose making was not answered may have been made", async () => {
  const driver = scripted((path) => {
    if (path === "/unverifiedusers") throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
    return Response.json({ loaded: [] });
  });
  const outcome = await driver.apply(door, setStep("482915"), unhurried);
  expect(outcome).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: true });
});

test("a lock that is busy is tried again with the user that was made for its PIN, and another PIN gets its own", async () => {
  let made = 0;
  let isBusy = true;
  const driver = scripted((path, method) => {
    if (path === "/unverifiedusers") {
      made += 1;
      return Response.json({ id: `user-${made}` });
    }
    if (method === "POST") return isBusy ? Response.json({}, { status: 423 }) : Response.json({});
    return Response.json({ loaded: [] });
  });
  const place = async (digits: string) => {
    const outcome = await driver.apply(door, setStep(digits), unhurried);
    return "place" in outcome ? outcome.place : outcome.kind;
  };
  expect([await place("482915"), await place("482915"), made]).toEqual(["failed", "failed", 1]);
  expect([await place("593726"), made]).toEqual(["failed", 2]);
  isBusy = false;
  expect([await place("593726"), made]).toEqual(["user-2", 2]);
  // Each user has one PIN: a code that was loaded has used its own up.
  expect([await place("593726"), made]).toEqual(["user-3", 3]);
});

test("a PIN that a late listing does not show is a duplicate, and not taken for a full lock", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const [digits] = lock.goodPins;
  await bench.control.setFaults(lock.id, { stale_listing_ms: 10 * minute });
  await lock.personAdds("Neighbour", digits);
  expect(await bench.driver.apply(lock.id, setStep(digits), unhurried)).toMatchObject({
    kind: "refused",
    because: "duplicate",
  });
  await bench.close();
});

test("a guest's account is told so, and what it is not shown is not taken for absent", async () => {
  const bench = await openBench("yale");
  const lock = await bench.makeLock();
  await achieve(bench, lock, setStep(lock.goodPins[0]));
  await bench.control.setCondition(lock.id, "not_authorized", true);
  const conditions = [{ name: "not_authorized" }];
  expect(await look(bench, lock)).toMatchObject({
    kind: "seen",
    residents: [],
    complete: false,
    device: { conditions },
  });
  expect(await bench.driver.discover(unhurried)).toMatchObject({ kind: "found", devices: [{ conditions }] });
  await bench.close();
});

test("a Connect that is offline is at fault itself, and a lock with Wi-Fi of its own is the one that is away", async () => {
  const behind = await openBench();
  const lock = await behind.makeLock();
  await behind.control.setHubConnection(lock.id, false);
  expect(await look(behind, lock)).toMatchObject({ kind: "unreachable", device: { disconnected: "hub_disconnected" } });
  await behind.close();
  const alone = await openBench("yale");
  const own = await alone.makeLock();
  await own.setConnection(false);
  expect(await look(alone, own)).toMatchObject({
    kind: "unreachable",
    device: { disconnected: "device_disconnected" },
  });
  await alone.close();
});

test("the bolt turns at once, and a jam is told", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  const turn = { kind: "turn", attempt: "a" as ActionAttemptId, to: "unlocked", why: "A test wants it." } as const;
  expect(await bench.driver.apply(lock.id, turn, unhurried)).toMatchObject({ kind: "done", evidence: "acknowledged" });
  expect((await bench.control.inspect(lock.id)).bolt).toBe("unlocked");
  await bench.control.setFaults(lock.id, { obstructed: true });
  expect(await bench.driver.apply(lock.id, { ...turn, to: "locked" }, unhurried)).toMatchObject({
    kind: "failed",
    because: "provider",
  });
  await bench.close();
});

test("a PIN that is leaving is not deleted again, and one that a partial list does not show is", async () => {
  const row = { userID: "user-1", pin: "482915", firstName: "Guest" };
  const place = "user-1" as Place;
  const resident = { place, pin: undefined, label: "Guest", window: undefined, state: "on_lock" } as const;
  const ordersAt = async (lists: object) => {
    const orders: string[] = [];
    const driver = scripted((path, method) => {
      if (method === "POST") orders.push(path);
      return Response.json(method === "POST" ? {} : lists);
    });
    const outcome = await driver.apply(door, clearStep(resident, "482915"), unhurried);
    return [outcome.kind, orders.length];
  };
  expect(await ordersAt({ loaded: [row] })).toEqual(["pending", 1]);
  expect(await ordersAt({ loaded: [], deleting: [row] })).toEqual(["pending", 0]);
  expect(await ordersAt({ loaded: [] })).toEqual(["done", 0]);
  expect(await ordersAt({ loaded: [{ pin: "482915" }] })).toEqual(["pending", 1]);
});

test("a bolt that answers that it stands the other way has not turned, and one that does not say may have", async () => {
  const turn = { kind: "turn", attempt: "a" as ActionAttemptId, to: "locked", why: "A test wants it." } as const;
  const turned = (body: object) => scripted(() => Response.json(body)).apply(door, turn, unhurried);
  expect((await turned({ status: "kAugLockState_Locked" })).kind).toBe("done");
  const other = await turned({ status: "kAugLockState_Unlocked" });
  expect(other).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: false });
  expect(await turned({ status: "kAugLockState_UnknownStaticPosition" })).toMatchObject({ mayHaveHappened: true });
});

test("PINs that the account may not list are not taken for none", async () => {
  const driver = scripted((path) =>
    path === lockPath ? Response.json(record) : Response.json({ code: "NotAuthorized" }, { status: 403 }),
  );
  expect(await driver.observe(door, unhurried)).toMatchObject({ kind: "seen", residents: [], complete: false });
});

test("statuses of an order say what is in its way", async () => {
  const outcomeAt = async (status: number) => {
    const driver = scripted((path, method) => {
      if (path === "/unverifiedusers") return Response.json({ id: "user-1" });
      return method === "POST" ? Response.json({ code: "x" }, { status }) : Response.json({ loaded: [] });
    });
    const outcome = await driver.apply(door, setStep("482915"), unhurried);
    return "because" in outcome ? `${outcome.kind} ${outcome.because}` : outcome.kind;
  };
  expect(await outcomeAt(200)).toBe("pending");
  expect(await outcomeAt(400)).toBe("refused constraint");
  expect(await outcomeAt(403)).toBe("failed provider");
  expect(await outcomeAt(408)).toBe("failed unreachable");
  expect(await outcomeAt(412)).toBe("failed unreachable");
  expect(await outcomeAt(422)).toBe("failed unreachable");
  expect(await outcomeAt(423)).toBe("failed busy");
  expect(await outcomeAt(460)).toBe("failed busy");
  expect(await outcomeAt(429)).toBe("failed throttled");
  expect(await outcomeAt(501)).toBe("refused unsupported");
  expect(await outcomeAt(560)).toBe("failed provider");
});

test("a lock that refuses the account, while the account's list has it, is not gone", async () => {
  for (const status of [401, 403, 404]) {
    const lists = (entries: object) =>
      scripted((path) => {
        if (path === lockPath) return Response.json({ code: "NotAuthorized" }, { status });
        return Response.json(path === "/users/locks/mine" ? entries : []);
      });
    const entry = { LockName: "Door", UserType: "superuser" };
    expect(await lists({ door: entry }).observe(door, unhurried)).toMatchObject({
      kind: "unreachable",
      because: "provider",
    });
    expect((await lists({ other: entry }).observe(door, unhurried)).kind).toBe("gone");
    expect(await lists({ door: entry }).discover(unhurried)).toMatchObject({
      kind: "found",
      devices: [{ nativeId: door, conditions: [{ name: "not_authorized" }] }],
    });
  }
});

test("a key that the maker does not take, or that the operator took away, is nothing that signing in again mends", async () => {
  const driver = scripted(() => Response.json({ code: "Forbidden", message: "API key is not valid" }, { status: 403 }));
  const failure = { because: "invalid_credentials" };
  expect(await driver.discover(unhurried)).toMatchObject({ kind: "failed", ...failure });
  expect(await driver.observe(door, unhurried)).toMatchObject({ kind: "unreachable", ...failure });
  const shut = scripted(() => Response.json({ code: "NotAuthorized" }, { status: 403 }));
  expect(await shut.discover(unhurried)).toMatchObject({ kind: "failed", because: "unauthorized" });
  const bare = august.connect(
    { brand: "yale", userId: "owner", accessToken: "t" },
    { runtime: testRuntime(), listener: { sighting: () => {}, configChanged: () => {} }, deliveryUrl: undefined },
  );
  expect(await bare.discover(unhurried)).toMatchObject({ kind: "failed", ...failure });
  expect(await bare.observe(door, unhurried)).toMatchObject({ kind: "unreachable", ...failure });
  expect(await bare.apply(door, setStep("482915"), unhurried)).toMatchObject({ kind: "failed", ...failure });
});

test("a cloud that only repeats an old token is not asked for another with every call", async () => {
  const claims = Buffer.from(JSON.stringify({ exp: connectedAt / 1_000 + 60 * 60 })).toString("base64url");
  const accessToken = `e30.${claims}.x`;
  const asked: string[] = [];
  const kept: unknown[] = [];
  const answer = (path: string) => {
    asked.push(path);
    return Response.json(path === "/users/locks/mine" ? {} : [], { headers: { "x-august-access-token": accessToken } });
  };
  const driver = scripted(answer, { accessToken, configChanged: (config) => kept.push(config) });
  for (let look = 0; look < 3; look += 1) await driver.discover(unhurried);
  expect(asked.filter((path) => path === "/users/houses/mine")).toHaveLength(1);
  expect(kept).toEqual([]);
});

test("a configuration is the account's own, and nothing but what is needed is kept of it", () => {
  const config = { brand: "yale", userId: "owner", accessToken: "t", accessTokenExpiresAt: 5 };
  expect(parseConfig({ ...config, password: "letmein" })).toEqual(config);
  for (const wrong of [undefined, {}, { ...config, brand: "other" }, { ...config, accessToken: "a\nb" }])
    expect(parseConfig(wrong)).toBeUndefined();
});
