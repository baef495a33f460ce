import { describe, expect, test } from "vitest";
import type { NativeId, Place } from "#domain/ids.ts";
import type { IssueStep, Outcome, SetStep } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import { otherCode, someCode, unhurried } from "#drivers/contract/clause.ts";
import { saltoKsStack } from "#test/makers/salto-ks.ts";
import { makerBench } from "#test/support/maker-bench.ts";

const hour = 3_600_000;
const minute = 60_000;
const zone = "Europe/Berlin";

function issueOf(more: Partial<IssueStep> = {}): IssueStep {
  const step = {
    kind: "issue",
    of: "online",
    online: true,
    code: someCode,
    label: "Guest",
    window: undefined,
  } as const;
  return { ...step, why: "A test wants it.", ...more };
}

/** A lock at a site, and a driver; `breaks`: the first call that this is true of is done, and its answer is lost. */
async function door({
  arrivalMs = 0,
  breaks = () => false,
}: {
  readonly arrivalMs?: number;
  readonly breaks?: (method: string, path: string) => boolean;
} = {}) {
  let left = 1;
  const asked: string[] = [];
  const bench = await makerBench(saltoKsStack({ arrivalMs }), "salto_ks", {
    through: (fetch) => async (request) => {
      const { pathname } = new URL(request.url);
      asked.push(`${request.method} ${pathname.replace(/^\/v1\.\d\/sites\/[^/]+/, "")}`);
      const response = await fetch(request);
      if (left === 0 || !breaks(request.method, pathname)) return response;
      left -= 1;
      return new Response(null, { status: 502 });
    },
  });
  const lock = await bench.makeLockLike({ timezone: zone });
  const apply = (step: IssueStep | SetStep) => bench.driver.apply(lock.id, step, unhurried);
  const issue = async (more: Partial<IssueStep> = {}) => {
    const outcome = await apply(issueOf(more));
    await bench.settle();
    return issuedIn(outcome);
  };
  const look = async () => {
    const seen = await bench.driver.observe(lock.id, unhurried);
    if (seen.kind !== "seen") throw new Error(`The lock was ${seen.kind}.`);
    return seen;
  };
  return { ...bench, lock, apply, issue, look, asked };
}

function issuedIn(outcome: Outcome) {
  if (outcome.kind !== "done" || outcome.issued === undefined || outcome.place === undefined)
    throw new Error(`A PIN was not issued: ${JSON.stringify(outcome)}`);
  return { digits: outcome.issued.reveal(), place: outcome.place, issued: outcome.issued, evidence: outcome.evidence };
}

