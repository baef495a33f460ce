import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WireEntry, WireFoundCode, WireHealth } from "#api/contract/overview.ts";
import type { WireArrival, WireArrivalsSummary } from "#api/contract/wire.ts";
import type { DeviceId, EventId } from "#domain/ids.ts";
import { toTime } from "#store/db.ts";
import { appendEvents } from "#store/events.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

const hour = 60 * 60_000;
const now = Date.UTC(2026, 11, 1, 12);
let house: ApiHouse;
let tenant: Tenant;
beforeAll(async () => {
  house = await openApiHouse({ runtime: { now: () => now } });
});
afterAll(() => house.close());

const iso = (at: number) => new Date(at).toISOString();
const create = async (device_id: DeviceId, name: string, startsAt?: number) =>
  (
    await tenant.post("/access_codes/create", {
      device_id,
      name,
      ...(startsAt === undefined ? {} : { starts_at: iso(startsAt), ends_at: iso(startsAt + 24 * hour) }),
    })
  ).body.access_code?.access_code_id ?? "";

describe("arrivals", () => {
  const list = async (asked: object = {}) =>
    (await tenant.post("/arrivals/list", asked)).body as unknown as {
      readonly arrivals: readonly WireArrival[];
      readonly summary: WireArrivalsSummary;
    };

  test("are the stays that begin soon or lately began, linked codes as one, the soonest first", async () => {
    tenant = await house.newTenant("Arrivals");
    const [front, back] = [await tenant.newLock(), await tenant.newLock()];
    await create(front, "In two days", now + 48 * hour);
    await create(back, "Came in the morning", now - 3 * hour);
    await create(front, "Next week", now + 7 * 24 * hour);
    await create(front, "Cleaner");
    const linked = {
      device_ids: [front, back],
      name: "Tonight",
      starts_at: iso(now + 6 * hour),
      ends_at: iso(now + 30 * hour),
    };
    await tenant.post("/access_codes/create_multiple", linked);
    const { arrivals, summary } = await list();
    expect(arrivals.map(({ name, access_codes }) => [name, access_codes.length])).toEqual([
      ["Came in the morning", 1],
      ["Tonight", 2],
      ["In two days", 1],
    ]);
    expect(summary).toEqual({ arrivals: 3, access_codes: 4, ready: 0, at_risk: expect.any(Number), is_complete: true });
    expect((await list({ hours: 4 })).arrivals.map(({ name }) => name)).toEqual(["Came in the morning"]);
    const short = await list({ limit: 1 });
    expect(short.arrivals.map(({ name }) => name)).toEqual(["Came in the morning"]);
    expect(short.summary).toEqual(summary);
    expect((await list({ only_at_risk: true })).arrivals).toEqual([]);
  });

  test("that are at risk can be asked for alone", async () => {
    tenant = await house.newTenant("At risk");
    const [well, away] = [await tenant.newLock(), await tenant.newLock({ disconnected: "device_disconnected" })];
    await create(well, "Fine", now + 48 * hour);
    await create(away, "At a door that is away", now + hour);
    const { arrivals, summary } = await list({ only_at_risk: true });
    expect(arrivals.map(({ name }) => name)).toEqual(["At a door that is away"]);
    expect(summary).toMatchObject({ arrivals: 1, access_codes: 2, at_risk: 1 });
  });
});

describe("codes that were found", () => {
  const list = async (is_kept = false): Promise<readonly (readonly (string | null)[])[]> => {
    const { body } = await tenant.post("/access_codes/unmanaged/list_found", { is_kept });
    const { found_codes: found } = body as unknown as { readonly found_codes: readonly WireFoundCode[] };
    return found.map(({ access_code, door }) => [access_code.name ?? null, door.display_name]);
  };

  test("are listed from every door until somebody keeps them, and nobody else's are", async () => {
    tenant = await house.newTenant("Found");
    const [front, back] = [await tenant.newLock({ name: "Front" }), await tenant.newLock({ name: "Back" })];
    const owner = await tenant.foundOnLock(front, { name: "Owner", digits: "1357" });
    await tenant.foundOnLock(back, { name: "Gardener", digits: "2468" });
    await create(front, "Guest");
    expect([...(await list())].sort()).toEqual([
      ["Gardener", "Back"],
      ["Owner", "Front"],
    ]);
    expect((await tenant.post("/access_codes/unmanaged/keep", { access_code_id: owner })).status).toBe(200);
    expect(await list()).toEqual([["Gardener", "Back"]]);
    expect(await list(true)).toEqual([["Owner", "Front"]]);
    await tenant.post("/access_codes/unmanaged/keep", { access_code_id: owner, is_kept: false });
    expect(await list(true)).toEqual([]);
    const other = await house.newTenant("Elsewhere");
    expect((await other.post("/access_codes/unmanaged/keep", { access_code_id: owner })).status).toBe(404);
  });
});

