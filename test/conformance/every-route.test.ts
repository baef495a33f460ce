import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "#api/routes/index.ts";
import { type House, openHouse, until } from "#test/support/house.ts";
import { Caller } from "./caller.ts";
import { brokenCalls, byConsequence, validCalls } from "./calls.ts";
import { furnish, type Prepared } from "./furnish.ts";

let house: House;
let caller: Caller;
let prepared: Prepared;

beforeAll(async () => {
  house = await openHouse();
  // The house is at work: its doors are found, and there is something to tell of them.
  await until(async () => (await house.seam.events.list({ since: "2020-01-01T00:00:00Z" })).length > 20);
  prepared = await furnish(house);
  caller = await Caller.signIn(house);
}, 120_000);

afterAll(() => house.close());

/** What this house refuses always, and why. */
const refused: Readonly<Record<string, string>> = {
  "/locks/configure_auto_lock": "no driver configures it",
  "/bridges/get": "there is no bridge yet",
  "/devices/simulate/paid_subscription": "no virtual lock has a subscription",
  "/workspaces/create": "a key opens one workspace; it takes a person's token, which is made at the machine",
};

/** Minimal, full and mixed input by two verbs. */
const enough = 6;
const isReading = (path: string) => /\/(get|list)(_\w+)?$/.test(path);

test("every route answers valid, minimal, full and broken input as the contract promises", {
  timeout: 240_000,
}, async () => {
  const ordered = byConsequence(routes);
  for (const route of ordered) {
    const fields = prepared[route.path];
    if (fields !== undefined) await caller.make(route, { method: "POST", fields });
  }
  for (const route of ordered) await callUntilGranted(route);
  for (const route of ordered) for (const call of brokenCalls(route)) await caller.make(route, call);
  // Once more what there is to read, now that everything has been done to it.
  for (const route of ordered) {
    if (!isReading(route.path)) continue;
    for (const call of validCalls(route, house.clock.now()).slice(0, enough)) await caller.make(route, call);
  }
  const ungranted = routes.map(({ path }) => path).filter((path) => !caller.granted.has(path));
  const unexpected = ungranted
    .filter((path) => !(path in refused))
    .map((path) => `${path}: ${caller.refusals.get(path)}`);
  console.log(
    `conformance: ${routes.length} routes, ${caller.calls} calls, ${caller.granted.size} of them granted, ` +
      `${caller.violations.length} violations`,
  );
  expect(caller.violations).toEqual([]);
  expect(unexpected).toEqual([]);
});

/** Each kind of input at least once, and then on until one is granted. */
async function callUntilGranted(route: (typeof routes)[number]): Promise<void> {
  const calls = validCalls(route, house.clock.now());
  for (const [at, call] of calls.entries()) {
    if (at >= enough && caller.granted.has(route.path)) return;
    await caller.make(route, call);
  }
}
