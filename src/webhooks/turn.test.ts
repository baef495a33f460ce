import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWebhook, getWebhook, listWebhookDeliveries, redeliverEvent, rotateSecret } from "#app/webhooks.ts";
import type { EventId, WebhookId } from "#domain/ids.ts";
import { isProblem } from "#domain/problem.ts";
import { appendEvents, listEvents } from "#store/events.ts";
import { claimEndpoints, recordTries, setEndpointLease } from "#store/webhook-turns.ts";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { until } from "#test/support/house.ts";
import type { Send, SendOutcome, SendRequest } from "./send.ts";
import { endpointTurn, type Post } from "./turn.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const never = new AbortController().signal;
const leaseMs = 10 * second;

let desk: TestDesk;
/** What endpoints got, with the time of it. */
let received: { at: number; request: SendRequest }[];
/** What an endpoint does; every one does the same. */
let answer: Send;
let post: Post;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

beforeEach(async () => {
  for (const table of ["webhooks", "webhook_deliveries", "events"]) await desk.store.db.query(`delete from ${table}`);
  received = [];
  answer = answering(200);
  post = {
    store: desk.store,
    send: (request, signal) => {
      received.push({ at: desk.runtime.now(), request });
      return answer(request, signal);
    },
    bodyOf: (event) => (event.type.startsWith("internal.") ? undefined : JSON.stringify({ event_id: event.id })),
    userAgent: "test",
  };
});

function answering(status: number, more: Partial<Extract<SendOutcome, { kind: "answered" }>> = {}): Send {
  return async () => ({ kind: "answered", status, retryAfter: undefined, answer: "", ...more });
}

async function newWebhook(eventTypes = ["*"]): Promise<WebhookId> {
  const made = await createWebhook(desk, desk.workspace, { url: "https://hooks.example/", eventTypes });
  if (isProblem(made)) throw new Error(made.message);
  return made.webhook.id;
}

async function tell(type = "lock.unlocked"): Promise<EventId> {
  const before = await eventIds();
  await appendEvents(desk.store.db, desk.store, desk.workspace, [{ type, occurredAt: desk.runtime.now() }]);
  const [made] = (await eventIds()).filter((id) => !before.includes(id));
  if (made === undefined) throw new Error("An event was recorded.");
  return made;
}

async function eventIds(): Promise<readonly EventId[]> {
  const keys = await desk.store.keysOf(desk.workspace);
  return (await listEvents(desk.store.db, keys, desk.workspace, {}, { limit: 1_000 })).map(({ id }) => id);
}

/** One round of a worker: a turn for each endpoint that something is due for. */
async function workDue(): Promise<void> {
  for (const failing of [false, true]) {
    const now = desk.runtime.now();
    const claims = await claimEndpoints(desk.store, { now, limit: 100, leaseMs, failing });
    for (const claim of claims) {
      await endpointTurn(post, claim, never);
      await setEndpointLease(desk.store.db, claim, undefined);
    }
  }
}

async function deliveryOf(webhookId: WebhookId, eventId: EventId) {
  const eventTypes = ["lock.unlocked", "lock.locked"];
  const page = { limit: 1, after: undefined };
  const listed = await listWebhookDeliveries(desk, desk.workspace, { webhookId, eventId, eventTypes, page });
  return isProblem(listed) ? undefined : listed.items[0];
}

async function webhookOf(id: WebhookId) {
  const found = await getWebhook(desk, desk.workspace, id);
  if (isProblem(found)) throw new Error(found.message);
  return found;
}

/** Goes to the instant at which the delivery is due again, having seen that nothing goes out before. */
async function workNext(webhook: WebhookId, event: EventId): Promise<void> {
  const due = (await deliveryOf(webhook, event))?.nextDueAt ?? Number.NaN;
  const before = received.length;
  await desk.runtime.advance(due - desk.runtime.now() - 1);
  await workDue();
  expect(received).toHaveLength(before);
  await desk.runtime.advance(1);
  await workDue();
  expect(received).toHaveLength(before + 1);
}