describe("a code", () => {
  test("has six digits that Salto chose, opens, and is only what Salto was told", async () => {
    const { issue, lock, look, close, logged } = await door();
    const { digits, evidence } = await issue();
    expect([digits, evidence]).toEqual([expect.stringMatching(/^\d{6}$/), "acknowledged"]);
    expect(await lock.wouldOpen(digits)).toBe(true);
    const { device, residents } = await look();
    expect(residents).toMatchObject([{ pin: undefined, label: "Guest", state: "on_lock" }]);
    expect(device).toMatchObject({ timeZone: zone, capabilities: { readsPins: false } });
    expect(logged()).not.toContain(digits);
    await close();
  });

  test.for([
    ["its group is made", "POST", /access_groups$/],
    ["its group has a schedule", "POST", /time_schedules$/],
    ["the lock is in its group", "POST", /locks$/],
    ["its guest is made", "POST", /guests$/],
    ["its guest may use a PIN", "PATCH", /users\/[^/]+$/],
    ["its guest is in the group", "POST", /users$/],
    ["its PIN is chosen", "PUT", /pin$/],
  ] as const)("that broke off after %s is carried on, and is one code", async ([, method, path]) => {
    const { apply, issue, lock, look, close } = await door({ breaks: (by, at) => by === method && path.test(at) });
    const broken = await apply(issueOf());
    expect(broken).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: true });
    const { digits } = await issue();
    expect((await look()).residents).toMatchObject([{ label: "Guest", state: "on_lock" }]);
    expect(await lock.countCodes()).toBe(1);
    expect(await lock.wouldOpen(digits)).toBe(true);
    await close();
  });

  test("gets another time and another name where it stands, and keeps its PIN", async () => {
    const { issue, apply, lock, look, now, advance, settle, close } = await door();
    const startsAt = Math.ceil(now() / hour) * hour + hour;
    const first: Window = { startsAt, endsAt: startsAt + 2 * hour };
    const { digits, place, issued } = await issue({ window: first });
    expect((await look()).residents).toMatchObject([{ place, window: first }]);
    const later = { startsAt, endsAt: startsAt + 20 * hour };
    const step = { kind: "set", code: someCode, pin: issued, label: "Jane", window: later, into: place } as const;
    expect(await apply({ ...step, why: "A test wants it." })).toMatchObject({ kind: "done", place });
    await settle();
    expect((await look()).residents).toMatchObject([{ place, label: "Jane", window: later }]);
    expect(await lock.wouldOpen(digits)).toBe(false);
    await advance(startsAt + 10 * hour - now());
    expect(await lock.wouldOpen(digits)).toBe(true);
    await advance(10 * hour);
    expect(await lock.wouldOpen(digits)).toBe(false);
    await close();
  });

  test("gets another PIN where it stands, and the one before no longer opens", async () => {
    const { issue, lock, close } = await door();
    const before = await issue();
    const after = await issue({ into: before.place });
    expect(after.place).toBe(before.place);
    expect([await lock.wouldOpen(before.digits), await lock.wouldOpen(after.digits)]).toEqual([false, true]);
    await close();
  });

  test("takes the group that one before it left, and no time that the other had", async () => {
    const { issue, lock, look, driver, settle, now, asked, close } = await door();
    const startsAt = Math.ceil(now() / hour) * hour + hour;
    const { place } = await issue({ window: { startsAt, endsAt: startsAt + hour } });
    const clear = { kind: "clear", code: someCode, place, expecting: { pin: undefined, label: "Guest" } } as const;
    expect(await driver.apply(lock.id, { ...clear, why: "It is over." }, unhurried)).toMatchObject({ kind: "done" });
    await settle();
    expect((await look()).residents).toEqual([]);
    const { digits } = await issue({ code: otherCode, label: "Other" });
    expect(await lock.wouldOpen(digits)).toBe(true);
    expect(asked.filter((one) => one === "POST /access_groups")).toHaveLength(1);
    await close();
  });

  test("of one lock is none of another's at the same site", async () => {
    const { issue, makeLockLike, driver, lock, close } = await door();
    const other = await makeLockLike({ timezone: zone, name: "Back door" });
    const { digits } = await issue();
    expect(await driver.observe(other.id, unhurried)).toMatchObject({ kind: "seen", residents: [] });
    expect([await lock.wouldOpen(digits), await other.wouldOpen(digits)]).toEqual([true, false]);
    await close();
  });

  test("whose guest somebody takes out in Salto's app is no longer seen", async () => {
    const { issue, lock, look, close } = await door();
    const { digits } = await issue();
    await lock.personRemoves(digits);
    expect((await look()).residents).toEqual([]);
    await close();
  });

  test("is seen among more users than a page of them holds", async () => {
    const { issue, makeLockLike, look, asked, close } = await door();
    const other = await makeLockLike({ timezone: zone, name: "Back door" });
    for (let person = 0; person < 100; person += 1) await other.personAdds(`Person ${person}`, `${100_000 + person}`);
    await issue({ label: "Last" });
    expect((await look()).residents).toMatchObject([{ label: "Last" }]);
    expect(asked.filter((one) => one === "GET /users").length).toBeGreaterThan(2);
    await close();
  });
});

