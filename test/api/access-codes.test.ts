import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

let house: ApiHouse;
let tenant: Tenant;
let lock: DeviceId;

beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
});
beforeEach(async () => {
  lock = await tenant.newLock();
});
afterAll(() => house.close());

const nextYear = new Date().getUTCFullYear() + 1;
const stay = { starts_at: `${nextYear}-03-01T15:00:00-07:00`, ends_at: `${nextYear}-03-04T11:00:00.000Z` };

async function create(more: object = {}) {
  const { status, body } = await tenant.post("/access_codes/create", { device_id: lock, name: "Guest", ...more });
  expect(status, JSON.stringify(body)).toBe(200);
  if (body.access_code === undefined) throw new Error("no access code");
  return body.access_code;
}

describe("a new code", () => {
  test("is answered at once, with what is wanted and what is not done yet", async () => {
    const { body } = await tenant.post("/access_codes/create", { device_id: lock, name: "Guest", code: "2468" });
    expect(body.access_code).toMatchObject({
      device_id: lock,
      workspace_id: tenant.workspaceId,
      name: "Guest",
      code: "2468",
      type: "ongoing",
      status: "setting",
      is_managed: true,
      errors: [],
      warnings: [],
      pending_mutations: [{ mutation_code: "creating" }],
    });
    expect(body.action_attempt).toMatchObject({ action_type: "CREATE_ACCESS_CODE" });
  });

  test("gets digits that the lock takes, where none are chosen", async () => {
    expect((await create({ preferred_code_length: 6 })).code).toMatch(/^\d{6}$/);
    expect((await create({ preferred_code_length: 12 })).code).toMatch(/^\d{4,6}$/);
  });

  test("for a stay says its times in UTC, and waits", async () => {
    expect(await create(stay)).toMatchObject({
      type: "time_bound",
      status: "unset",
      starts_at: `${nextYear}-03-01T22:00:00.000Z`,
      ends_at: `${nextYear}-03-04T11:00:00.000Z`,
      pending_mutations: [{ mutation_code: "deferring_creation" }],
    });
  });

  test("needs both times or neither, in order", async () => {
    for (const times of [
      { starts_at: stay.starts_at },
      { ends_at: stay.ends_at },
      { starts_at: stay.ends_at, ends_at: stay.starts_at },
    ]) {
      const { status, body } = await tenant.post("/access_codes/create", { device_id: lock, ...times });
      expect([status, body.error?.type]).toEqual([400, "invalid_input"]);
    }
  });

  test("with a PIN that the lock has is refused, naming no PIN", async () => {
    await create({ code: "1379" });
    const { status, body } = await tenant.post("/access_codes/create", { device_id: lock, code: "1379" });
    expect([status, body.error?.type]).toEqual([409, "duplicate_access_code"]);
    expect(JSON.stringify(body)).not.toContain("1379");
  });

  test("may be changed at the lock where either name of the field says so", async () => {
    expect((await create({ is_external_modification_allowed: true })).is_external_modification_allowed).toBe(true);
    expect((await create({ allow_external_modification: true })).is_external_modification_allowed).toBe(true);
  });

  test("on a lock that nobody has is not found", async () => {
    const device_id = "00000000-0000-4000-8000-000000000000";
    const { status, body } = await tenant.post("/access_codes/create", { device_id });
    expect([status, body.error?.type, body.error?.data]).toEqual([404, "device_not_found", { device_id }]);
  });
});

