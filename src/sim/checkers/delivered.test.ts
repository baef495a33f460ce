import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, test } from "vitest";
import { neighboursUrl } from "#sim/endpoint.ts";
import type { Body } from "#sim/happening.ts";
import { Stage } from "#test/support/stage.ts";
import { delivered } from "./delivered.ts";

const url = "https://harbour.example/events/1";
const webhook = "00000000-0000-4000-8000-0000000000d1";
const process = "server-1";
const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString("base64")}`;

let stage: Stage;
let listed: Body[];
let made: number;

/** A run in which the customer has one endpoint, which wants every event. */
beforeEach(() => {
  stage = new Stage(delivered);
  listed = [];
  made = 0;
  stage.answer = (path) => (path === "/events/list" ? { status: 200, body: { events: listed } } : undefined);
  const shown = { webhook_id: webhook, url, event_types: ["*"], disabled_at: null };
  stage.answers(1, "/webhooks/create", { url }, { webhook: { ...shown, secret: secretOf(1) } });
  stage.now += 1;
});

/** An event is recorded, and shown by the API from now on. */
function records(event_type = "access_code.set_on_device"): Body {
  made += 1;
  const event = { event_id: `event-${made}`, event_type, created_at: new Date(stage.now).toISOString() };
  listed.push(event);
  stage.tell({ kind: "statement", process, name: "commit", rows: 0 });
  return event;
}

interface Sending {
  readonly status?: number | undefined;
  readonly secret?: string;
  readonly to?: string;
  readonly answerMs?: number;
  readonly at?: number;
}

function sends(event: Body, { status = 204, secret = secretOf(1), to = url, answerMs = 10, at }: Sending = {}): void {
  const body = JSON.stringify(event);
  const id = String(event.event_id);
  const signedAt = new Date(at ?? stage.now);
  const signature = new Webhook(secret).sign(id, signedAt, body);
  const values = { id, timestamp: String(Math.floor(signedAt.getTime() / 1_000)), signature };
  const families = ["webhook", "svix"].flatMap((family) =>
    Object.entries(values).map(([name, value]) => [`${family}-${name}`, value] as const),
  );
  const headers = Object.fromEntries(families);
  stage.tell({ kind: "webhook", process, url: to, headers, body, status, answerMs });
}

describe("is kept where", () => {
  test("an event arrives, signed, at its first try", async () => {
    sends(records());
    await stage.pass(10);
    await stage.ends("liveness");
    expect(stage.objections).toEqual([]);
  });

  test("an endpoint that is ill is sent its events on the schedule, once it is well", async () => {
    stage.tell({ kind: "endpoint", url, what: "fails" });
    const event = records();
    sends(event, { status: 500 });
    await stage.until(stage.now + 5_010);
    sends(event, { status: 500 });
    stage.tell({ kind: "endpoint", url, what: "well" });
    await stage.pass(5.5);
    sends(event);
    await stage.ends("liveness");
    expect(stage.objections).toEqual([]);
  });

  test("an event is sent again because its answer was lost, or a process died over it, or somebody asked", async () => {
    const event = records();
    sends(event, { answerMs: Number.POSITIVE_INFINITY });
    await stage.until(stage.now + 20_000);
    sends(event);
    stage.tell({ kind: "process", process, what: "crashed" });
    await stage.until(stage.now + 12_000);
    sends(event);
    await stage.pass(30);
    const asked = { webhook_id: webhook, event_id: event.event_id };
    stage.asks(2, "/webhooks/redeliver", asked);
    stage.answers(2, "/webhooks/redeliver", asked, {});
    await stage.until(stage.now + 1_000);
    sends(event);
    await stage.ends("liveness");
    expect(stage.objections).toEqual([]);
  });

  test("an endpoint is sent nothing while it is switched off", async () => {
    stage.asks(2, "/webhooks/update", { webhook_id: webhook, is_enabled: false });
    records();
    await stage.pass(10);
    await stage.ends("liveness");
    expect(stage.objections).toEqual([]);
  });
});

describe("is broken where", () => {
  test("an event does not arrive at an endpoint that is well", async () => {
    records();
    await stage.pass(10);
    expect(stage.objections).toHaveLength(1);
  });

  test("an event is tried once and never again", async () => {
    sends(records(), { status: 500 });
    await stage.pass(10);
    expect(stage.objections).toHaveLength(1);
  });

  test("something is left at the end", async () => {
    stage.tell({ kind: "endpoint", url, what: "fails" });
    sends(records(), { status: 500 });
    await stage.pass(10);
    expect(stage.objections).toEqual([]);
    await stage.ends("liveness");
    expect(stage.objections).toHaveLength(1);
  });

  test.each<readonly [string, Sending]>([
    ["is signed with another secret", { secret: secretOf(2) }],
    ["is signed long ago", { at: Date.UTC(2020, 0, 1) }],
  ])("a message %s", (_how, sending) => {
    sends(records(), sending);
    expect(stage.objections).toEqual([`${url} was sent a message that does not verify.`]);
  });

  test("a message is signed with the old secret alone long after a new one was given", async () => {
    stage.answers(
      2,
      "/webhooks/rotate_secret",
      { webhook_id: webhook },
      {
        webhook: { webhook_id: webhook, secret: secretOf(2) },
      },
    );
    sends(records());
    await stage.pass(10);
    expect(stage.objections).toEqual([]);
    sends(records());
    expect(stage.objections).toHaveLength(1);
  });

  test("a message says something else than the API", async () => {
    const event = records();
    sends({ ...event, code: "1357" });
    await stage.pass(10);
    expect(stage.objections).toHaveLength(1);
  });

  test("a message tells of what is on no record", async () => {
    sends({ event_id: "none", event_type: "lock.locked", created_at: new Date(stage.now).toISOString() });
    await stage.ends("liveness");
    expect(stage.objections).toEqual([`${url} was sent none, which is on no record.`]);
  });

  test("another workspace is told", () => {
    sends(records(), { to: neighboursUrl });
    expect(stage.objections).toEqual(["An event was sent to the endpoint of another workspace."]);
  });

  test("what was had, or has just failed, is sent again for no reason", async () => {
    const event = records();
    sends(event);
    await stage.pass(1);
    sends(event);
    const other = records();
    sends(other, { status: 500 });
    await stage.until(stage.now + 1_000);
    sends(other);
    expect(stage.objections).toHaveLength(2);
  });

  test("a type is sent that is not wanted", async () => {
    const other = "00000000-0000-4000-8000-0000000000d2";
    const wanting = { webhook_id: other, url: `${url}/2`, event_types: ["lock.locked"], secret: secretOf(1) };
    stage.answers(2, "/webhooks/create", {}, { webhook: wanting });
    sends(records(), { to: `${url}/2` });
    expect(stage.objections).toHaveLength(1);
  });
});
