import { describe, expect, test } from "vitest";
import type { ActionAttemptId, NativeId, Place } from "#domain/ids.ts";
import { anywhere } from "#domain/lost-tries.ts";
import type { Sighting } from "#domain/sighting.ts";
import { clearStep, setStep } from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { igloohomeStack } from "#test/makers/igloohome.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { activityTeller, readEntry } from "./activity.ts";
import { igloohome } from "./igloohome.ts";
import { nameOf, nobodys, readPlace } from "./place.ts";
import { readJob, readLock, writePin } from "./wire.ts";

const never = new AbortController().signal;
const hour = 3_600_000;
const attempt = "3f2b8a52-0d5e-4a9b-8c11-7d3e5f6a7b8c" as ActionAttemptId;

async function opened() {
  const bench = await makerBench(igloohomeStack, "igloohome");
  return { bench, lock: await bench.makeLock() };
}

/** A driver that was just started, at a cloud that knows one lock and these jobs. */
function startedAnew(jobs: Readonly<Record<string, object>>) {
  const lock = {
    deviceId: "L1",
    type: "Lock",
    deviceName: "Front door",
    linkedDevices: [{ type: "Bridge", deviceId: "B1" }],
  };
  const answers: Readonly<Record<string, object>> = {
    "/igloohome/devices/L1": lock,
    "/oauth2/token": { access_token: "t" },
  };
  const runtime = testRuntime({
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      const body = answers[pathname] ?? jobs[pathname.replace("/igloohome/jobs/", "")];
      return body === undefined ? Response.json({ message: "Not found" }, { status: 404 }) : Response.json(body);
    },
  });
  const driver = igloohome.connect(
    { clientId: "us", clientSecret: "hush" },
    { runtime, listener: { sighting: () => {}, configChanged: () => {} }, deliveryUrl: undefined },
  );
  return { look: (...places: Place[]) => driver.observe("L1" as NativeId, never, places) };
}

describe("a driver that was started anew", () => {
  const window = { startsAt: Date.UTC(2026, 0, 15, 14), endsAt: Date.UTC(2026, 0, 16, 10) };
  const made = nameOf({ made: "j1", window, removed: undefined }) as Place;
  const going = nameOf({ made: "j1", window, removed: "j2" }) as Place;
  const digits = nameOf({ ...nobodys, removed: "j2" }) as Place;
  const [done, failed] = [{ completed: true, jobResponse: { jobStatus: 0 } }, { jobResponse: { jobStatus: 2 } }];
  const underWay = { completed: false, expiryDate: "2026-01-15T13:00:00Z" };

  test.each([
    ["made, and done", { j1: done }, made, "on_lock"],
    ["made, and under way", { j1: underWay }, made, "arriving"],
    ["made, and its own end has passed", { j1: { ...underWay, expiryDate: "2026-01-15T11:00:00Z" } }, made, "nothing"],
    ["made, and refused", { j1: failed }, made, "nothing"],
    ["taken away, and under way", { j1: done, j2: underWay }, going, "leaving"],
    ["taken away, and done", { j1: done, j2: done }, going, "nothing"],
    ["taken away, and refused", { j1: done, j2: failed }, going, "on_lock"],
    ["refused, and digits that are being taken away", { j1: failed, j2: underWay }, going, "leaving"],
    ["refused, and digits that were not there", { j1: failed, j2: failed }, going, "nothing"],
    ["nobody's digits, and being taken away", { j2: underWay }, digits, "leaving"],
    ["nobody's digits, and taken away", { j2: done }, digits, "nothing"],
    ["nobody's digits, and not known to be off", { j2: failed }, digits, "on_lock"],
  ])("knows what stands in a place by its name alone: %s", async (_, jobs, place, state) => {
    const seen = await startedAnew(jobs).look(place);
    const times = place === digits ? undefined : window;
    const residents = state === "nothing" ? [] : [{ place, pin: undefined, window: times, state }];
    expect(seen).toMatchObject({ kind: "seen", complete: false, lookedInto: [place], residents });
  });

  test("says nothing of a place whose job the maker has forgotten, nor of one that is called after none", async () => {
    const seen = await startedAnew({}).look(made, "pin-5" as Place);
    expect(seen).toMatchObject({ kind: "seen", residents: [], lookedInto: [], complete: false });
  });

  test("finds a code whose removal is under way once, in the place that is called after both jobs", async () => {
    const seen = await startedAnew({ j1: done, j2: underWay }).look(made, going);
    expect(seen).toMatchObject({ residents: [{ place: going, state: "leaving" }], lookedInto: [made, going] });
  });
});