describe("a guest", () => {
  test("that was made a moment ago is unknown elsewhere for a while: that is no refusal of ours, and it is tried again", async () => {
    const { apply, issue, advance, lock, close } = await door({ arrivalMs: minute });
    const early = await apply(issueOf());
    expect(early).toMatchObject({ kind: "failed", because: "busy", mayHaveHappened: true });
    await advance(2 * minute);
    const { digits } = await issue();
    expect(await lock.countCodes()).toBe(1);
    expect(await lock.wouldOpen(digits)).toBe(true);
    await close();
  });

  test("is not made where the site has no user to spare, and is once it has", async () => {
    const { apply, issue, control, lock, asked, account, close } = await door();
    await control.setSite(account.account_id, { name: "Harbour", user_limit: 0 });
    const full = { kind: "failed", because: "not_subscribed", mayHaveHappened: false };
    expect(await apply(issueOf())).toMatchObject(full);
    expect(asked).not.toContain("POST /guests");
    await control.setSite(account.account_id, { name: "Harbour", user_limit: 2 });
    const { digits } = await issue();
    expect(await lock.wouldOpen(digits)).toBe(true);
    await close();
  });

  test("that Salto made suspended, for somebody took the last user meanwhile, is taken out again", async () => {
    let limit = async () => {};
    const { apply, control, account, look, asked, close } = await door({
      breaks: (method, path) => {
        if (method === "POST" && path.endsWith("/time_schedules")) void limit();
        return false;
      },
    });
    limit = () => control.setSite(account.account_id, { name: "Harbour", user_limit: 0 }) as Promise<void>;
    expect(await apply(issueOf())).toMatchObject({ kind: "failed", because: "not_subscribed" });
    expect(asked.slice(-2)).toEqual(["POST /guests", expect.stringMatching(/^DELETE \/users\//)]);
    expect((await look()).residents).toEqual([]);
    await close();
  });
});

describe("what happened at the door", () => {
  test("is told once each, with the code that was typed", async () => {
    const { issue, lock, look, control, sightings, advance, close } = await door();
    await look();
    const { digits, place } = await issue();
    await control.typeCode(lock.id, digits);
    await advance(2_000);
    await control.typeCode(lock.id, "000000");
    await advance(2_000);
    await look();
    await look();
    const told = sightings.map(({ at: _, ...one }) => one);
    expect(told).toContainEqual({
      kind: "turned",
      device: lock.id,
      to: "unlocked",
      method: "keycode",
      place,
      attempt: undefined,
    });
    expect(told).toContainEqual({ kind: "denied", device: lock.id, pin: undefined, place: undefined });
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(told.length);
    await close();
  });
});

describe("a door", () => {
  const turn = { kind: "turn", attempt: "33333333-3333-4333-8333-333333333333" as never, why: "Asked." } as const;

  test("is unlocked from afar where the lock's IQ asks for no one-time password, and never locked", async () => {
    const { driver, lock, control, settle, close } = await door();
    expect(await driver.apply(lock.id, { ...turn, to: "unlocked" }, unhurried)).toMatchObject({ kind: "done" });
    await settle();
    expect((await control.inspect(lock.id)).bolt).toBe("unlocked");
    expect(await driver.apply(lock.id, { ...turn, to: "locked" }, unhurried)).toMatchObject({ because: "unsupported" });
    await close();
  });

  test("whose IQ asks for one is left alone", async () => {
    const { driver, lock, control, look, asked, close } = await door();
    await control.setCondition(lock.id, "remote_unlock_disabled", true);
    expect((await look()).device.capabilities.unlocksRemotely).toBe(false);
    const outcome = await driver.apply(lock.id, { ...turn, to: "unlocked" }, unhurried);
    expect(outcome).toMatchObject({ kind: "refused", because: "unsupported" });
    expect(asked.some((one) => one.endsWith("/locking"))).toBe(false);
    await close();
  });
});

test("a PIN of ours is never sent: Salto takes none", async () => {
  const { driver, lock, apply, issue, asked, close } = await door();
  const { issued } = await issue();
  const before = asked.length;
  const step = {
    kind: "set",
    code: otherCode,
    pin: issued,
    label: "Other",
    window: undefined,
    into: undefined,
  } as const;
  expect(await apply({ ...step, why: "A test wants it." })).toMatchObject({ kind: "refused", because: "unsupported" });
  expect(asked.slice(before).every((one) => one.startsWith("GET "))).toBe(true);
  const offline = await driver.apply(lock.id, issueOf({ online: undefined }), unhurried);
  expect(offline).toMatchObject({ kind: "refused", because: "unsupported" });
  await close();
});

test("a lock that the driver meets for the first time is looked for at every site, and one that is at none is gone", async () => {
  const { driver, lock, close } = await door();
  const unknown = "44444444-4444-4444-8444-444444444444" as NativeId;
  expect((await driver.observe(unknown, unhurried)).kind).toBe("gone");
  await lock.remove();
  expect((await driver.observe(lock.id, unhurried)).kind).toBe("gone");
  const clear = { kind: "clear", code: someCode, place: "p" as Place, why: "It is over." } as const;
  const outcome = await driver.apply(lock.id, { ...clear, expecting: { pin: undefined, label: undefined } }, unhurried);
  expect(outcome).toMatchObject({ kind: "failed", because: "provider" });
  await close();
});

test("every site says how many of its users are taken", async () => {
  const { driver, control, account, issue, close } = await door();
  await control.setSite(account.account_id, { name: "Harbour", user_limit: 7 });
  await issue();
  expect(await driver.discover(unhurried)).toMatchObject({
    kind: "found",
    account: { sites: [{ name: "Harbour", users: 1, usersAllowed: 7 }] },
  });
  await close();
});
