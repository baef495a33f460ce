import { describe, expect, test } from "vitest";
import type { AccessCodeId } from "#domain/ids.ts";
import type { Window } from "#domain/window.ts";
import { someCode } from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { dormakabaOracodeStack } from "#test/makers/dormakaba-oracode.ts";
import { turnAt } from "#test/makers/signed-in.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { dormakabaOracode } from "./dormakaba-oracode.ts";

const never = new AbortController().signal;
const hour = 3_600_000;
const day = 24 * hour;
const guest = "6c7f7c5e-3b53-4d3e-8a55-5a1b8d0c1a01";

async function opened() {
  const bench = await makerBench(dormakabaOracodeStack, "dormakaba_oracode");
  const door = await bench.makeLockLike({ timezone: "UTC" });
  const issue = (of: string, window: Window, code: AccessCodeId = someCode) =>
    bench.driver.apply(door.id, { kind: "issue", code, of, label: "Guest", window, why: "A test wants it." }, never);
  // From a check-in at three in the afternoon until a check-out at eleven, three days later.
  const checkIn = Math.ceil(bench.now() / day) * day + 15 * hour;
  const stay = { startsAt: checkIn, endsAt: checkIn + 3 * day - 4 * hour };
  return { bench, door, issue, stay };
}

test("a door takes no digits of anybody's choice, turns for nobody from afar and has the user levels of its site", async () => {
  const { bench, door } = await opened();
  const seen = await bench.driver.observe(door.id, never);
  if (seen.kind !== "seen") throw new Error("The door is seen.");
  expect(seen).toMatchObject({ residents: [], complete: true });
  expect(seen.device).toMatchObject({ deviceType: "dormakaba_oracode_door", manufacturer: "dormakaba" });
  expect(seen.device.capabilities).toMatchObject({
    programsOnlineCodes: undefined,
    programsOfflineCodes: true,
    locksRemotely: undefined,
    unlocksRemotely: undefined,
    constraints: [{ type: "cannot_specify_pin_code" }],
    listsUnmanaged: false,
    deletesUnmanaged: false,
    offlineCodes: [
      {
        key: "guest",
        unit: "day",
        longest: 31,
        stay: { checkIn: "15:00", checkOut: "11:00" },
        userLevel: { id: guest },
      },
      { key: "day", unit: "day", longest: 31, stay: undefined },
    ],
  });
});

test("a stay from check-in to check-out opens the door from then until then", async () => {
  const { bench, door, issue, stay } = await opened();
  const outcome = await issue("guest", stay);
  const issued = outcome.kind === "done" ? outcome.issued : undefined;
  const opens = async () => issued && door.wouldOpen(door.asTyped(issued));
  await bench.advance(stay.startsAt - 1 - bench.now());
  expect(await opens()).toBe(false);
  await bench.advance(1);
  expect(await opens()).toBe(true);
  await bench.advance(stay.endsAt - bench.now());
  expect(await opens()).toBe(false);
});

test("a time of no user level of the site is refused as that, and so is one of a level that was dropped", async () => {
  const { bench, door, issue, stay } = await opened();
  const missed = { kind: "refused", because: "no_user_level" };
  expect(await issue("guest", { ...stay, endsAt: stay.endsAt + hour })).toMatchObject(missed);
  expect(await issue("guest", { ...stay, endsAt: stay.endsAt + 31 * day })).toMatchObject(missed);
  await bench.control.setUserLevels(door.id, []);
  expect(await issue("guest", stay)).toMatchObject(missed);
  const seen = await bench.driver.observe(door.id, never);
  // A door goes on taking such codes: the site may have a level again.
  expect(seen).toMatchObject({ device: { capabilities: { programsOfflineCodes: true, offlineCodes: [] } } });
});

describe("a site", () => {
  test("is let in again with its API token once the access token has ended, and once only", async () => {
    const { bench, door } = await opened();
    await bench.advance(2 * hour);
    const looks = await Promise.all([bench.driver.observe(door.id, never), bench.driver.observe(door.id, never)]);
    expect(looks.map(({ kind }) => kind)).toEqual(["seen", "seen"]);
    const [first, second, third] = bench.configurations;
    expect(second).toMatchObject({ siteId: "account", apiToken: first?.apiToken });
    expect(second?.accessToken).not.toBe(first?.accessToken);
    expect(third).toBeUndefined();
  });

  test("whose API token was taken back is unauthorized, and no door of it is called gone", async () => {
    const { bench, door } = await opened();
    await bench.control.revokeTokens("account");
    expect(await bench.driver.observe(door.id, never)).toMatchObject({ kind: "unreachable", because: "unauthorized" });
    expect(await bench.driver.discover(never)).toMatchObject({ kind: "failed", because: "unauthorized" });
    await bench.control.issueTokens("account");
    expect(await bench.driver.observe(door.id, never)).toMatchObject({ kind: "seen" });
  });

  test("whose door leaves it has one door less", async () => {
    const { bench, door } = await opened();
    await door.remove();
    expect(await bench.driver.observe(door.id, never)).toMatchObject({ kind: "gone" });
    expect(await bench.driver.discover(never)).toMatchObject({ kind: "found", devices: [] });
  });
});

describe("signing a site in", () => {
  async function step(answers: Readonly<Record<string, string>>, answer?: Response, settings?: object) {
    const runtime = testRuntime({ fetch: async () => answer ?? Response.error() });
    const usual = dormakabaOracodeStack.settings("https://oracode.test");
    const turn = turnAt({ provider: "dormakaba_oracode", settings: { ...usual, ...settings } });
    return dormakabaOracode.signIn?.step({ ...turn, answers }, runtime, never);
  }
  const answers = { siteId: " 84021 ", apiToken: "token" };
  const unknown = () => Response.json({ error: "invalid_client" }, { status: 401 });

  test("takes its ID and its API token, and names the account after it", async () => {
    const issued = Response.json({ access_token: "a", token_type: "Bearer", expires_in: 3_600 });
    expect(await step(answers, issued)).toMatchObject({
      kind: "signed_in",
      email: "84021",
      displayName: "Site 84021",
      config: { siteId: "84021", apiToken: "token", accessToken: "a" },
    });
  });

  test.each([
    ["that do not belong together", answers, unknown()],
    ["of which one is missing", { siteId: "84021" }, undefined],
    ["that no site could have", { siteId: "84 021", apiToken: "token" }, undefined],
  ])("refuses an ID and an API token %s", async (_, filledIn, answer) => {
    expect(await step(filledIn, answer)).toMatchObject({ kind: "refused" });
  });

  test("cannot be done while nobody answers, or where the operator has set no address", async () => {
    expect(await step(answers)).toEqual({ kind: "unavailable" });
    expect(await step(answers, unknown(), { url: "" })).toEqual({ kind: "unavailable" });
  });
});

test("what is posted to us of doors that nothing connects is not believed", () => {
  const config = { siteId: "84021", apiToken: "token" };
  const body = JSON.stringify({ event_type: "access_code.used", timestamp: "2026-06-01T12:00:00Z", lock_id: "door" });
  expect(dormakabaOracode.receive(config, { headers: new Headers(), body })).toBeUndefined();
});
