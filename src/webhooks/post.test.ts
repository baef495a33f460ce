import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWebhook } from "#app/webhooks.ts";
import { isProblem } from "#domain/problem.ts";
import { createNudge } from "#reconcile/nudge.ts";
import { appendEvents } from "#store/events.ts";
import { hearNotices } from "#store/notices.ts";
import { openStore } from "#store/store.ts";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { until } from "#test/support/house.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { runPost } from "./post.ts";
import type { Send } from "./send.ts";
import type { Post } from "./turn.ts";

const options = { concurrency: 2, failingConcurrency: 2, leaseMs: 3_000, pollMs: 50 };

let desk: TestDesk;
let stopping: AbortController;
let workers: Promise<void>[];
let received: { url: string; id: string | undefined; at: number }[];

beforeEach(async () => {
  desk = await openTestDesk();
  stopping = new AbortController();
  workers = [];
  received = [];
});
afterEach(async () => {
  stopping.abort();
  await Promise.all(workers);
  await desk.close();
});

/** The desk's store in the real world's time. */
const store = () => openStore(desk.store.db, quietRuntime(), desk.store.masterKey);

function postWith(send: Send): Post {
  return { store: store(), send, bodyOf: (event) => JSON.stringify({ event_id: event.id }), userAgent: "test" };
}

const well: Send = async ({ url, headers }) => {
  received.push({ url, id: headers["svix-id"], at: Date.now() });
  return { kind: "answered", status: 200, retryAfter: undefined, answer: "" };
};

/** An endpoint that takes the connection and never says a word. */
const dead: Send = (_request, signal) =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve({ kind: "unanswered", because: "timeout" }));
  });

async function newWebhook(url: string): Promise<void> {
  const made = await createWebhook({ ...desk, store: store() }, desk.workspace, { url, eventTypes: ["*"] });
  if (isProblem(made)) throw new Error(made.message);
}

async function tell(count: number): Promise<void> {
  const facts = Array.from({ length: count }, () => ({ type: "lock.unlocked", occurredAt: Date.now() }));
  await appendEvents(desk.store.db, store(), desk.workspace, facts);
}

describe("the post", () => {
  test("several processes deliver everything, and nothing twice while none of them dies", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) await newWebhook(`https://${name}.example/`);
    for (let count = 0; count < 3; count += 1) {
      workers.push(runPost(postWith(well), options, createNudge(), stopping.signal));
    }
    for (let round = 0; round < 5; round += 1) await tell(20);
    await until(async () => received.length >= 500);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(received).toHaveLength(500);
    expect(new Set(received.map(({ url, id }) => `${url} ${id}`)).size).toBe(500);
  });

  test("an endpoint that never answers keeps nobody else waiting, however much is due for it", async () => {
    await newWebhook("https://dead.example/");
    await tell(50);
    await newWebhook("https://well.example/");
    const send: Send = (request, signal) =>
      request.url.includes("dead") ? dead(request, signal) : well(request, signal);
    workers.push(runPost(postWith(send), options, createNudge(), stopping.signal));
    const startedAt = Date.now();
    await tell(100);
    await until(async () => received.length >= 100, { withinMs: 12_000 });
    // The dead one's first deliveries are given 15 seconds.
    expect(Date.now() - startedAt).toBeLessThan(12_000);
  });

  test("endpoints that fail have places of their own, and keep none that do well waiting", async () => {
    for (const name of ["1", "2", "3", "4", "5", "6"]) await newWebhook(`https://dead${name}.example/`);
    await desk.store.db.query("update webhooks set failing_since = created_at");
    await tell(5);
    const send: Send = (request, signal) =>
      request.url.includes("dead") ? dead(request, signal) : well(request, signal);
    workers.push(runPost(postWith(send), options, createNudge(), stopping.signal));
    await newWebhook("https://well.example/");
    await tell(10);
    await until(async () => received.length >= 10, { withinMs: 12_000 });
  });

  test("is woken by a commit, in whichever process it happened", async () => {
    await newWebhook("https://a.example/");
    const nudge = createNudge();
    const heard = Promise.withResolvers<void>();
    const wake = () => {
      nudge.wake();
      heard.resolve();
    };
    workers.push(hearNotices(desk.databaseUrl, "webhook_deliveries", quietRuntime(), wake, stopping.signal));
    // So slow a look at the tables that only a notice can explain what follows.
    workers.push(runPost(postWith(well), { ...options, pollMs: 60_000 }, nudge, stopping.signal));
    await heard.promise;
    const waits: number[] = [];
    for (let round = 1; round <= 10; round += 1) {
      const committedAt = Date.now();
      await tell(1);
      await until(async () => received.length >= round, { withinMs: 5_000 });
      waits.push((received.at(-1)?.at ?? 0) - committedAt);
    }
    expect(Math.min(...waits)).toBeLessThan(500);
  });

  test("stops at once, and leaves what was under way to whoever comes next", async () => {
    await newWebhook("https://dead.example/");
    await tell(3);
    const under = Promise.withResolvers<void>();
    const send: Send = (request, signal) => {
      under.resolve();
      return dead(request, signal);
    };
    const worker = runPost(postWith(send), options, createNudge(), stopping.signal);
    await under.promise;
    stopping.abort();
    await worker;
    const next = new AbortController();
    const after = runPost(postWith(well), options, createNudge(), next.signal);
    await until(async () => received.length >= 3, { withinMs: 2_000 });
    next.abort();
    await after;
    expect(new Set(received.map(({ id }) => id)).size).toBe(3);
  });
});
