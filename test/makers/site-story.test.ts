import { SeamHttp } from "@seamapi/http/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen } from "#listen.ts";
import { openUnconnected } from "#test/catalogue/maker-house.ts";
import { dormakabaOracodeStack } from "./dormakaba-oracode.ts";
import { signInThroughPages } from "./sign-in-through-pages.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let house: Awaited<ReturnType<typeof openUnconnected>>;
let seam: SeamHttp;
let closeListener: () => Promise<void>;

beforeAll(async () => {
  house = await openUnconnected("dormakaba_oracode", dormakabaOracodeStack, { isSandbox: false });
  const listening = await listen({ fetch: house.fetch }, { host: "127.0.0.1", port: 0 });
  closeListener = listening.close;
  seam = SeamHttp.fromApiKey(house.apiKey, { endpoint: listening.url });
});
afterAll(async () => {
  await closeListener();
  await house.close();
});

const connect = async () => {
  const webview = await seam.connectWebviews.create({ accepted_providers: ["dormakaba_oracode" as "august"] });
  const { owner, cloudAccount, runtime } = house.maker;
  const further = { siteId: cloudAccount, apiToken: owner.password };
  return signInThroughPages(house.fetch, webview.url, { ...owner, further, maker: runtime.fetch });
};

test("a site is connected by its ID and API token, has stays at its door, and comes back after its token was taken back", async () => {
  const { control, cloudAccount, runtime } = house.maker;
  const lock = await house.maker.addDevice({ profile: "dormakaba_oracode", name: "Unit 101", timezone: "UTC" });
  expect(await connect()).toContain("Your locks are connected.");
  await house.advance(minute);
  const [door] = await seam.devices.list();
  expect(door).toMatchObject({ device_type: "dormakaba_oracode_door", errors: [] });
  const accounts = async () => seam.connectedAccounts.list();
  expect(await accounts()).toMatchObject([
    {
      account_type: "dormakaba_oracode",
      display_name: `Site ${cloudAccount}`,
      user_identifier: { username: cloudAccount },
    },
  ]);

  const stay = async (inDays: number) => {
    const checkIn = Math.ceil(runtime.now() / day) * day + inDays * day + 15 * hour;
    const iso = (at: number) => new Date(at).toISOString();
    const asked = { starts_at: iso(checkIn), ends_at: iso(checkIn + 2 * day - 4 * hour) };
    const device_id = door?.device_id ?? "";
    const { access_code_id } = await seam.accessCodes.create({ device_id, is_offline_access_code: true, ...asked });
    return { access_code_id, checkIn };
  };
  const codeOf = async (access_code_id: string) => (await seam.accessCodes.get({ access_code_id })).code;

  const first = await stay(1);
  await house.advance(minute);
  const pin = (await codeOf(first.access_code_id)) ?? "";
  expect(await control.wouldOpen(lock, pin)).toBe(false);
  await house.leap(first.checkIn + minute - runtime.now());
  expect(await control.wouldOpen(lock, pin)).toBe(true);

  await control.revokeTokens(cloudAccount);
  const second = await stay(5);
  await house.advance(30 * minute);
  expect((await accounts()).map(({ errors }) => errors.map((error) => error.error_code))).toEqual([
    ["account_disconnected"],
  ]);
  expect(await codeOf(second.access_code_id)).toBeNull();
  await control.issueTokens(cloudAccount);
  expect(await connect()).toContain("Your locks are connected.");
  await house.advance(hour);
  expect((await accounts()).map(({ errors }) => errors)).toEqual([[]]);
  expect(await codeOf(second.access_code_id)).toMatch(/^[0-9]{8}$/);
});
