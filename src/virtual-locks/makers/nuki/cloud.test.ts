import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { nuki } from "./cloud.ts";

const baseUrl = "https://nuki.test";

test("whoever signs in as the documents show it is shown their locks", async () => {
  const options = { runtime: testRuntime(), journal: memoryJournal(), controlToken: "control", maker: nuki };
  const { fetch, close } = createVirtualLockCloud(options);
  await controlClient({ baseUrl, token: "control", fetch }).createAccount(nuki.demo);
  const { email, password } = nuki.demo;
  const body = JSON.stringify({ email, password });
  const signedIn = await fetch(new Request(`${baseUrl}/sign_in`, { method: "POST", body }));
  const { access_token } = (await signedIn.json()) as { readonly access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const listed = await fetch(new Request(`${baseUrl}/locks`, { headers }));
  expect(await listed.json()).toMatchObject({ locks: [{ name: "Front door" }] });
  expect((await fetch(new Request(`${baseUrl}/locks`))).status).toBe(401);
  close();
});