describe("a code that is there", () => {
  test("is got by its id, and by its digits on its device", async () => {
    const { access_code_id } = await create({ code: "8642" });
    const byId = await tenant.ask("GET", `/access_codes/get?access_code_id=${access_code_id}&_strict=true`);
    const byDigits = await tenant.post("/access_codes/get", { device_id: lock, code: "8642" });
    expect([byId.body.access_code?.code, byDigits.body.access_code?.access_code_id]).toEqual(["8642", access_code_id]);
  });

  test("is not got on another device", async () => {
    const { access_code_id } = await create();
    const { status } = await tenant.post("/access_codes/get", { access_code_id, device_id: await tenant.newLock() });
    expect(status).toBe(404);
  });

  test.for(["POST", "PATCH", "PUT"])("is changed with %s, as often as it is sent", async (method) => {
    const { access_code_id } = await create();
    const headers = { "content-type": "application/json" };
    for (const _ of [1, 2]) {
      const { status, body } = await tenant.ask(method, "/access_codes/update", {
        body: JSON.stringify({ access_code_id, name: "Ann", ...stay }),
        headers,
      });
      expect([status, body.action_attempt?.action_type]).toEqual([200, "UPDATE_ACCESS_CODE"]);
    }
    const { body } = await tenant.post("/access_codes/get", { access_code_id });
    expect(body.access_code).toMatchObject({ name: "Ann", type: "time_bound" });
    await tenant.ask(method, "/access_codes/update", {
      body: JSON.stringify({ access_code_id, type: "ongoing" }),
      headers,
    });
    expect((await tenant.post("/access_codes/get", { access_code_id })).body.access_code).not.toHaveProperty(
      "starts_at",
    );
  });

  test.for(["POST", "DELETE"])(
    "is deleted with %s, and deleting it again succeeds while it is leaving",
    async (method) => {
      const { access_code_id } = await create();
      const asked = method === "POST" ? "" : `?access_code_id=${access_code_id}&_strict=true`;
      const init =
        method === "POST"
          ? { body: JSON.stringify({ access_code_id }), headers: { "content-type": "application/json" } }
          : {};
      for (const _ of [1, 2]) {
        const { status, body } = await tenant.ask(method, `/access_codes/delete${asked}`, init);
        expect([status, body.action_attempt?.action_type]).toEqual([200, "DELETE_ACCESS_CODE"]);
      }
      const { body } = await tenant.post("/access_codes/get", { access_code_id });
      expect(body.access_code).toMatchObject({
        status: "removing",
        pending_mutations: [{ mutation_code: "deleting" }],
      });
    },
  );

  test("is found by part of its name, and by its digits", async () => {
    const { access_code_id } = await create({ name: "Ångström family", code: "9753" });
    await create();
    for (const search of ["ngström", "9753", access_code_id.slice(0, 8)]) {
      const { body } = await tenant.post("/access_codes/list", { device_id: lock, search });
      expect([search, body.access_codes?.map((code) => code.access_code_id)]).toEqual([search, [access_code_id]]);
    }
  });

  test("cannot be asked for among codes that nobody keeps here", async () => {
    await create();
    for (const filter of [{ access_grant_key: "g" }, { customer_key: "c" }, { user_identifier_key: "u" }]) {
      const { body } = await tenant.post("/access_codes/list", { device_id: lock, ...filter });
      expect(body.access_codes).toEqual([]);
    }
  });
});

describe("another workspace", () => {
  let other: Tenant;
  beforeAll(async () => {
    other = await house.newTenant("Rival House");
  });

  test("finds nothing of this one, and changes nothing", async () => {
    const { access_code_id, code } = await create();
    for (const [path, body] of [
      ["/access_codes/get", { access_code_id }],
      ["/access_codes/get", { device_id: lock, code }],
      ["/access_codes/update", { access_code_id, name: "Mine" }],
      ["/access_codes/delete", { access_code_id }],
      ["/access_codes/create", { device_id: lock }],
      ["/access_codes/generate_code", { device_id: lock }],
      ["/access_codes/unmanaged/get", { access_code_id }],
      ["/access_codes/unmanaged/convert_to_managed", { access_code_id }],
      ["/access_codes/unmanaged/delete", { access_code_id }],
      ["/devices/get", { device_id: lock }],
      ["/devices/update", { device_id: lock, name: "Mine" }],
      ["/devices/simulate/remove", { device_id: lock }],
      ["/locks/unlock_door", { device_id: lock }],
      ["/locks/simulate/keypad_code_entry", { device_id: lock, code: "1357" }],
    ] as const) {
      expect([path, (await other.post(path, body)).status]).toEqual([path, 404]);
    }
    expect((await other.post("/access_codes/list", { access_code_ids: [access_code_id] })).body.access_codes).toEqual(
      [],
    );
    expect((await other.post("/access_codes/list", { device_id: lock })).body.access_codes ?? []).toEqual([]);
    expect((await other.post("/devices/list", { device_ids: [lock] })).body.devices).toEqual([]);
    expect((await other.post("/events/list", { device_id: lock })).body.events).toEqual([]);
    expect((await tenant.post("/access_codes/get", { access_code_id })).body.access_code).toMatchObject({
      name: "Guest",
    });
  });
});

