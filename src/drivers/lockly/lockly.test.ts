import { describe, expect, test } from "vitest";
import { someCode } from "#drivers/contract/clause.ts";
import type { SignInTurn } from "#drivers/driver.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { locklyStack } from "#test/makers/lockly.ts";
import { turnAt } from "#test/makers/signed-in.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { lockly } from "./lockly.ts";

const never = new AbortController().signal;
const hour = 3_600_000;

async function opened(profile: string) {
  const bench = await makerBench(locklyStack, profile);
  const lock = await bench.makeLock();
  const report = async () => {
    const found = await bench.driver.discover(never);
    if (found.kind !== "found") throw new Error("The account can be looked through.");
    return found.devices.find(({ nativeId }) => nativeId === lock.id);
  };
  return { bench, lock, report };
}

test("a lock whose cloud says nothing of its abilities has those that Lockly's guide tells of", async () => {
  const { report } = await opened("lockly");
  const shown = await report();
  expect(shown).toMatchObject({ deviceType: "lockly_lock", manufacturer: "Lockly", hasKeypad: true, conditions: [] });
  expect(shown?.capabilities).toMatchObject({
    programsOnlineCodes: true,
    programsOfflineCodes: true,
    codeLengths: [6, 7, 8],
    maxCodes: undefined,
    schedulesNatively: false,
    namesCodeOnEntry: false,
  });
  expect(shown?.capabilities.offlineCodes?.map(({ key, lasts }) => [key, lasts])).toEqual([
    ["time_bound", "time_bound"],
    ["one_time", "once"],
  ]);
});

test("a lock that is paired with no Secure Link hub takes nothing from afar, and its offline codes work", async () => {
  const { bench, lock, report } = await opened("lockly_bluetooth");
  await bench.control.setHub(lock.id, null);
  const shown = await report();
  expect(shown?.conditions).toMatchObject([{ name: "no_bridge" }]);
  expect(shown?.capabilities).toMatchObject({
    programsOnlineCodes: false,
    locksRemotely: false,
    unlocksRemotely: false,
    programsOfflineCodes: true,
  });
  const startsAt = Math.ceil(bench.now() / hour) * hour;
  const window = { startsAt, endsAt: startsAt + 2 * hour };
  const asked = { code: someCode, label: "Guest", why: "A test wants it." } as const;
  const outcome = await bench.driver.apply(lock.id, { kind: "issue", of: "time_bound", window, ...asked }, never);
  await bench.advance(startsAt - bench.now());
  const issued = outcome.kind === "done" ? outcome.issued : undefined;
  expect(issued && (await lock.wouldOpen(lock.asTyped(issued)))).toBe(true);
});

test("a lock behind a dead hub is cut off by its hub", async () => {
  const { bench, lock, report } = await opened("lockly_bluetooth");
  await bench.control.setHubConnection(lock.id, false);
  expect(await report()).toMatchObject({ disconnected: "hub_disconnected" });
});

test("a lock without a time zone is shown without one", async () => {
  const { bench, lock, report } = await opened("lockly");
  await bench.control.setTimeZone(lock.id, null);
  expect((await report())?.timeZone).toBeUndefined();
});

test("a door that was opened with a code is told of, without saying which, and nobody else can tell so", async () => {
  const { bench, lock } = await opened("lockly");
  await bench.driver.discover(never);
  await lock.personAdds("Neighbour", lock.goodPins[0]);
  await bench.control.enterCode(lock.id, lock.goodPins[0]);
  await bench.settle();
  const turned = bench.sightings.filter(({ kind }) => kind === "turned");
  expect(turned).toMatchObject([{ device: lock.id, to: "unlocked", method: "keycode", place: undefined }]);
  const event = { event_type: "access_code.used", timestamp: new Date(bench.now()).toISOString(), lock_id: lock.id };
  const delivery = { headers: new Headers(), body: JSON.stringify(event) };
  for (const config of bench.configurations) expect(lockly.receive(config, delivery)).toBeUndefined();
});

describe("signing in", () => {
  async function turn(more: Partial<SignInTurn>, answer?: Response) {
    const runtime = testRuntime({ fetch: async () => answer ?? Response.error() });
    const settings = locklyStack.settings("https://lockly.test/v1/");
    return lockly.signIn?.step({ ...turnAt({ provider: "lockly", settings }), ...more }, runtime, never);
  }
  const kept = { state: "a state of ours" };
  const answers = { code: "granted", state: "a state of ours" };

  test("goes to the cloud's own page, which asks whoever is there for a password", async () => {
    const step = await turn({});
    const to = new URL(step?.kind === "goes" ? step.to : "");
    expect(`${to.origin}${to.pathname}`).toBe("https://lockly.test/v1/oauth/authorize");
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "us",
      scope: "locks.read locks.write",
      state: "a state of ours",
      prompt: "login",
    });
  });

  test("ends with tokens and a secret for events that nobody else has", async () => {
    const issued = () => Response.json({ access_token: "a", expires_in: 3_600, refresh_token: "r", user_id: "u" });
    const [one, other] = [await turn({ kept, answers }, issued()), await turn({ kept, answers }, issued())];
    expect(one).toMatchObject({ kind: "signed_in", email: "u", config: { accessToken: "a", refreshToken: "r" } });
    const secretOf = (step: typeof one) =>
      step?.kind === "signed_in" ? lockly.parseConfig(step.config)?.webhookSecret : undefined;
    expect(secretOf(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(secretOf(other)).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["the page granted nothing", { kept, answers: { error: "access_denied", state: "a state of ours" } }, undefined],
    ["somebody was sent back to a sign-in of another", { kept, answers: { ...answers, state: "theirs" } }, undefined],
    ["the code is no longer known", { kept, answers }, Response.json({ error: "invalid_grant" }, { status: 400 })],
    [
      "the cloud does not know our application",
      { kept, answers },
      Response.json({ error: "invalid_client" }, { status: 401 }),
    ],
  ])("is refused where %s", async (_, more, answer) => {
    expect(await turn(more, answer)).toMatchObject({ kind: "refused" });
  });

  test.each([
    ["the cloud does not answer", { kept, answers }, undefined],
    ["the cloud issues nothing to renew access with", { kept, answers }, Response.json({ access_token: "a" })],
    ["the operator has set no address", { settings: {} }, undefined],
  ])("cannot be done where %s", async (_, more, answer) => {
    expect(await turn(more, answer)).toEqual({ kind: "unavailable" });
  });
});

test("without what the operator sets, nothing is reached, and it is said why", async () => {
  const { bench, lock } = await opened("lockly");
  const [config] = bench.configurations;
  if (config === undefined) throw new Error("The bench has a configuration.");
  const listener = { sighting: () => {}, configChanged: () => {} };
  const driver = lockly.connect(config, { runtime: testRuntime(), listener, deliveryUrl: undefined });
  expect(await driver.discover(never)).toMatchObject({ kind: "failed", because: "invalid_credentials" });
  expect(await driver.observe(lock.id, never)).toMatchObject({ kind: "unreachable", because: "invalid_credentials" });
});
