import { afterAll, beforeAll, expect, test } from "vitest";
import { openUnconnected } from "#test/catalogue/maker-house.ts";
import { signInThroughPages } from "./sign-in-through-pages.ts";
import { twoNStack } from "./two-n.ts";

const minute = 60_000;
let house: Awaited<ReturnType<typeof openUnconnected>>;

beforeAll(async () => {
  house = await openUnconnected("two_n", twoNStack, { isSandbox: false });
});
afterAll(() => house.close());

const connect = async (locks: number) => {
  const { owner, runtime, baseUrl } = house.maker;
  const { connect_webview } = await house.post("/connect_webviews/create", { accepted_providers: ["my_2n"] });
  const further = twoNStack.further?.(baseUrl, locks) ?? {};
  return signInThroughPages(house.fetch, connect_webview?.url ?? "", { ...owner, further, maker: runtime.fetch });
};

test("an intercom that is named when its owner signs in again is there at once, in the same account", async () => {
  const intercom = { profile: "two_n", timezone: "Europe/Prague" };
  await house.maker.addDevice({ ...intercom, name: "Street door" });
  expect(await connect(1)).toContain("Your locks are connected.");
  await house.advance(minute);
  await house.maker.addDevice({ ...intercom, name: "Garage" });
  expect(await connect(2)).toContain("Your locks are connected.");
  await house.advance(minute);
  const { devices } = await house.post("/devices/list", {});
  expect(devices?.map(({ properties }) => properties.name).toSorted()).toEqual(["Garage", "Street door"]);
  expect(devices?.map(({ device_type }) => device_type)).toEqual(["two_n_intercom", "two_n_intercom"]);
  expect((await house.post("/connected_accounts/list", {})).connected_accounts).toMatchObject([
    { account_type: "my_2n", display_name: "Street door", errors: [] },
  ]);
});
