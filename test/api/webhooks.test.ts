import { Webhook as StandardWebhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendEvents } from "#store/events.ts";
import { type ApiHouse, openApiHouse } from "#test/support/api-house.ts";

let house: ApiHouse;

beforeAll(async () => {
  house = await openApiHouse();
});
afterAll(() => house.close());

const url = "https://hooks.example/pintumbler";

async function create(fields: object = {}) {
  const { body } = await house.tenant.post("/webhooks/create", { url, ...fields });
  if (body.webhook === undefined) throw new Error(JSON.stringify(body));
  return body.webhook;
}

async function tell(type = "lock.unlocked", tenant = house.tenant): Promise<string> {
  const { store, runtime } = house.desk;
  const before = await eventIds();
  const payload = { method: "manual" };
  await appendEvents(store.db, store, tenant.workspaceId, [{ type, occurredAt: runtime.now(), payload }]);
  const [made = ""] = (await eventIds()).filter((id) => !before.includes(id));
  // Lists are in the order of the clock: it goes on before the next.
  const madeAt = runtime.now();
  while (runtime.now() <= madeAt) await runtime.sleep(1, new AbortController().signal);
  return made;
}

async function eventIds(): Promise<readonly string[]> {
  const rows = await house.desk.store.db.query<{ event_id: string }>("select event_id from events");
  return rows.map((row) => row.event_id);
}