describe("entries", () => {
  const entered = (deviceId: DeviceId, at: number, more: object) =>
    appendEvents(house.desk.store.db, house.desk.store, tenant.workspaceId, [
      { type: "lock.unlocked", occurredAt: at, deviceId, payload: { method: "keycode" }, ...more },
    ]);
  const list = async (asked: object = {}) =>
    (await tenant.post("/entries/list", asked)).body as unknown as {
      readonly entries: readonly WireEntry[];
      readonly pagination: { readonly next_page_cursor: string | null };
    };

  test("say whose code it was where it is known, guess where one alone is possible, and else own up", async () => {
    tenant = await house.newTenant("Entries");
    const [alone, shared] = [await tenant.newLock(), await tenant.newLock()];
    const guest = await create(alone, "Grace");
    await create(shared, "Ann");
    await create(shared, "Ben");
    await entered(alone, now + hour, { accessCodeId: guest });
    await entered(alone, now + 2 * hour, {});
    await entered(shared, now + 3 * hour, {});
    await entered(shared, now + 4 * hour, { payload: { method: "manual" } });
    await entered(shared, now + 5 * hour, { type: "lock.access_denied", payload: {} });
    const { entries } = await list();
    expect(
      entries.map(({ kind, method, attribution, access_code: code }) => [kind, method, attribution, code?.name]),
    ).toEqual([
      ["denied", null, "unknown", undefined],
      ["unlocked", "manual", "unknown", undefined],
      ["unlocked", "keycode", "unknown", undefined],
      ["unlocked", "keycode", "guessed", "Grace"],
      ["unlocked", "keycode", "known", "Grace"],
    ]);
    expect((await list({ device_id: alone })).entries).toHaveLength(2);
    expect((await list({ access_code_id: guest })).entries).toHaveLength(1);
  });

  test("come in pages that leave nothing out", async () => {
    const all = (await list()).entries.map(({ event_id }) => event_id as EventId);
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await list({ limit: 2, ...(cursor === undefined ? {} : { page_cursor: cursor }) });
      found.push(...page.entries.map(({ event_id }) => event_id));
      cursor = page.pagination.next_page_cursor;
    }
    expect(found).toEqual(all);
  });
});

describe("the health of a workspace", () => {
  test("counts what is well and what is not, and names the doors to look after", async () => {
    tenant = await house.newTenant("Health");
    await tenant.newLock({ name: "Well" });
    const away = await tenant.newLock({ name: "Away", disconnected: "device_disconnected" });
    const weak = await tenant.newLock({ name: "Weak", batteryLevel: 0.1 });
    const code = await create(away, "Grace");
    const trouble = {
      doing: "set",
      kind: "failed",
      because: "unreachable",
      detail: "No answer.",
      since: now,
      lastAt: now,
      tries: 1,
      version: 1,
      retryAt: now,
    };
    await house.desk.store.db.query("update access_codes set trouble = $2 where access_code_id = $1", [
      code,
      JSON.stringify(trouble),
    ]);
    await house.desk.store.db.query("update connected_accounts set failing_since = $2 where workspace_id = $1", [
      tenant.workspaceId,
      toTime(now),
    ]);
    const { health } = (await tenant.post("/workspaces/get_health")).body as unknown as { readonly health: WireHealth };
    expect(health.doors).toEqual({ all: 3, offline: 1, low_battery: 1 });
    expect(health.connected_accounts).toEqual({ all: 1, disconnected: 0, failing: 1 });
    expect(health.access_codes).toMatchObject({ all: 1, weakly_proved: 0 });
    expect(health.troubles).toEqual([{ kind: "failed", because: "unreachable", access_codes: 1 }]);
    expect(health.doors_to_look_after.map(({ device_id }) => device_id).sort()).toEqual([away, weak].sort());
  });
});
