import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listConnectedAccounts } from "#app/connected-accounts.ts";
import { loadConfig } from "#store/connected-accounts.ts";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { type AccountOptions, addAccount, showDrivers } from "./accounts.ts";

let desk: TestDesk;
let folder: string;

beforeEach(async () => {
  desk = await openTestDesk({ isSandbox: false });
  folder = await mkdtemp(join(tmpdir(), "pintumbler-accounts-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await desk.close();
});

const settings = ["baseUrl=https://locks.example.com", "clientId=house", "clientSecret=hush"];

async function accountsWhoseDriver(driver: string) {
  const { items } = await listConnectedAccounts(desk, desk.workspace, { page: { limit: 10, after: undefined } });
  return items.filter((account) => account.driver === driver && account.id !== desk.account);
}

async function connect(options: AccountOptions): Promise<string> {
  const done = await addAccount(desk, "lock_cloud", options);
  return typeof done === "string" ? done : done.refused;
}

test("what a driver needs is listed, and an account is connected with it, from words and files", async () => {
  expect(showDrivers()).toContain("clientSecret");
  const path = join(folder, "token");
  await writeFile(path, "r-1\n");
  const said = await connect({ set: settings, file: [`refreshToken=${path}`], name: "Harbour", manage: true });
  const [account] = await accountsWhoseDriver("lock_cloud");
  expect(account).toMatchObject({ displayName: "Harbour", automaticallyManagesNewDevices: true });
  expect(said).toContain(account?.id);
  if (account === undefined) return;
  const config = await loadConfig(desk.store.db, await desk.store.keysOf(desk.workspace), account.id);
  expect(config).toMatchObject({ baseUrl: "https://locks.example.com", refreshToken: "r-1" });
  const events = await desk.store.db.query<{ event_type: string; payload: unknown }>(
    "select event_type, payload from events where connected_account_id = $1",
    [account.id],
  );
  expect(events.map(({ event_type }) => event_type)).toContain("connected_account.created");
  expect(events[0]?.payload).toMatchObject({ connect_webview_id: account.connectWebviewId });
});

test.for([
  ["without what is needed", { set: settings }, "The driver lock_cloud also needs refreshToken."],
  ["with what nobody asked for", { set: [...settings, "pin=4711"] }, "does not ask for pin"],
  ["with what is no name and value", { set: ["hush"] }, "has the form name=value"],
  ["with a file that is not there", { set: settings, file: ["refreshToken=/nowhere/token"] }, "cannot be read"],
  ["with what the driver refuses", { set: [...settings, "refreshToken=r", "unsignedWebhooks=4"] }, "makes nothing of"],
] as const)("nothing is connected %s, and it is said why without any secret", async ([, options, why]) => {
  const said = await connect(options);
  expect(said).toContain(why);
  expect(said).not.toContain("hush");
  expect(await accountsWhoseDriver("lock_cloud")).toEqual([]);
});

test("nothing is connected of a driver that there is not", async () => {
  expect(await addAccount(desk, "carrier_pigeon", {})).toMatchObject({ refused: expect.stringContaining("no driver") });
});