describe("a list in pages", () => {
  test("shows each code once, in the order of creation, with a cursor or by following the address", async () => {
    const made: string[] = [];
    for (const name of ["a", "b", "c", "d", "e"]) made.push((await create({ name })).access_code_id);
    const asked = { device_id: lock, limit: 2 };
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<Tenant["post"]>> = await tenant.post("/access_codes/list", {
        ...asked,
        page_cursor: cursor,
      });
      seen.push(...(page.body.access_codes ?? []).map((code) => code.access_code_id));
      cursor = page.body.pagination?.next_page_cursor ?? null;
      expect(page.body.pagination?.has_next_page).toBe(cursor !== null);
    } while (cursor !== null);
    expect(seen).toEqual(made);

    const followed: string[] = [];
    let url: string | null = `http://locks.example/access_codes/list?device_id=${lock}&limit=2`;
    while (url !== null) {
      const { pathname, search } = new URL(url);
      const page: Awaited<ReturnType<Tenant["ask"]>> = await tenant.ask("GET", pathname + search);
      followed.push(...(page.body.access_codes ?? []).map((code) => code.access_code_id));
      url = page.body.pagination?.next_page_url ?? null;
    }
    expect(followed).toEqual(made);
  });

  test("does not go on with other parameters, and a cursor of nobody's is refused", async () => {
    await create();
    await create();
    const { body } = await tenant.post("/access_codes/list", { device_id: lock, limit: 1 });
    const page_cursor = body.pagination?.next_page_cursor;
    const other = await tenant.post("/access_codes/list", { device_id: lock, limit: 2, page_cursor });
    expect([other.status, other.body.error?.type]).toEqual([400, "mismatched_page_parameters"]);
    const odd = await tenant.post("/access_codes/list", { device_id: lock, limit: 1, page_cursor: "MQ==" });
    expect([odd.status, odd.body.error?.validation_errors?.page_cursor]).toEqual([
      400,
      { _errors: ["page_cursor is not one of ours"] },
    ]);
  });
});

describe("a proposed code", () => {
  test("names the device and digits that it takes, and reserves nothing", async () => {
    for (const _ of [1, 2]) {
      const { body } = await tenant.ask("GET", `/access_codes/generate_code?device_id=${lock}&_strict=true`);
      expect(body.generated_code).toMatchObject({ device_id: lock, code: expect.stringMatching(/^\d{4,6}$/) });
    }
    expect((await tenant.post("/access_codes/list", { device_id: lock })).body.access_codes).toEqual([]);
  });
});

describe("an action attempt", () => {
  test("is got and listed, with the code it was of", async () => {
    const { body } = await tenant.post("/access_codes/create", { device_id: lock, code: "5577" });
    const action_attempt_id = body.action_attempt?.action_attempt_id;
    const got = await tenant.ask("GET", `/action_attempts/get?action_attempt_id=${action_attempt_id}`);
    expect(got.body.action_attempt).toMatchObject({ action_attempt_id, action_type: "CREATE_ACCESS_CODE" });
    const listed = await tenant.post("/action_attempts/list", { action_attempt_ids: [action_attempt_id] });
    expect(listed.body.action_attempts).toEqual([got.body.action_attempt]);
    const rest = await tenant.ask("GET", `/action_attempts/list?device_id=${lock}`);
    expect(rest.body.action_attempts).toHaveLength(1);
  });

  test("of a door waits until the lock has answered", async () => {
    const { body } = await tenant.post("/locks/unlock_door", { device_id: lock });
    expect(body.action_attempt).toMatchObject({
      action_type: "UNLOCK_DOOR",
      status: "pending",
      result: null,
      error: null,
    });
  });

  test("that nobody made is not found", async () => {
    const { status, body } = await tenant.post("/action_attempts/get", {
      action_attempt_id: "00000000-0000-4000-8000-000000000000",
    });
    expect([status, body.error?.type]).toEqual([404, "action_attempt_not_found"]);
  });
});

describe("events", () => {
  test("of a code are listed in order, each of a type that the contract knows", async () => {
    const { access_code_id } = await create();
    await tenant.post("/access_codes/delete", { access_code_id });
    const { body } = await tenant.ask("GET", `/events/list?access_code_id=${access_code_id}&_strict=true`);
    expect(body.events?.[0]).toMatchObject({ event_type: "access_code.created", access_code_id, device_id: lock });
    const since = await tenant.post("/events/list", {
      since: "2020-01-01T00:00:00Z",
      device_id: lock,
      event_type: "access_code.created",
    });
    expect(since.body.events?.map(({ event_type }) => event_type)).toEqual(["access_code.created"]);
    const event_id = body.events?.[0]?.event_id;
    expect((await tenant.post("/events/get", { event_id })).body.event).toEqual(body.events?.[0]);
  });

  test("are asked for by time or by something, not by nothing and not by both times", async () => {
    const between = ["2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"];
    for (const asked of [
      {},
      { since: between[0], between },
      { between: [between[0]] },
      { event_type: "access_code.sung" },
    ]) {
      expect((await tenant.post("/events/list", asked)).status).toBe(400);
    }
    expect((await tenant.post("/events/list", { between })).body.events).toEqual([]);
    expect((await tenant.post("/events/list", { connect_webview_id: lock })).body.events).toEqual([]);
  });

  test("that nobody recorded are not found", async () => {
    expect((await tenant.post("/events/get", {})).status).toBe(400);
    const { status, body } = await tenant.post("/events/get", { event_id: lock });
    expect([status, body.error?.type]).toEqual([404, "event_not_found"]);
  });
});
