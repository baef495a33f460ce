import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deleteAccessCode, updateAccessCode } from "#app/access-codes.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { addAccount, addCode, addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { findCode, listCodes, type StoredCode } from "./code-views.ts";
import { openDb } from "./db.ts";
import { openStore, type Store } from "./store.ts";

let desk: TestDesk;
/** Another process on the same database. */
let elsewhere: Store;
let device: DeviceId;
let codes: AccessCodeId[];

beforeAll(async () => {
  desk = await openTestDesk();
  elsewhere = openStore(openDb(desk.databaseUrl, { maxConnections: 1 }), desk.runtime, desk.store.masterKey);
});
beforeEach(async () => {
  device = await addDevice(desk);
  codes = [];
  for (const digits of ["7294", "5821", "6317"]) codes.push(await wished(digits));
});
afterAll(async () => {
  await elsewhere.db.close();
  await desk.close();
});

async function wished(digits: string): Promise<AccessCodeId> {
  const now = desk.runtime.now();
  const stay = { startsAt: now, endsAt: now + 86_400_000 };
  return (await addCode(desk, { deviceId: device, name: "Guest", digits, ...stay })).id;
}

async function got(store: Store, id: AccessCodeId): Promise<StoredCode | undefined> {
  return await findCode(store.db, await store.keysOf(desk.workspace), desk.workspace, id);
}

async function listed(store: Store): Promise<readonly StoredCode[]> {
  const filter = { isManaged: true, deviceId: device, limit: 100, after: undefined };
  return await listCodes(store.db, await store.keysOf(desk.workspace), desk.workspace, filter);
}

/** As a process reads it that has just begun. */
async function freshly<Answer>(read: (store: Store) => Promise<Answer>): Promise<Answer> {
  return await read(openStore(elsewhere.db, desk.runtime, desk.store.masterKey));
}

const number = fc.integer({ min: 0, max: 2 });
const change = fc.oneof(
  fc.record({ of: fc.constant("name" as const), code: number }),
  fc.record({ of: fc.constant("pin" as const), code: number }),
  fc.record({ of: fc.constant("lock" as const), code: number }),
  fc.record({ of: fc.constant("deletion" as const), code: number }),
  fc.record({ of: fc.constant("gone" as const), code: number }),
  fc.record({ of: fc.constant("backup" as const), code: number }),
  fc.record({ of: fc.constant("device" as const), code: number }),
  fc.record({ of: fc.constant("account" as const), code: number }),
);
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

/** Changed by another process, of which this one hears nothing. */
async function happen({ of, code }: Change, round: number): Promise<void> {
  const { db } = elsewhere;
  const id = codes[code];
  const other = codes[(code + 1) % 3];
  if (id === undefined || other === undefined) throw new Error("There are three codes.");
  const there = { ...desk, store: elsewhere };
  switch (of) {
    case "name":
      await updateAccessCode(there, desk.workspace, { accessCodeId: id, name: `Guest ${round}` });
      return;
    case "pin":
      await updateAccessCode(there, desk.workspace, { accessCodeId: id, digits: String(2_000 + round) });
      return;
    case "lock":
      await db.query(
        "update access_codes set place = $2, lock_state = 'on_lock', evidence = $3 where access_code_id = $1",
        [id, `place ${round}`, { acknowledged: round }],
      );
      return;
    case "deletion":
      await deleteAccessCode(there, desk.workspace, { accessCodeId: id });
      return;
    case "gone":
      await db.query("update access_codes set gone_at = created_at where access_code_id = $1", [id]);
      return;
    case "backup":
      await db.query("update access_codes set is_backup = true, pulled_for = $2 where access_code_id = $1", [
        id,
        other,
      ]);
      return;
    case "device":
      await db.query(
        "update devices set nickname = $2, keeps_backup_codes = not keeps_backup_codes where device_id = $1",
        [device, `Door ${round}`],
      );
      return;
    case "account":
      await db.query("update connected_accounts set display_name = $2 where connected_account_id = $1", [
        desk.account,
        `Account ${round}`,
      ]);
  }
}

test("whatever another process changes is read as it is now, however often it was read before", async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      for (const one of changes) {
        round += 1;
        await happen(one, round);
        for (const id of codes) expect(await got(desk.store, id)).toEqual(await freshly((store) => got(store, id)));
        expect(await listed(desk.store)).toEqual(await freshly(listed));
      }
    }),
    { numRuns: 40 },
  );
});

test("a change that is taken back leaves nothing behind", async () => {
  const [id] = codes;
  if (id === undefined) throw new Error("There are three codes.");
  const before = await got(desk.store, id);
  await desk.store.db
    .transaction(async (tx) => {
      await tx.query("update access_codes set name = 'Nobody' where access_code_id = $1", [id]);
      const within = await got({ ...desk.store, db: tx }, id);
      expect(within?.code.name).toBe("Nobody");
      throw new Error("Taken back.");
    })
    .catch(() => {});
  expect(await got(desk.store, id)).toEqual(before);
});

test("what one caller has read, a caller of another account or workspace does not find", async () => {
  const [id] = codes;
  if (id === undefined) throw new Error("There are three codes.");
  expect(await got(desk.store, id)).toBeDefined();
  const keys = await desk.store.keysOf(desk.workspace);
  const account = await addAccount(desk, desk.workspace);
  const narrow = { workspace: desk.workspace, accounts: [account] };
  expect(await findCode(desk.store.db, keys, narrow, id)).toBeUndefined();
  const filter = { isManaged: true, deviceId: device, limit: 100, after: undefined };
  expect(await listCodes(desk.store.db, keys, narrow, filter)).toEqual([]);
});