test("a removal that the lock refused is over with the code's own time, for nothing opens then", async () => {
  const past = { startsAt: Date.UTC(2026, 0, 14), endsAt: Date.UTC(2026, 0, 15) };
  const place = nameOf({ made: "j1", window: past, removed: "j2" }) as Place;
  const jobs = { j1: { completed: true }, j2: { jobResponse: { jobStatus: 2 } } };
  expect(await startedAnew(jobs).look(place)).toMatchObject({ residents: [], lookedInto: [place] });
});

test("a code of which only its digits are known is taken off by these", async () => {
  const { bench, lock } = await opened();
  await bench.driver.apply(lock.id, setStep("529174"), never);
  await bench.advance(60_000);
  expect(await lock.wouldOpen("529174")).toBe(true);
  const resident = { place: anywhere, pin: undefined, label: undefined, window: undefined, state: "on_lock" } as const;
  const outcome = await bench.driver.apply(lock.id, clearStep(resident, "529174"), never);
  expect(outcome).toMatchObject({ kind: "pending" });
  await bench.advance(60_000);
  expect(await lock.wouldOpen("529174")).toBe(false);
});

test("an offline bridge shows once it was told something, until it takes a job again", async () => {
  const { bench, lock } = await opened();
  await bench.control.setHubConnection(lock.id, false);
  expect(await bench.driver.observe(lock.id, never)).toMatchObject({ kind: "seen" });
  const outcome = await bench.driver.apply(lock.id, setStep("529174"), never);
  expect(outcome).toMatchObject({ kind: "failed", because: "unreachable", mayHaveHappened: false });
  const away = { kind: "unreachable", device: { disconnected: "hub_disconnected" } };
  expect(await bench.driver.observe(lock.id, never)).toMatchObject(away);
  await bench.control.setHubConnection(lock.id, true);
  expect(await bench.driver.observe(lock.id, never)).toMatchObject({
    kind: "seen",
    device: { disconnected: undefined },
  });
});

test("a bridge with a full queue is told from a cloud that asks us to slow down", async () => {
  const { bench, lock } = await opened();
  for (let guest = 0; guest < 4; guest += 1) await bench.driver.apply(lock.id, setStep(`${200_000 + guest}`), never);
  const other = await bench.makeLockLike({});
  for (let guest = 0; guest < 16; guest += 1) await bench.driver.apply(other.id, setStep(`${300_000 + guest}`), never);
  const full = { kind: "failed", because: "hub_queue_full" };
  expect(await bench.driver.apply(lock.id, setStep("529174"), never)).toMatchObject(full);
  await bench.control.setFaults(lock.id, { rate_per_minute: 0 });
  const throttled = { kind: "failed", because: "throttled" };
  expect(await bench.driver.apply(lock.id, setStep("529174"), never)).toMatchObject(throttled);
});

test("a lock without a bridge takes computed PINs only", async () => {
  const { bench } = await opened();
  const lock = await bench.makeLockLike({});
  await bench.control.setHub(lock.id, null);
  const seen = await bench.driver.observe(lock.id, never);
  expect(seen).toMatchObject({
    device: {
      conditions: [{ name: "no_bridge" }],
      capabilities: { programsOnlineCodes: false, programsOfflineCodes: true },
    },
  });
  const resident = {
    place: "pin-5" as Place,
    pin: undefined,
    label: "Guest",
    window: undefined,
    state: "on_lock",
  } as const;
  const outcome = await bench.driver.apply(lock.id, clearStep(resident, "529174"), never);
  expect(outcome).toMatchObject({ kind: "refused", because: "unsupported" });
});

test("a turn is told of once the bridge reports it", async () => {
  const { bench, lock } = await opened();
  const step = { kind: "turn", attempt, to: "unlocked", why: "A test wants it." } as const;
  expect(await bench.driver.apply(lock.id, step, never)).toMatchObject({ kind: "pending" });
  await bench.advance(2_000);
  await bench.driver.observe(lock.id, never);
  await bench.driver.observe(lock.id, never);
  const finished = bench.sightings.filter(({ kind }) => kind === "turn_finished");
  expect(finished).toMatchObject([{ attempt, succeeded: true }]);
  expect((await bench.control.inspect(lock.id)).bolt).toBe("unlocked");
});

test("PINs that were given out are counted in what is kept, until their time is over", async () => {
  const { bench, lock } = await opened();
  const startsAt = Math.ceil(bench.now() / hour) * hour;
  const issue = (window: { startsAt: number; endsAt: number }) =>
    bench.driver.apply(
      lock.id,
      { kind: "issue", code: setStep("1111").code, of: "hourly", label: "Guest", window, why: "A test wants it." },
      never,
    );
  await issue({ startsAt, endsAt: startsAt + hour });
  await issue({ startsAt, endsAt: startsAt + hour });
  expect(Object.values(bench.configurations.at(-1)?.given ?? {})).toEqual([2]);
  await bench.advance(3 * hour);
  await issue({ startsAt: startsAt + 4 * hour, endsAt: startsAt + 5 * hour });
  expect(Object.values(bench.configurations.at(-1)?.given ?? {})).toEqual([1]);
});

