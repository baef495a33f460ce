import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import type { Db } from "./db.ts";
import { hearNotices, noticeGiver } from "./notices.ts";

let desk: TestDesk;
let stopping: AbortController;
let hearing: Promise<void>;
let heard: PromiseWithResolvers<void>;
beforeEach(async () => {
  desk = await openTestDesk();
  stopping = new AbortController();
  heard = Promise.withResolvers();
  const wake = () => heard.resolve();
  hearing = hearNotices(desk.databaseUrl, "work", quietRuntime(), wake, stopping.signal);
  // Whoever begins to listen looks once at what was there before.
  await heard.promise;
  heard = Promise.withResolvers();
});
afterEach(async () => {
  stopping.abort();
  await hearing;
  await desk.close();
});

test("a process hears that there is work of another", async () => {
  noticeGiver(desk.store.db, "work")();
  await heard.promise;
});

test("of many notices at once no more are sent than one, and one for those that came meanwhile", async () => {
  let sent = 0;
  const counting: Db = {
    ...desk.store.db,
    query: (statement, values) => {
      sent += 1;
      return desk.store.db.query(statement, values);
    },
  };
  const give = noticeGiver(counting, "work");
  for (let times = 0; times < 100; times += 1) give();
  await heard.promise;
  expect(sent).toBeLessThanOrEqual(2);
});

test("a notice that cannot be given is nobody's trouble, and the next can", async () => {
  let fails = true;
  const failing: Db = {
    ...desk.store.db,
    query: (statement, values) => {
      if (!fails) return desk.store.db.query(statement, values);
      fails = false;
      return Promise.reject(new Error("The line broke."));
    },
  };
  const give = noticeGiver(failing, "work");
  give();
  await new Promise((resolve) => setImmediate(resolve));
  give();
  await heard.promise;
});
