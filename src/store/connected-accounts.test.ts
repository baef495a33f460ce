import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { loadConfig, saveConfig } from "./connected-accounts.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

test("an account's credentials are kept sealed, and come back as they were given, the newest last", async () => {
  const account = await addAccount(desk, desk.workspace);
  const keys = await desk.store.keysOf(desk.workspace);
  const { db } = desk.store;
  expect(await loadConfig(db, keys, account)).toEqual({ token: "sesame" });
  await saveConfig(db, keys, account, { token: "open", nested: { at: 1 } });
  expect(await loadConfig(db, keys, account)).toEqual({ token: "open", nested: { at: 1 } });
  const [row] = await db.query<{ text: string }>(
    "select to_jsonb(a)::text as text from connected_accounts a where connected_account_id = $1",
    [account],
  );
  expect(row?.text).not.toContain(Buffer.from("token").toString("hex"));
});

test("credentials pasted into another account's row do not open there", async () => {
  const [one, other] = [await addAccount(desk, desk.workspace), await addAccount(desk, desk.workspace)];
  await desk.store.db.query(
    `update connected_accounts set sealed_config = (select sealed_config from connected_accounts where connected_account_id = $1)
     where connected_account_id = $2`,
    [one, other],
  );
  const keys = await desk.store.keysOf(desk.workspace);
  await expect(loadConfig(desk.store.db, keys, other)).rejects.toThrow();
});
