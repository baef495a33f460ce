import { expect, test, vi } from "vitest";
import { connectDrivers } from "#connect-drivers.ts";
import type { NativeId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { TestRuntime } from "#runtime/test-runtime.ts";
import { findAccountAnywhere } from "#store/connected-accounts.ts";
import { openMakerHouse } from "#test/catalogue/maker-house.ts";
import { augustStack } from "./august.ts";

const never = new AbortController().signal;

test("what happens at a door is told once, however many processes read of it at its maker", async () => {
  const stack = augustStack("august");
  const house = await openMakerHouse("august", stack);
  const { store, accountId, control } = house;
  const runtime = store.runtime as TestRuntime;
  const { lockId } = await house.newLock();
  const account = await findAccountAnywhere(store.db, accountId);
  invariant(account !== undefined, "the house has this account");
  let heard = 0;
  const nudge = () => {
    heard += 1;
  };
  const desk = { store, runtime, nudge, virtualLocks: undefined };
  const process = async () => {
    const settings = stack.settings("https://virtual-locks.test");
    const drivers = connectDrivers(desk, { deliveriesAt: "", dataDirectory: "", settingsOf: () => settings });
    const driver = await drivers.driverFor(account);
    invariant(driver !== undefined, "the account is signed in");
    return driver;
  };
  const processes = [await process(), await process()];
  await runtime.advance(1_000);
  await control.turnByHand(lockId, "unlocked");
  for (const driver of processes) await driver.observe(lockId as NativeId, never);
  await vi.waitFor(() => expect(heard).toBe(2), { timeout: 10_000 });
  const told = "select 1 from events where event_type = 'lock.unlocked' and connected_account_id = $1";
  expect(await store.db.query(told, [accountId])).toHaveLength(1);
  for (const driver of processes) await driver.close();
  await house.close();
});
