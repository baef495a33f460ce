import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WireTimelineEvent } from "#api/contract/wire.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

let house: ApiHouse;
let tenant: Tenant;
beforeAll(async () => {
  house = await openApiHouse();
  tenant = house.tenant;
});
afterAll(() => house.close());

interface Timeline {
  readonly timeline_events: readonly WireTimelineEvent[];
  readonly pagination: { readonly has_more: boolean; readonly next_cursor: string | null };
}

async function codeWithHistory(): Promise<string> {
  const device_id = await tenant.newLock();
  const { body } = await tenant.post("/access_codes/create", { device_id, code: "72941" });
  const id = body.access_code?.access_code_id ?? "";
  const refused = JSON.stringify({ kind: "refused", because: "full", detail: "The lock has no place left." });
  const write = (attempt: string, at: string, outcome: string | null) =>
    house.desk.store.db.query(
      `insert into attempts (attempt_id, workspace_id, device_id, access_code_id, version, kind, why, started_at, finished_at, outcome, unsettled)
       values ($1, $2, $3, $4, 1, 'set', 'The code is to work from now on.', $5, $6, $7, false)`,
      [attempt, tenant.workspaceId, device_id, id, at, outcome === null ? null : at, outcome],
    );
  await write(house.desk.runtime.uuid(), "2099-01-01T00:00:00Z", refused);
  await write(house.desk.runtime.uuid(), "2099-01-02T00:00:00Z", null);
  return id;
}

const read = async (fields: object) =>
  (await tenant.post("/access_codes/get_timeline", fields)).body as unknown as Timeline;

describe("the timeline of a code", () => {
  test("tells what was asked and what was tried, newest first, and no PIN", async () => {
    const access_code_id = await codeWithHistory();
    const { timeline_events: events, pagination } = await read({ access_code_id });
    expect(events.map((event) => event.event_type)).toEqual([
      "internal.access_code.programming_started",
      "internal.access_code.programming_finished",
      "internal.access_code.programming_started",
      expect.stringMatching(/created|requested/),
      expect.stringMatching(/created|requested/),
    ]);
    expect(events[1]?.description).toContain("The lock has no place left.");
    expect(events.at(-1)?.actor).toEqual({ type: "api_key", id: expect.any(String), display_name: "test" });
    expect(events.at(-1)?.description).toMatch(/^The API key “test” asked for the code/);
    expect(JSON.stringify(events)).not.toContain("72941");
    expect(pagination.has_more).toBe(false);
  });

  test("comes in pages that leave nothing out", async () => {
    const access_code_id = await codeWithHistory();
    const all = (await read({ access_code_id })).timeline_events;
    const found: WireTimelineEvent[] = [];
    let before: string | undefined;
    for (let page = 0; page < 10; page += 1) {
      const { timeline_events, pagination } = await read({ access_code_id, limit: 1, ...(before && { before }) });
      found.push(...timeline_events);
      if (pagination.next_cursor === null) break;
      before = pagination.next_cursor;
    }
    expect(found.map((event) => event.timeline_event_id)).toEqual(all.map((event) => event.timeline_event_id));
  });

  test("is narrowed by time and type", async () => {
    const access_code_id = await codeWithHistory();
    const late = await read({ access_code_id, after: "2099-01-01T12:00:00Z" });
    expect(late.timeline_events).toHaveLength(1);
    const created = await read({ access_code_id, event_types: ["access_code.created"] });
    expect(created.timeline_events).toHaveLength(1);
  });

  test("is there for a code that is gone, and for none of another workspace", async () => {
    const access_code_id = await codeWithHistory();
    await house.desk.store.db.query("update access_codes set gone_at = created_at where access_code_id = $1", [
      access_code_id,
    ]);
    expect((await read({ access_code_id })).timeline_events.length).toBeGreaterThan(0);
    const other = await house.newTenant("Elsewhere");
    expect((await other.post("/access_codes/get_timeline", { access_code_id })).status).toBe(404);
  });
});
