import { describe, expect, test } from "vitest";
import type { AccessCodeId, ActionAttemptId, Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep, Step } from "#domain/step.ts";
import type { Settings } from "#drivers/driver.ts";
import { schlageStack } from "#test/makers/schlage.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { schlage } from "./schlage.ts";

const never = new AbortController().signal;
const email = "owner@example.com";
const code = "11111111-1111-4111-8111-111111111111" as AccessCodeId;

function set(digits: string): SetStep {
  const pin = Pin.parse(digits);
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  return { kind: "set", code, pin, label: "Guest", window: undefined, into: undefined, why: "A test wants it." };
}

async function bench() {
  const opened = await makerBench(schlageStack, "schlage");
  const lock = await opened.makeLock();
  const apply = (step: Step) => opened.driver.apply(lock.id, step, never);
  const place = async (digits: string) => {
    const outcome = await apply(set(digits));
    await opened.settle();
    return ("place" in outcome ? outcome.place : undefined) as Place;
  };
  return { ...opened, lock, apply, place };
}

describe("what Schlage's cloud gets wrong", () => {
  test("a code that a list leaves out is seen all the same, and can be cleared", async () => {
    const { apply, control, driver, lock, place, settle } = await bench();
    await control.setFaults(lock.id, { stale_listing_ms: 600_000 });
    const standing = await place("0529");
    const known = [standing];
    const [hidden, seen] = [await driver.observe(lock.id, never), await driver.observe(lock.id, never, known)];
    expect(hidden).toMatchObject({ kind: "seen", residents: [] });
    expect(seen).toMatchObject({ kind: "seen", complete: true, residents: [{ place: standing, label: "Guest" }] });
    const expecting = { pin: Pin.parse("0529"), label: "Guest" };
    await apply({ kind: "clear", code, place: standing, expecting, why: "A test wants it." });
    await settle();
    expect(await lock.countCodes()).toBe(0);
    expect(await driver.observe(lock.id, never, known)).toMatchObject({ residents: [], complete: true });
  });
});

describe("the log of a lock", () => {
  test("tells of a door opened with a code once, and by which", async () => {
    const { advance, control, driver, lock, place, sightings } = await bench();
    const standing = await place("0529");
    await control.typeCode(lock.id, "0529");
    await driver.observe(lock.id, never);
    await advance(60_000);
    await control.turnByHand(lock.id, "locked");
    await driver.observe(lock.id, never);
    await driver.observe(lock.id, never);
    expect(sightings).toMatchObject([
      { kind: "turned", device: lock.id, to: "unlocked", method: "keycode", place: standing },
      { kind: "turned", device: lock.id, to: "locked", method: "manual", place: undefined },
    ]);
  });
});

test("a door is turned, and seen to have turned", async () => {
  const { apply, driver, lock, settle } = await bench();
  const attempt = "22222222-2222-4222-8222-222222222222" as ActionAttemptId;
  expect(await apply({ kind: "turn", attempt, to: "unlocked", why: "A test wants it." })).toMatchObject({
    kind: "pending",
  });
  await settle();
  expect(await driver.observe(lock.id, never)).toMatchObject({ device: { locked: false } });
  expect(await apply({ kind: "turn", attempt, to: "unlocked", why: "A test wants it." })).toMatchObject({
    kind: "done",
  });
});

test("at somebody else's lock nothing is written, and it is said why", async () => {
  const { apply, control, driver, lock } = await bench();
  await control.setCondition(lock.id, "not_authorized", true);
  expect(await driver.observe(lock.id, never)).toMatchObject({
    device: { conditions: [{ name: "not_authorized" }], capabilities: { programsOnlineCodes: false } },
  });
  expect(await apply(set("0529"))).toMatchObject({ kind: "refused", because: "unsupported" });
  expect(await lock.countCodes()).toBe(0);
});

describe("signing in", () => {
  const asked = { provider: "schlage", kept: undefined, returnUrl: "https://pintumbler.test/", state: "s" };

  async function signingIn(answers: Readonly<Record<string, string>>, settings?: Settings) {
    const { baseUrl, runtime } = await makerBench(schlageStack, "schlage");
    const turn = { ...asked, answers, settings: settings ?? schlageStack.settings(baseUrl) };
    return schlage.signIn?.step(turn, runtime, never);
  }

  test("keeps tokens and no password", async () => {
    const step = await signingIn({ email, password: "password" });
    expect(step).toMatchObject({ kind: "signed_in", email, config: { username: "account" } });
    expect(JSON.stringify(step)).not.toContain("password");
  });

  test.for([
    ["a wrong password", { email, password: "passwort" }],
    ["an unknown address", { email: "nobody@example.com", password: "password" }],
  ] as const)("%s is refused, and not told apart", async ([, answers]) => {
    expect(await signingIn(answers)).toEqual({
      kind: "refused",
      sentence: "The mail address or the password is not right.",
    });
  });

  test("is not possible while the operator has set nothing", async () => {
    expect(await signingIn({ email, password: "password" }, {})).toEqual({ kind: "unavailable" });
  });
});