describe("an event", () => {
  test("goes out once to each endpoint that wants its type, under its own id", async () => {
    await newWebhook();
    await newWebhook(["lock.unlocked"]);
    await newWebhook(["lock.locked"]);
    const event = await tell();
    await workDue();
    await workDue();
    expect(received.map(({ request }) => request.headers["svix-id"])).toEqual([event, event]);
    expect(received.map(({ request }) => request.headers["webhook-id"])).toEqual([event, event]);
    expect(received[0]?.request.body).toBe(JSON.stringify({ event_id: event }));
  });

  test("that no customer is told of leaves no delivery behind", async () => {
    const webhook = await newWebhook();
    const event = await tell("internal.fact");
    await workDue();
    expect(received).toEqual([]);
    expect(await deliveryOf(webhook, event)).toBeUndefined();
  });

  test("whose transaction commits late goes out, although later ones went before it", async () => {
    await newWebhook();
    const slow = Promise.withResolvers<void>();
    const appended = Promise.withResolvers<void>();
    const early = desk.store.db.transaction(async (tx) => {
      await appendEvents(tx, desk.store, desk.workspace, [{ type: "lock.locked", occurredAt: desk.runtime.now() }]);
      appended.resolve();
      await slow.promise;
    });
    await appended.promise;
    await desk.runtime.advance(second);
    const late = await tell();
    await workDue();
    expect(received.map(({ request }) => request.headers["svix-id"])).toEqual([late]);
    slow.resolve();
    await early;
    await workDue();
    expect(new Set(received.map(({ request }) => request.headers["svix-id"]))).toEqual(new Set(await eventIds()));
  });

  test("of a transaction that fails goes nowhere", async () => {
    await newWebhook();
    const failed = desk.store.db.transaction(async (tx) => {
      await appendEvents(tx, desk.store, desk.workspace, [{ type: "lock.locked", occurredAt: 0 }]);
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    await workDue();
    expect(received).toEqual([]);
  });

  test("is recorded although its endpoint is deleted at the same moment", async () => {
    const webhook = await newWebhook();
    await desk.store.db.transaction(async (tx) => {
      await appendEvents(tx, desk.store, desk.workspace, [{ type: "lock.locked", occurredAt: 0 }]);
      await desk.store.db.query("delete from webhooks where webhook_id = $1", [webhook]);
    });
    await workDue();
    expect(received).toEqual([]);
    expect(await eventIds()).toHaveLength(1);
  });
});

describe("a delivery that fails", () => {
  test("is tried eight times at the promised offsets, with one id and one body, and then given up", async () => {
    const webhook = await newWebhook();
    answer = answering(500, { answer: "no" });
    const event = await tell();
    await workDue();
    for (let tried = 1; tried < 8; tried += 1) await workNext(webhook, event);
    await desk.runtime.advance(2 * day);
    await workDue();
    const gaps = received.slice(1).map(({ at }, index) => at - (received[index]?.at ?? 0));
    const promised = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];
    expect(gaps).toHaveLength(promised.length);
    expect(gaps[0]).toBe(5 * second);
    for (const [index, gap] of promised.entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(gap);
      expect(gaps[index]).toBeLessThanOrEqual(gap * 1.1);
    }
    expect(new Set(received.map(({ request }) => `${request.headers["svix-id"]} ${request.body}`)).size).toBe(1);
    const delivery = await deliveryOf(webhook, event);
    expect(delivery).toMatchObject({ state: "failed", nextDueAt: undefined });
    expect(delivery?.attempts.map(({ number, status, answer: said }) => [number, status, said])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => [number, 500, "no"]),
    );
  });

  test("is had once its endpoint answers, and not tried again", async () => {
    const webhook = await newWebhook();
    answer = answering(503);
    const event = await tell();
    await workDue();
    expect((await webhookOf(webhook)).failingSince).toBe(desk.runtime.now());
    answer = answering(204);
    await workNext(webhook, event);
    await desk.runtime.advance(10 * day);
    await workDue();
    expect(received).toHaveLength(2);
    expect(await deliveryOf(webhook, event)).toMatchObject({ state: "delivered" });
    expect((await webhookOf(webhook)).failingSince).toBeUndefined();
  });

  test.each([301, 302, 304, 307, 308, 400, 404, 500])("counts as failed by an answer of %i", async (status) => {
    const webhook = await newWebhook();
    answer = answering(status);
    const event = await tell();
    await workDue();
    expect(await deliveryOf(webhook, event)).toMatchObject({ state: "waiting", attempts: [{ status }] });
  });

  test("is given 15 seconds, and then counts as failed", async () => {
    const webhook = await newWebhook();
    answer = (_request, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve({ kind: "unanswered", because: "timeout" }));
      });
    const event = await tell();
    const working = workDue();
    await until(async () => received.length === 1);
    await desk.runtime.advance(14_999);
    expect((await deliveryOf(webhook, event))?.attempts).toEqual([]);
    await desk.runtime.advance(1);
    await working;
    expect((await deliveryOf(webhook, event))?.attempts).toMatchObject([{ failure: "timeout", durationMs: 15_000 }]);
  });

  test.each([429, 503])("waits as long as a %i asks for, and so does all else for this endpoint", async (status) => {
    const webhook = await newWebhook();
    answer = answering(status, { retryAfter: "90" });
    const event = await tell();
    await workDue();
    await tell();
    await desk.runtime.advance(89 * second);
    await workDue();
    expect(received).toHaveLength(1);
    answer = answering(200);
    await desk.runtime.advance(second);
    await workDue();
    expect(received).toHaveLength(3);
    expect(await deliveryOf(webhook, event)).toMatchObject({ state: "delivered" });
  });
});

