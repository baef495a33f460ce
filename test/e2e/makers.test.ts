import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SeamHttp } from "@seamapi/http/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenBrowser, openBrowser } from "#test/support/browser.ts";
import { type House, openHouse, until } from "#test/support/house.ts";
import { type ControlClient, controlClient } from "#virtual-locks/control-client.ts";
import { verificationCode } from "#virtual-locks/makers/august/session.ts";

const program = join(import.meta.dirname, "..", "..", "src", "cli", "main.ts");
const startsWithinMs = 90_000;

let folder: string;
let maker: ChildProcess;
let control: ControlClient;
let house: House;
let browser: OpenBrowser;
let seam: SeamHttp;

/** As an operator does it: a maker's counterpart, the variables of its driver, a workspace that is no sandbox, a key. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pintumbler-maker-"));
  maker = spawn(process.execPath, [program, "simulate", "august", "--client-id", "an-invented-key"], {
    env: { PATH: process.env.PATH, PINTUMBLER_DATA_DIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  if (maker.stdout === null) throw new Error("The counterpart's words are piped.");
  for await (const line of createInterface({ input: maker.stdout })) {
    said.push(line);
    if (line.startsWith("People and misfortune")) break;
  }
  const baseUrl = /http:\/\/\S+$/m.exec(said[0] ?? "")?.[0] ?? "";
  control = controlClient({ baseUrl, token: said.at(-1)?.split(" ").at(-1) ?? "", fetch: (request) => fetch(request) });
  const further = {
    PINTUMBLER_AUGUST_API_KEY: "an-invented-key",
    PINTUMBLER_AUGUST_URL: baseUrl,
    PINTUMBLER_AUGUST_YALE_URL: baseUrl,
  };
  [house, browser] = await Promise.all([openHouse({ further }), openBrowser()]);
  await house.command("workspaces", "create", "Doors");
  const made = await house.command("keys", "create", "--workspace", "Doors", "--name", "test");
  seam = SeamHttp.fromApiKey(/seam_\S+/.exec(made)?.[0] ?? "", { endpoint: house.url });
}, startsWithinMs);

afterAll(async () => {
  await browser?.close();
  await house?.close();
  const ended = once(maker, "exit");
  maker.kill();
  await ended;
  await rm(folder, { recursive: true, force: true });
});

test("somebody connects their maker's account in a browser, and a code made with the official client opens their door", async () => {
  const webview = await seam.connectWebviews.create({ accepted_providers: ["august", "yale"] });
  const page = await browser.browser.newPage({ viewport: { width: 390, height: 780 } });
  await page.goto(webview.url);
  await page.getByLabel("Brand").selectOption("august");
  for (const button of await page.getByRole("button", { name: "Go on" }).all()) await button.click();
  await page.getByLabel(/e-mail|phone/i).fill("owner@example.com");
  await page.getByLabel("Password").fill("letmein");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByLabel(/code/i).fill(verificationCode);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByLabel(/Back door/).uncheck();
  await page.getByRole("button", { name: "Connect these" }).click();
  await page.getByText("Your locks are connected.").waitFor();
  await page.close();

  const device = await until(
    async () => (await seam.devices.list()).find(({ properties }) => properties.name === "Front door"),
    { what: "lock that was chosen" },
  );
  expect((await seam.devices.list()).map(({ properties }) => properties.name)).not.toContain("Back door");
  const lockId = await house.nativeIdOf(device.device_id);
  await control.setFaults(lockId, { programming_ms: 200 });
  const { access_code_id } = await seam.accessCodes.create({ device_id: device.device_id, code: "739164" });
  await until(() => control.wouldOpen(lockId, "739164"), { what: "code on the lock" });
  await until(async () => (await seam.accessCodes.get({ access_code_id })).status === "set", { what: "status set" });
});

test("neither the password nor the PIN stands in the server's log, or in the clear in its database", async () => {
  const kept = house.log() + (await house.dump());
  for (const secret of ["letmein", "739164", "an-invented-key"]) expect(kept).not.toContain(secret);
});
