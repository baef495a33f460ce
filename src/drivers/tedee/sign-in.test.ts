import { expect, test } from "vitest";
import { unhurried } from "#drivers/contract/clause.ts";
import type { Settings } from "#drivers/driver.ts";
import { turnAt } from "#test/makers/signed-in.ts";
import { tedeeStack } from "#test/makers/tedee.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { parseConfig } from "./config.ts";
import { tedee } from "./tedee.ts";

const allScopes = ["Device.ReadWrite", "DeviceActivity.Read", "Lock.Operate"];
const day = 86_400_000;

/** An account with a lock, and what its owner can do in the maker's portal. */
async function house() {
  const bench = await makerBench(tedeeStack, "tedee");
  const lock = await bench.makeLock();
  const [signedIn] = bench.configurations;
  const bearer = signedIn !== undefined && "refreshToken" in signedIn ? signedIn.accessToken : "";
  const portal = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const url = `${bench.baseUrl}/api/v37/my/personalaccesskey${path}`;
    const response = await bench.runtime.fetch(
      new Request(url, { method, headers, ...(body && { body: JSON.stringify(body) }) }),
    );
    return response.status === 201 ? ((await response.json()) as { result: { id: string; key: string } }) : undefined;
  };
  const makeKey = async (scopes = allScopes) => {
    const validTo = new Date(bench.now() + 300 * day).toISOString();
    const made = await portal("POST", "", { name: "Pintumbler", validTo, scopes });
    return made?.result ?? { id: "", key: "" };
  };
  const settings: Settings = { url: bench.baseUrl };
  const step = (answers: Readonly<Record<string, string>>, kept: unknown) =>
    tedee.signIn?.step({ ...turnAt({ provider: "tedee", settings }), answers, kept }, bench.runtime, unhurried);
  const signInWith = async (personalKey: string) => {
    const asked = await step({}, undefined);
    if (asked?.kind !== "asks") throw new Error("A key is asked for.");
    return step({ personalKey }, asked.kept);
  };
  const connect = (config: unknown, set: Settings = settings) => {
    const read = parseConfig(config);
    if (read === undefined) throw new Error("It is a configuration.");
    const listener = { sighting: () => {}, configChanged: () => {} };
    return tedee.connect(read, { runtime: bench.runtime, listener, deliveryUrl: undefined, settings: set });
  };
  return { bench, lock, portal, makeKey, signInWith, connect };
}

test("an account is known by the address in its token, and its sign-in is renewed before it ends", async () => {
  const { bench, lock } = await house();
  const [first] = bench.configurations;
  expect(first).toMatchObject({ returnUrl: "https://pintumbler.test/signed-in" });
  await bench.advance(4 * 3_600_000 - 30_000);
  const before = bench.calls.length;
  expect((await bench.driver.observe(lock.id, unhurried)).kind).toBe("seen");
  const renewal = bench.calls.slice(before).find((call) => call.includes("/oauth2/v2.0/token")) ?? "";
  const form = new URLSearchParams(renewal.split(" ").at(-1));
  expect(form.get("grant_type")).toBe("refresh_token");
  expect(form.get("redirect_uri")).toBe("https://pintumbler.test/signed-in");
  expect(form.get("scope")).toContain("https://tedee.onmicrosoft.com/api/Device.ReadWrite");
  expect(bench.configurations).toHaveLength(2);
  expect(bench.configurations[1]).toMatchObject({ returnUrl: "https://pintumbler.test/signed-in" });
});

test("where the operator has no application, the owner's key is asked for, and serves the account", async () => {
  const { bench, lock, makeKey, signInWith, connect } = await house();
  const { key } = await makeKey();
  const signedIn = await signInWith(` ${key} `);
  expect(signedIn).toMatchObject({
    kind: "signed_in",
    config: { personalKey: key },
    email: bench.account.account_id,
  });
  const driver = connect(signedIn?.kind === "signed_in" ? signedIn.config : undefined);
  expect(await driver.observe(lock.id, unhurried)).toMatchObject({ kind: "seen", complete: true });
});

test("a key that is not known, or is for other things, is refused, and one that was deleted signs us out", async () => {
  const { lock, portal, makeKey, signInWith, connect } = await house();
  expect(await signInWith("guessed.key")).toMatchObject({ kind: "refused" });
  expect(await signInWith("no key at all")).toMatchObject({ kind: "refused" });
  expect(await signInWith((await makeKey(["Organization.Read"])).key)).toMatchObject({ kind: "refused" });
  const { id, key } = await makeKey();
  const driver = connect({ personalKey: key });
  expect((await driver.discover(unhurried)).kind).toBe("found");
  await portal("DELETE", `/${id}`);
  expect(await driver.discover(unhurried)).toMatchObject({ kind: "failed", because: "unauthorized" });
  expect(await driver.observe(lock.id, unhurried)).toMatchObject({ kind: "unreachable", because: "unauthorized" });
});

test("a key that may not read activities leaves the lock to be seen all the same", async () => {
  const { lock, bench, makeKey, connect } = await house();
  const driver = connect({ personalKey: (await makeKey(["Device.ReadWrite"])).key });
  expect((await driver.observe(lock.id, unhurried)).kind).toBe("seen");
  expect(bench.logged()).toContain("tedee.activities_not_read");
});

test("an account that came by an application which the operator no longer has set is not reached", async () => {
  const { bench, connect } = await house();
  const driver = connect(bench.configurations[0]);
  expect(await driver.discover(unhurried)).toMatchObject({ kind: "failed", because: "invalid_credentials" });
});
