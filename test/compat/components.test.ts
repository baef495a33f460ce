import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenBrowser, openBrowser } from "#test/support/browser.ts";
import { type House, openHouse, until } from "#test/support/house.ts";
import { type ServedPage, servePage } from "./page.ts";

let house: House;
let opened: OpenBrowser;
let page: Page;
let served: ServedPage;
/** What the browser asked of anybody but the page's server and ours. */
const foreign: string[] = [];
/** What the browser complained about. */
const complaints: string[] = [];

const doorName = "Harbour Loft, front door";

beforeAll(async () => {
  [house, opened] = await Promise.all([openHouse(), openBrowser()]);
  await until(async () => (await house.seam.devices.list()).length > 10);
  const session = await house.seam.clientSessions.create({
    user_identifier_key: "owner-1",
    connected_account_ids: (await house.seam.connectedAccounts.list()).map((account) => account.connected_account_id),
  });
  const common = `endpoint="${house.url}" client-session-token="${session.token}" disable-telemetry="true"
    disable-css-injection="true" disable-font-injection="true"`;
  served = await servePage(`<seam-device-table ${common}></seam-device-table>`);
  page = await opened.browser.newPage({ viewport: { width: 900, height: 1_000 } });
  await page.route("**", (route) => {
    const { origin, protocol } = new URL(route.request().url());
    if (protocol === "data:" || [house.url, new URL(served.url).origin].includes(origin)) return route.continue();
    foreign.push(route.request().url());
    return route.abort();
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
}, 120_000);

afterAll(async () => {
  await served.close();
  await opened.close();
  await house.close();
});

test("the official components list the doors, and make, show and delete a code, from a page of another origin", {
  timeout: 120_000,
}, async () => {
  await page.goto(served.url);
  await page.getByText(doorName).waitFor();
  expect(await page.getByText("Online").count()).toBeGreaterThan(10);
  await keep("doors");

  await page.getByText(doorName).click();
  await page.getByText(/\d+ access codes/).click();
  await page.locator(".seam-add-button").click();
  const [name, code] = await page.locator("form input[type=text]").all();
  await name?.fill("Grace Hopper");
  await page.getByRole("button", { name: "Generate code" }).click();
  await until(async () => /^\d{4,}$/.test((await code?.inputValue()) ?? ""));
  await code?.fill("4826");
  await keep("form");
  await page.getByRole("button", { name: "Save" }).click();

  const row = page.locator("[class*=seam-table-row]").filter({ hasText: "Grace Hopper" }).first();
  await row.waitFor();
  await keep("code");
  const isThere = async () => (await codes()).find((one) => one.name === "Grace Hopper");
  await until(async () => (await isThere())?.status === "set");
  expect(await isThere()).toMatchObject({ code: "4826", type: "ongoing" });

  await row.locator("button").last().click();
  await page.getByText("Delete code").last().click();
  await keep("deletion");
  await page.getByRole("button", { name: "Delete" }).last().click();
  await page.getByText("Access code is being removed").waitFor();
  await until(async () => (await isThere()) === undefined);
  await page.reload();
  await page.getByText(doorName).click();
  await page.getByText("0 access codes").waitFor();
  await keep("gone");
  expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] });
});

async function codes() {
  const door = (await house.seam.devices.list()).find((device) => device.display_name === doorName);
  return house.seam.accessCodes.list({ device_id: door?.device_id ?? "" });
}

/** For a person to look at, where a folder is named for it. */
async function keep(name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
