import { expect, test } from "vitest";
import type { WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { smartthings } from "#drivers/smartthings/smartthings.ts";
import type { TestRuntime } from "#runtime/test-runtime.ts";
import { loadConfig, saveConfig } from "#store/connected-accounts.ts";
import { openMakerHouse } from "#test/catalogue/maker-house.ts";
import { smartthingsStack } from "./smartthings.ts";

const day = 24 * 60 * 60_000;

test("a process whose tokens another one has replaced reads those, and tells nobody that the account is signed out", async () => {
  const stack = smartthingsStack({ migrated: false });
  const house = await openMakerHouse("smartthings", stack);
  const { store, accountId } = house;
  const [row] = await store.db.query<{ id: WorkspaceId }>("select workspace_id as id from connected_accounts", []);
  invariant(row !== undefined, "the house has one account");
  const keys = await store.keysOf(row.id);
  await house.look();
  await (store.runtime as TestRuntime).advance(2 * day);
  const config = smartthings.parseConfig(await loadConfig(store.db, keys, accountId));
  invariant(config !== undefined, "the account is signed in");
  const saved: Promise<unknown>[] = [];
  const other = smartthings.connect(config, {
    runtime: store.runtime,
    settings: stack.settings("https://virtual-locks.test"),
    deliveryUrl: undefined,
    listener: {
      sighting: () => {},
      configChanged: (changed) => saved.push(saveConfig(store.db, keys, accountId, changed)),
    },
  });
  expect((await other.discover(new AbortController().signal)).kind).toBe("found");
  await Promise.all(saved);
  await house.look();
  const { connected_account } = await house.post("/connected_accounts/get", { connected_account_id: accountId });
  expect(connected_account?.errors).toEqual([]);
  const told = await store.db.query("select 1 from events where event_type = 'connected_account.disconnected'", []);
  expect([saved.length, told.length]).toEqual([1, 0]);
  await house.close();
});