describe("an endpoint", () => {
  test("that answers 410 gets nothing more, and an internal fact and the log tell of it", async () => {
    const webhook = await newWebhook();
    answer = answering(410);
    const first = await tell();
    await workDue();
    await tell();
    await desk.runtime.advance(2 * day);
    await workDue();
    expect(received).toHaveLength(1);
    expect(await webhookOf(webhook)).toMatchObject({ disabled: { because: "gone" } });
    expect(await deliveryOf(webhook, first)).toMatchObject({ state: "stopped", attempts: [{ status: 410 }] });
    const keys = await desk.store.keysOf(desk.workspace);
    const facts = await listEvents(
      desk.store.db,
      keys,
      desk.workspace,
      { eventTypes: ["webhook.disabled"] },
      { limit: 9 },
    );
    expect(facts).toMatchObject([{ payload: { webhook_id: webhook, because: "gone" } }]);
    expect(desk.runtime.logged).toMatchObject([{ event: "webhooks.endpoint_disabled", fields: { because: "gone" } }]);
  });

  test("that does nothing but fail for five days is disabled, and not an hour before", async () => {
    const webhook = await newWebhook();
    answer = answering(500);
    const since = desk.runtime.now();
    await tell();
    await workDue();
    while (desk.runtime.now() < since + 5 * day - hour) {
      await desk.runtime.advance(Math.min(8 * hour, since + 5 * day - hour - desk.runtime.now()));
      await tell();
      await workDue();
    }
    expect((await webhookOf(webhook)).disabled).toBeUndefined();
    await desk.runtime.advance(hour);
    await tell();
    await workDue();
    expect(await webhookOf(webhook)).toMatchObject({ disabled: { because: "failing", at: since + 5 * day } });
  });

  test("that succeeds now and then is never disabled", async () => {
    const webhook = await newWebhook();
    const start = desk.runtime.now();
    for (let hours = 0; hours < 8 * 24; hours += 6) {
      answer = answering(hours % 96 === 90 ? 200 : 500);
      await tell();
      await workDue();
      await desk.runtime.advance(6 * hour);
    }
    expect(desk.runtime.now() - start).toBeGreaterThan(7 * day);
    expect((await webhookOf(webhook)).disabled).toBeUndefined();
  });

  test("signs with both secrets for a day after a rotation", async () => {
    const webhook = await newWebhook();
    await tell();
    await workDue();
    await rotateSecret(desk, desk.workspace, webhook);
    await tell();
    await workDue();
    await desk.runtime.advance(day);
    await tell();
    await workDue();
    const signatures = received.map(({ request }) => request.headers["svix-signature"]?.split(" ").length);
    expect(signatures).toEqual([1, 2, 1]);
  });

  test("gets an event again when it is asked for, with the count of its tries begun anew", async () => {
    const webhook = await newWebhook();
    answer = answering(500);
    const event = await tell();
    await workDue();
    answer = answering(200);
    await redeliverEvent(desk, desk.workspace, { webhookId: webhook, eventId: event, eventTypes: ["lock.unlocked"] });
    await workDue();
    expect(await deliveryOf(webhook, event)).toMatchObject({
      state: "delivered",
      attempts: [
        { number: 1, status: 500 },
        { number: 2, status: 200 },
      ],
    });
    await redeliverEvent(desk, desk.workspace, { webhookId: webhook, eventId: event, eventTypes: ["lock.unlocked"] });
    await workDue();
    expect(received.map(({ request }) => request.headers["svix-id"])).toEqual([event, event, event]);
  });

  test("is in one pair of hands at a time, and free again when its holder's lease runs out", async () => {
    for (let count = 0; count < 20; count += 1) await newWebhook();
    const event = await tell();
    const claim = () => claimEndpoints(desk.store, { now: desk.runtime.now(), limit: 20, leaseMs, failing: false });
    const taken = (await Promise.all([claim(), claim(), claim()])).flat();
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    expect(taken.length + (await claim()).length).toBe(20);
    const [old] = taken;
    if (old === undefined) throw new Error("One was taken.");
    await desk.runtime.advance(leaseMs);
    expect(await claim()).toHaveLength(20);
    // Whoever was outdated writes nothing.
    const keys = await desk.store.keysOf(desk.workspace);
    const tried = {
      delivery: { eventId: event, tries: 0, attempts: 0 },
      startedAt: desk.runtime.now(),
      durationMs: 1,
      status: 500,
      failure: undefined,
      answer: undefined,
      state: "failed" as const,
      nextDueAt: undefined,
    };
    expect(await recordTries(desk.store.db, keys, old, [tried])).toBe(0);
    expect(await setEndpointLease(desk.store.db, old, undefined)).toBe(false);
    expect(await deliveryOf(old.id, event)).toMatchObject({ state: "waiting", attempts: [] });
  });

  test("has at most eight deliveries under way, and all of them in the end", async () => {
    await newWebhook();
    let underWay = 0;
    let most = 0;
    answer = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 2));
      underWay -= 1;
      return { kind: "answered", status: 200, retryAfter: undefined, answer: "" };
    };
    const facts = Array.from({ length: 200 }, () => ({ type: "lock.unlocked", occurredAt: desk.runtime.now() }));
    await appendEvents(desk.store.db, desk.store, desk.workspace, facts);
    await workDue();
    expect(most).toBe(8);
    expect(new Set(received.map(({ request }) => request.headers["svix-id"])).size).toBe(200);
    expect(received).toHaveLength(200);
  });
});
