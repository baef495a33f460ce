import { Readable, Writable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { turnLock } from "#app/locks.ts";
import { createWebhook } from "#app/webhooks.ts";
import { pinPlace } from "#store/access-codes.ts";
import { openDb } from "#store/db.ts";
import { observingSince } from "#store/observing.ts";
import { openPin } from "#store/seal.ts";
import { openStore } from "#store/store.ts";
import { addCode, addDevice, addForeignCode, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { type FreshDatabase, freshDatabase } from "#test/support/postgres.ts";
import { restoreBackup } from "./restore-backup.ts";
import { writeBackup } from "./write-backup.ts";

let desk: TestDesk;
let elsewhere: FreshDatabase;

beforeEach(async () => {
  desk = await openTestDesk();
  elsewhere = await freshDatabase({ isEmpty: true });
});

afterEach(async () => {
  await desk.close();
  await elsewhere.drop();
});

test("what is restored is what was there, opens with the master key, and is only looked at", async () => {
  const device = await addDevice(desk);
  const code = await addCode(desk, { deviceId: device, name: "Tab\tand\nline \\. \\", digits: "529174" });
  await addForeignCode(desk, device);
  await addEndpoint();
  const backup = await taken();
  expect(gunzipSync(backup).includes("529174")).toBe(false);
  expect(await restore(backup)).toMatchObject({ rows: { devices: 2, access_codes: 3 } });
  await inRestored(async (db) => {
    for (const table of ["workspaces", "devices", "access_codes", "events", "webhook_deliveries", "api_keys"]) {
      const text = `select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text`;
      expect([table, await db.query(text)]).toEqual([table, await desk.store.db.query(text)]);
    }
    const keys = await openStore(db, desk.runtime, desk.store.masterKey).keysOf(desk.workspace);
    const [row] = await db.query<{ sealed_pin: Uint8Array }>(
      "select sealed_pin from access_codes where access_code_id = $1",
      [code.id],
    );
    expect(openPin(keys, pinPlace("sealed_pin", code.id), row?.sealed_pin ?? null)?.reveal()).toBe("529174");
    expect(await observingSince(db)).toBe(desk.runtime.now());
  });
});

test("the next event is numbered behind those that were restored", async () => {
  const device = await addDevice(desk);
  await addCode(desk, { deviceId: device });
  await restore(await taken());
  await inRestored(async (db) => {
    const [last] = await db.query<{ last: string }>("select max(position) as last from events");
    const [next] = await db.query<{ next: string }>(
      "select nextval(pg_get_serial_sequence('events', 'position')) as next",
    );
    expect(Number(next?.next)).toBeGreaterThan(Number(last?.last));
  });
});

test("a door that was to be turned when the backup was taken is not turned", async () => {
  const device = await addDevice(desk);
  await turnLock(desk, desk.workspace, { deviceId: device, to: "unlocked" });
  await restore(await taken());
  await inRestored(async (db) => {
    expect(await db.query("select 1 from action_attempts where status = 'pending' and started_at is null")).toEqual([]);
    expect(await db.query("select 1 from action_attempts where status = 'pending'")).toHaveLength(1);
  });
});

test("a backup goes into no database that holds something", async () => {
  const backup = await taken();
  await restore(backup);
  expect(await restore(backup)).toMatchObject({ refused: expect.stringContaining("holds workspaces already") });
});

test("of a backup that was cut off anywhere nothing is restored, and the whole one can be afterwards", async () => {
  await addCode(desk, { deviceId: await addDevice(desk) });
  const backup = await taken();
  const text = gunzipSync(backup);
  const cuts = [0, 0.2, 0.5, 0.9].map((part) => backup.subarray(0, Math.floor(backup.length * part)));
  const missing = text.subarray(0, text.lastIndexOf('{"rows"'));
  for (const broken of [...cuts, gzipSync(missing), gzipSync(text.subarray(0, missing.length - 100)), text]) {
    expect(await restore(broken)).toMatchObject({ refused: expect.stringMatching(/cut off/) });
  }
  expect(await restore(backup)).toMatchObject({ rows: { access_codes: 1 } });
});

test("a backup of a newer version is refused, by the names of what this one lacks", async () => {
  const newer = gunzipSync(await taken())
    .toString("utf8")
    .replace('"migrations":[', '"migrations":["9999-to-come.sql",');
  expect(await restore(gzipSync(newer))).toMatchObject({ refused: expect.stringContaining("9999-to-come.sql") });
});

async function taken(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const file = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await writeBackup(desk.databaseUrl, file, { program: "0.0.0", now: desk.runtime.now() });
  return Buffer.concat(chunks);
}

function restore(backup: Buffer) {
  return restoreBackup(elsewhere.url, Readable.from([backup]), desk.runtime.now());
}

async function inRestored(look: (db: ReturnType<typeof openDb>) => Promise<void>): Promise<void> {
  const db = openDb(elsewhere.url, { maxConnections: 2 });
  await look(db).finally(db.close);
}

/** Somebody hears of each event from now on: a restored event is not told again. */
async function addEndpoint(): Promise<void> {
  await createWebhook(desk, desk.workspace, { url: "https://example.com/hook", eventTypes: ["*"] });
  await addCode(desk, { deviceId: await addDevice(desk) });
}
