import { afterEach, beforeEach, expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { type ControlClient, controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud, type VirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { dormakabaOracode } from "./cloud.ts";

const baseUrl = "https://oracode.test";
const site = { client_id: "84021", client_secret: "oracode-demo" };

let cloud: VirtualLockCloud;
let control: ControlClient;

beforeEach(async () => {
  const runtime = testRuntime();
  const options = { runtime, journal: memoryJournal(), controlToken: "control", maker: dormakabaOracode };
  cloud = createVirtualLockCloud(options);
  control = controlClient({ baseUrl, token: "control", fetch: cloud.fetch });
  await control.createAccount(dormakabaOracode.demo);
});
afterEach(() => cloud.close());

const askForToken = (form: Readonly<Record<string, string>>) =>
  cloud.fetch(new Request(`${baseUrl}/oauth/token`, { method: "POST", body: new URLSearchParams(form) }));

test("a site's ID and API token let it in, and its doors say which user levels they have", async () => {
  const issued = await askForToken({ ...site, grant_type: "client_credentials" });
  const { access_token, ...more } = (await issued.json()) as { access_token: string };
  expect(more).toEqual({ token_type: "Bearer", expires_in: 3_600 });
  const headers = { authorization: `Bearer ${access_token}` };
  const listed = await cloud.fetch(new Request(`${baseUrl}/locks`, { headers }));
  expect(await listed.json()).toMatchObject({
    locks: [
      {
        name: "Unit 101",
        timezone: "America/New_York",
        capabilities: {
          offline_codes: [
            { kind: "guest", check_in_time: "15:00" },
            { kind: "day", longest: 31 },
          ],
        },
      },
      { name: "Laundry" },
    ],
  });
});

test("a wrong API token, another grant and a token that was taken back let nobody in", async () => {
  const status = async (form: Readonly<Record<string, string>>) => (await askForToken(form)).status;
  const grant_type = "client_credentials";
  expect(await status({ ...site, client_secret: "guessed", grant_type })).toBe(401);
  expect(await status({ ...site, client_id: "84022", grant_type })).toBe(401);
  expect(await status({ ...site, grant_type: "refresh_token" })).toBe(400);
  await control.revokeTokens("84021");
  expect(await status({ ...site, grant_type })).toBe(401);
  await control.issueTokens("84021");
  expect(await status({ ...site, grant_type })).toBe(200);
  await control.setFaults("84021", { outage: true });
  expect(await status({ ...site, grant_type })).toBe(503);
});