describe("a webhook", () => {
  test("is created for every type of event, with a secret that verifiers take", async () => {
    const webhook = await create();
    expect(webhook).toMatchObject({ url, event_types: ["*"], failing_since: null, disabled_at: null });
    expect(webhook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(() => new StandardWebhook(webhook.secret ?? "")).not.toThrow();
  });

  test("is found and listed without its secret, by GET and by POST", async () => {
    const { secret, ...webhook } = await create({ event_types: ["lock.unlocked", "lock.locked", "lock.unlocked"] });
    expect(secret).toBeDefined();
    expect(webhook.event_types).toEqual(["lock.unlocked", "lock.locked"]);
    const { body } = await house.tenant.ask("GET", `/webhooks/get?webhook_id=${webhook.webhook_id}`);
    expect(body.webhook).toEqual(webhook);
    expect((await house.tenant.post("/webhooks/get", { webhook_id: webhook.webhook_id })).body.webhook).toEqual(
      webhook,
    );
    expect((await house.tenant.ask("GET", "/webhooks/list")).body.webhooks).toContainEqual(webhook);
  });

  test("changes its types by PUT, and its address never", async () => {
    const { webhook_id } = await create();
    const body = JSON.stringify({ webhook_id, event_types: ["device.connected"] });
    const headers = { "content-type": "application/json" };
    expect((await house.tenant.ask("PUT", "/webhooks/update", { body, headers })).status).toBe(200);
    const changed = await house.tenant.post("/webhooks/get", { webhook_id });
    expect(changed.body.webhook).toMatchObject({ url, event_types: ["device.connected"] });
  });

  test.each([
    ["a type that the contract does not have", ["lock.exploded"]],
    ["the star beside another type", ["*", "lock.unlocked"]],
    ["no type", []],
  ])("is refused for %s", async (_what, event_types) => {
    const { webhook_id } = await create();
    for (const [path, fields] of [
      ["/webhooks/create", { url }],
      ["/webhooks/update", { webhook_id }],
    ] as const) {
      const { status, body } = await house.tenant.post(path, { ...fields, event_types });
      expect([status, body.error?.type]).toEqual([400, "invalid_event_types"]);
    }
  });

  test.each(["not an address", "ftp://hooks.example/", "file:///etc/passwd", "https://jane:secret@hooks.example/"])(
    "is refused at %s",
    async (wrong) => {
      const { status, body } = await house.tenant.post("/webhooks/create", { url: wrong });
      expect([status, body.error?.type]).toEqual([400, "invalid_input"]);
      expect(body.error?.validation_errors).toHaveProperty("url");
    },
  );

  test("is deleted once, and then not found", async () => {
    const { webhook_id } = await create();
    expect((await house.tenant.ask("DELETE", `/webhooks/delete?webhook_id=${webhook_id}`)).status).toBe(200);
    for (const path of ["/webhooks/delete", "/webhooks/get", "/webhooks/rotate_secret", "/webhooks/list_deliveries"]) {
      const { status, body } = await house.tenant.post(path, { webhook_id });
      expect([path, status, body.error?.type]).toEqual([path, 404, "webhook_not_found"]);
    }
  });

  test("of another workspace, or with an id of no form of ours, is not found", async () => {
    const other = await house.newTenant("Elsewhere");
    const { webhook_id } = await create();
    for (const id of [webhook_id, "webhook-1", ""]) {
      for (const path of [
        "/webhooks/get",
        "/webhooks/delete",
        "/webhooks/rotate_secret",
        "/webhooks/list_deliveries",
      ]) {
        expect([path, (await other.post(path, { webhook_id: id })).status]).toEqual([path, 404]);
      }
      const update = await other.post("/webhooks/update", { webhook_id: id, event_types: ["*"] });
      expect(update.status).toBe(404);
    }
    expect((await other.post("/webhooks/list")).body.webhooks).toEqual([]);
    expect((await house.tenant.post("/webhooks/get", { webhook_id })).status).toBe(200);
  });
});

describe("the deliveries of a webhook", () => {
  test("are of the types it wants and of its workspace, newest first, in pages", async () => {
    const { webhook_id } = await create({ event_types: ["lock.unlocked"] });
    const other = await house.newTenant("Next door");
    const first = await tell();
    await tell("lock.locked");
    await tell("lock.unlocked", other);
    const second = await tell();
    const all = await house.tenant.post("/webhooks/list_deliveries", { webhook_id });
    expect(all.body.deliveries).toMatchObject([
      { event_id: second, event_type: "lock.unlocked", status: "waiting", attempts: [] },
      { event_id: first },
    ]);
    const page = await house.tenant.post("/webhooks/list_deliveries", { webhook_id, limit: 1 });
    expect(page.body.deliveries).toMatchObject([{ event_id: second }]);
    const page_cursor = page.body.pagination?.next_page_cursor;
    const next = await house.tenant.post("/webhooks/list_deliveries", { webhook_id, limit: 1, page_cursor });
    expect(next.body.deliveries).toMatchObject([{ event_id: first }]);
    expect(next.body.pagination?.has_next_page).toBe(false);
  });

  test("do not tell of facts that the contract has no type for", async () => {
    const { webhook_id } = await create();
    const { body } = await house.tenant.post("/webhooks/redeliver", {
      webhook_id,
      event_id: await tell("webhook.disabled"),
    });
    expect(body.error?.type).toBe("event_not_found");
    expect((await house.tenant.post("/webhooks/list_deliveries", { webhook_id })).body.deliveries).toEqual([]);
  });

  test("can be asked for, also of an event that is older than the webhook, and not of a stranger's", async () => {
    const event_id = await tell();
    const { webhook_id } = await create();
    const { body } = await house.tenant.post("/webhooks/redeliver", { webhook_id, event_id });
    expect(body.delivery).toMatchObject({ webhook_id, event_id, status: "waiting" });
    const other = await house.newTenant("Stranger");
    const theirs = await tell("lock.unlocked", other);
    const refused = await house.tenant.post("/webhooks/redeliver", { webhook_id, event_id: theirs });
    expect(refused.body.error?.type).toBe("event_not_found");
  });

  test("end while it is disabled, and begin anew when it is enabled", async () => {
    const { webhook_id } = await create();
    const before = await tell();
    await house.tenant.post("/webhooks/update", { webhook_id, is_enabled: false });
    const meanwhile = await tell();
    const { body } = await house.tenant.post("/webhooks/get", { webhook_id });
    expect(body.webhook).toMatchObject({ disabled_reason: "disabled_by_request" });
    const asked = await house.tenant.post("/webhooks/redeliver", { webhook_id, event_id: before });
    expect(asked.body.error?.type).toBe("invalid_input");
    await house.tenant.post("/webhooks/update", { webhook_id, is_enabled: true });
    const after = await tell();
    const { deliveries = [] } = (await house.tenant.post("/webhooks/list_deliveries", { webhook_id })).body;
    expect(deliveries).toMatchObject([
      { event_id: after, status: "waiting" },
      { event_id: before, status: "stopped", next_attempt_at: null },
    ]);
    expect(deliveries.map((each) => each.event_id)).not.toContain(meanwhile);
  });
});

test("a webhook's secret does not lie open in the database", async () => {
  const { webhook_id, secret = "" } = await create();
  const [row] = await house.desk.store.db.query<{ text: string; sealed: Uint8Array }>(
    "select webhooks::text as text, sealed_secrets as sealed from webhooks where webhook_id = $1",
    [webhook_id],
  );
  expect(row?.text).not.toContain(secret.slice(6));
  expect(Buffer.from(row?.sealed ?? []).includes(secret.slice(6, 30))).toBe(false);
});

describe("the paths of our own", () => {
  interface Described {
    readonly properties: Readonly<Record<string, Described>>;
    readonly required: readonly string[];
  }
  interface Document {
    readonly components: { readonly schemas: Readonly<Record<string, Described>> };
    readonly paths: Readonly<
      Record<
        string,
        Readonly<
          Record<string, { readonly responses: { 200: { content: { "application/json": { schema: Described } } } } }>
        >
      >
    >;
  }

  test("are described as they answer", async () => {
    const { webhook_id } = await create();
    const event_id = await tell();
    const { body } = await house.tenant.ask("GET", "/openapi.json");
    const { paths, components } = body as unknown as Document;
    const answerOf = (path: string, method: string) =>
      paths[path]?.[method]?.responses[200].content["application/json"].schema;
    for (const [path, methods] of [
      ["/webhooks/list_deliveries", ["get", "post"]],
      ["/webhooks/redeliver", ["post"]],
      ["/webhooks/rotate_secret", ["post"]],
    ] as const) {
      expect(Object.keys(paths[path] ?? {}).sort()).toEqual(methods);
      const { body: answered } = await house.tenant.post(path, { webhook_id, event_id });
      for (const method of methods) {
        expect(Object.keys(answerOf(path, method)?.properties ?? {}).sort()).toEqual(Object.keys(answered).sort());
      }
    }
    const delivery = (await house.tenant.post("/webhooks/redeliver", { webhook_id, event_id })).body.delivery ?? {};
    expect(components.schemas.delivery?.required.toSorted()).toEqual(Object.keys(delivery).sort());
  });

  test("give a new secret, which a second one follows", async () => {
    const { webhook_id, secret } = await create();
    const secrets = [secret];
    for (let round = 0; round < 2; round += 1) {
      const { body } = await house.tenant.post("/webhooks/rotate_secret", { webhook_id });
      secrets.push(body.webhook?.secret);
    }
    expect(new Set(secrets).size).toBe(3);
    for (const each of secrets) expect(each).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
