import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { achieve, look, setStep, unhurried } from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { nukiStack } from "#test/makers/nuki.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import type { NukiConfig } from "./config.ts";
import { nuki } from "./nuki.ts";
import { receive } from "./webhook.ts";

const openBench = () => makerBench(nukiStack, "nuki");
const url = "https://pintumbler.test/deliveries";
const registered = (calls: readonly string[]) => calls.filter((call) => call.startsWith("PUT /api/decentralWebhook"));

test("Nuki is asked once to post to us, and what it posts of a code makes us look", async () => {
  const bench = await openBench();
  const lock = await bench.makeLock();
  for (const _ of [1, 2]) await bench.driver.discover(unhurried);
  expect([registered(bench.calls).length, bench.configurations.at(-1)?.webhook?.url]).toEqual([1, url]);
  await achieve(bench, lock, setStep(lock.goodPins[0]));
  expect(bench.sightings).toEqual([{ kind: "changed", at: 0, device: lock.id }]);
  await bench.control.enterCode(lock.id, lock.goodPins[0]);
  await bench.advance(1_000);
  expect(bench.sightings.filter(({ kind }) => kind === "changed").length).toBeGreaterThan(1);
  await look(bench, lock);
  expect(bench.sightings.filter(({ kind }) => kind === "turned")).toHaveLength(1);
  await bench.close();
});

test("a webhook that is gone is registered anew, and one that another process has registered is taken over", async () => {
  const bench = await openBench();
  await bench.driver.discover(unhurried);
  const mine = bench.configurations.at(-1);
  const call = (method: string, path: string) => {
    const headers = { authorization: `Bearer ${mine?.accessToken}` };
    return bench.runtime.fetch(new Request(`${bench.baseUrl}${path}`, { method, headers }));
  };
  await call("DELETE", `/api/decentralWebhook/${mine?.webhook?.id}`);
  await bench.driver.discover(unhurried);
  expect(registered(bench.calls)).toHaveLength(2);
  const saved: unknown[] = [];
  const other = nuki.connect(
    { ...(mine as NukiConfig), webhook: undefined },
    {
      runtime: bench.runtime,
      listener: { sighting: () => {}, configChanged: (config) => saved.push(config) },
      settings: nukiStack.settings(bench.baseUrl),
      deliveryUrl: url,
    },
  );
  await other.discover(unhurried);
  expect(saved).toMatchObject([{ webhook: bench.configurations.at(-1)?.webhook }]);
  expect(await (await call("GET", "/api/decentralWebhook")).json()).toHaveLength(1);
  await bench.close();
});

/** An account whose list of webhooks tells no secrets. */
async function secretive(kept: NukiConfig["webhook"], deliveryUrl: string | undefined = url) {
  const calls: string[] = [];
  const saved: unknown[] = [];
  const runtime = testRuntime({
    fetch: async (request) => {
      const path = new URL(request.url).pathname;
      if (path !== "/smartlock") calls.push(`${request.method} ${path.replace("/api/decentralWebhook", "")}`);
      if (request.method === "PUT") return Response.json({ id: 9, secret: "new", webhookUrl: url });
      return Response.json(
        path === "/smartlock"
          ? []
          : [
              { id: 8, webhookUrl: url },
              { id: 7, webhookUrl: "https://x.test" },
            ],
      );
    },
  });
  const listener = { sighting: () => {}, configChanged: (config: unknown) => saved.push(config) };
  const settings = nukiStack.settings("https://nuki.test");
  const config = { accessToken: "t", refreshToken: "r", webhook: kept };
  await nuki.connect(config, { runtime, listener, settings, deliveryUrl }).discover(unhurried);
  return { calls, saved };
}

test("a webhook whose secret nobody knows any more gives way to a new one, and strangers' stay", async () => {
  const { calls, saved } = await secretive(undefined);
  expect(calls).toEqual(["GET ", "DELETE /8", "PUT "]);
  expect(saved).toMatchObject([{ webhook: { id: "9", url, secret: "new" } }]);
});

test("a webhook that is known stays, and one of an address that we have left goes", async () => {
  expect((await secretive({ id: "8", url, secret: "old" })).calls).toEqual(["GET "]);
  const moved = await secretive({ id: "7", url: "https://x.test", secret: "old" });
  expect(moved.calls).toEqual(["GET ", "DELETE /8", "DELETE /7", "PUT "]);
});

test("nothing is registered for an address that Nuki does not post to", async () => {
  expect((await secretive(undefined, "http://localhost:4800/deliveries")).calls).toEqual([]);
});

const config: NukiConfig = { refreshToken: "r", webhook: { id: "8", url, secret: "hush" } };
const sign = (body: string) => createHmac("sha256", "hush").update(body).digest("hex");
const deliver = (told: object, signature = sign(JSON.stringify(told))) =>
  receive(config, { headers: new Headers({ "x-nuki-signature-sha256": signature }), body: JSON.stringify(told) });

test("what each kind of delivery makes us do", () => {
  const changed = { kind: "changed", at: 0, device: "17" };
  expect(deliver({ feature: "DEVICE_STATUS", smartlockId: 17 })).toEqual([changed]);
  expect(deliver({ feature: "DEVICE_AUTHS", deleted: true, smartlockAuth: { smartlockId: 17 } })).toEqual([changed]);
  expect(deliver({ feature: "DEVICE_LOGS", smartlockLog: { smartlockId: 17 } })).toEqual([changed]);
  expect(deliver({ feature: "DEVICE_MASTERDATA", smartlockId: 17 })).toEqual([
    { kind: "devices_changed", at: 0 },
    changed,
  ]);
  expect(deliver({ feature: "DEVICE_MASTERDATA", deleted: true, smartlockId: 17 })).toEqual([
    { kind: "devices_changed", at: 0 },
  ]);
});

test("what is not signed by Nuki is believed in nothing", () => {
  const told = { feature: "DEVICE_STATUS", smartlockId: 17 };
  for (const signature of ["", "0".repeat(64), sign("another"), `sha256=${sign(JSON.stringify(told))}`])
    expect(deliver(told, signature)).toBeUndefined();
  const delivery = { headers: new Headers({ "x-nuki-signature-sha256": sign("{") }), body: "{" };
  expect(receive(config, delivery)).toBeUndefined();
  expect(receive({ refreshToken: "r" }, delivery)).toBeUndefined();
});

test("what Nuki has signed and we do not know is taken, and tells nothing", () => {
  expect(deliver({ feature: "ACCOUNT_USER", smartlockId: 17 })).toEqual([]);
  expect(deliver({ feature: "DEVICE_STATUS" })).toEqual([]);
});