test("what a lock has recorded is told once, and not what was there before", async () => {
  const { bench, lock } = await opened();
  await lock.personAdds("Neighbour", "529174");
  await bench.control.enterCode(lock.id, "529174");
  await bench.driver.observe(lock.id, never);
  await bench.driver.observe(lock.id, never);
  expect(bench.sightings).toMatchObject([{ kind: "turned", device: lock.id, to: "unlocked", method: "keycode" }]);
  const told: Sighting[] = [];
  const runtime = testRuntime({ now: 10_000 });
  const teller = activityTeller(runtime, { sighting: (one) => told.push(one), configChanged: () => {} });
  const reply = {
    kind: "answered",
    body: { payload: [9, 10].map((at) => ({ logType: 52, entryDate: at, operationId: at })) },
  } as const;
  const cloud = { ask: async () => reply, order: async () => reply, activity: async () => reply };
  await teller.tell(cloud, lock.id, never);
  expect(told).toMatchObject([{ at: 10_000, method: "manual" }]);
});

test("an entry of a kind that is new to us tells of nothing", () => {
  const device = "L1" as NativeId;
  expect(readEntry({ logType: 53, entryDate: 5 }, device)).toBeUndefined();
  expect(readEntry({ logType: 20, entryDate: "noon" }, device)).toBeUndefined();
  expect(readEntry({ logType: 51, entryDate: 5 }, device)).toMatchObject({ at: 5_000, to: "locked", method: "manual" });
});

describe("what the maker's API shows", () => {
  test("is a lock, as an open client reads it", () => {
    const linkedDevices = [
      { type: "Keypad", deviceId: "K1" },
      { type: "Bridge", deviceId: "EB1X04cff219" },
    ];
    const entry = {
      id: "5",
      type: "Lock",
      deviceId: "IGK330c7db37",
      deviceName: "Front door",
      linkedDevices,
      batteryLevel: 90,
    };
    expect(readLock(entry)).toMatchObject({
      bridge: "EB1X04cff219",
      report: { nativeId: "IGK330c7db37", name: "Front door", batteryLevel: 0.9, conditions: [] },
    });
    expect(readLock({ ...entry, deviceId: ".." })).toBeUndefined();
  });

  test("is a job that failed, whatever else it says", () => {
    expect(readJob({ completed: true, jobResponse: { jobStatus: 2 } }, 0)).toBe("failed");
    expect(readJob({ completed: true, jobResponse: {} }, 0)).toBe("done");
    expect(readJob({ completed: false, jobResponse: null }, 0)).toBe("pending");
  });

  test("is told a PIN with its name and both ends, with an offset and without fractions", () => {
    const window = { startsAt: Date.UTC(2026, 4, 6, 12), endsAt: Date.UTC(2026, 4, 7, 5, 30) };
    expect(writePin(setStep("483926", { window }))).toEqual({
      jobType: 4,
      jobData: {
        accessName: "Guest",
        pin: "483926",
        pinType: 4,
        startDate: "2026-05-06T12:00:00+00:00",
        endDate: "2026-05-07T05:30:00+00:00",
      },
    });
  });
});

test("a place is called after its jobs and its window, and after no job that has no proper id", () => {
  const place = { made: "0f8fad5b-d9cb", window: { startsAt: 5, endsAt: 9 }, removed: "7c9e" };
  expect(readPlace(nameOf(place) as Place)).toEqual(place);
  expect(readPlace(nameOf({ ...place, window: undefined, removed: undefined }) as Place)).toMatchObject({
    window: undefined,
  });
  expect(nameOf({ ...place, made: "a~b" })).toBeUndefined();
  expect(readPlace("pin-5" as Place)).toBeUndefined();
});

describe("signing in", () => {
  const answers = { clientId: "us", clientSecret: "hush" };
  const turn = { provider: "igloohome", settings: {}, answers, kept: undefined, returnUrl: "", state: "" };
  const stepWith = (status: number, answer: object) =>
    igloohome.signIn?.step(turn, testRuntime({ fetch: async () => Response.json(answer, { status }) }), never);

  test("keeps the account's own credentials", async () => {
    expect(await stepWith(200, { access_token: "t", expires_in: 3600 })).toMatchObject({
      kind: "signed_in",
      config: answers,
    });
  });

  test("with credentials that the maker does not know is refused, and during an outage unavailable", async () => {
    expect(await stepWith(400, { error: "invalid_client" })).toMatchObject({ kind: "refused" });
    expect(await stepWith(503, {})).toEqual({ kind: "unavailable" });
  });
});
