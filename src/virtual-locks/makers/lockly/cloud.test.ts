import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { lockly } from "./cloud.ts";

const baseUrl = "https://lockly.test";
const redirect_uri = "https://app.test/back";
const client = { client_id: "app", client_secret: "hush", redirect_uris: [redirect_uri] };

test("whoever signs in at its page sees locks, hubs and offline codes, and what a lock lacks", async () => {
  const runtime = testRuntime({ fetch: async () => new Response(null, { status: 204 }) });
  const options = { runtime, journal: memoryJournal(), controlToken: "control", clients: [client], maker: lockly };
  const cloud = createVirtualLockCloud(options);
  await controlClient({ baseUrl, token: "control", fetch: cloud.fetch }).createAccount(lockly.demo);
  const { email, password } = lockly.demo;
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    cloud.fetch(new Request(`${baseUrl}${path}`, { method: "POST", body: new URLSearchParams(fields) }));

  const asked = { client_id: "app", redirect_uri, state: "s", email, password };
  const granted = new URL((await post("/oauth/authorize", asked)).headers.get("location") ?? "");
  const code = granted.searchParams.get("code") ?? "";
  const app = { client_id: "app", client_secret: "hush", redirect_uri };
  const tokens = await (await post("/oauth/token", { ...app, grant_type: "authorization_code", code })).json();
  const authorization = `Bearer ${(tokens as { access_token: string }).access_token}`;
  const listed = await cloud.fetch(new Request(`${baseUrl}/locks`, { headers: { authorization } }));
  const [door, hub, , cellar] = ((await listed.json()) as { locks: readonly Record<string, unknown>[] }).locks;

  expect(door).toMatchObject({ device_type: "smart_lock", online: true, timezone: "Asia/Singapore", conditions: [] });
  // Of its abilities it says no more than which offline codes there are.
  expect(door?.capabilities).toEqual({ offline_codes: [expect.anything(), expect.anything()] });
  expect(hub).toMatchObject({ device_type: "bridge" });
  expect(hub).not.toHaveProperty("capabilities");
  expect(cellar).toMatchObject({ bridge_id: null, conditions: [{ condition: "no_bridge" }] });
});
