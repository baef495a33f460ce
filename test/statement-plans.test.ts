import { afterAll, beforeAll, expect, test } from "vitest";
import { sqlState } from "#store/db.ts";
import { claimDue } from "#store/leases.ts";
import { forgetGone, forgetOldDeliveries, forgetOldEvents, wipePins } from "#store/purge.ts";
import { claimEndpoints, dueDeliveries, recordTries } from "#store/webhook-turns.ts";
import { fillTables } from "#test/support/full-tables.ts";
import { recorded, type Sent } from "#test/support/recorded-statements.ts";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

/** Tables that grow with the codes and their history. */
const largeTables = new Set([
  "access_codes",
  "attempts",
  "action_attempts",
  "events",
  "webhook_deliveries",
  "webhook_attempts",
]);
/** Pages of 8 KiB that one statement may touch. A page of a hundred codes with their devices is the largest. */
const buffersMax = 1_500;

let world: WorkedHouse;
let sent: Sent[] = [];
beforeAll(async () => {
  world = await openWorkedHouse("tedee", undefined, (db) => recorded(db, (statement) => sent.push(statement)));
});
afterAll(() => world.close());

const post = async (path: string, body: object = {}) => {
  const answer = await world.house.tenant.post(path, body);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.body;
};
/** What reads much because much is asked for. */
const accepted: readonly (readonly [beginning: string, because: string])[] = [
  ['select count(*)::integer as "all"', "The health of a workspace is counted over all of its codes."],
  [
    "update devices set next_due_at = $1, lease_until = null",
    "It is no statement of ours: it makes this test's locks due.",
  ],
];

test("each statement has an index for every table that grows, and touches few pages however many codes there are", async () => {
  sent = [];
  const statements = await liveThroughEverything();
  await fillTables(world.house.desk.store.db);
  const findings: string[] = [];
  for (const statement of statements) {
    const text = statement.text.trim();
    if (accepted.some(([beginning]) => text.startsWith(beginning))) continue;
    const { Plan: plan } = await planOf(statement);
    const scanned = scansOf(plan);
    const touched = (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
    const name = statement.name ?? text;
    if (scanned.length > 0) findings.push(`${name} reads all of ${scanned.join()}`);
    if (touched > buffersMax) findings.push(`${name} touches ${touched} pages`);
  }
  expect(findings).toEqual([]);
});

/** What a house does that has a guest, an owner who looks at everything, and an endpoint. Answers what was asked of the database. */
async function liveThroughEverything(): Promise<readonly Sent[]> {
  const { store } = world.house.desk;
  const { device } = await world.newLock();
  await post("/webhooks/create", { url: "https://guest.example/hook" });
  const made = await post("/access_codes/create", { device_id: device, name: "Guest" });
  const access_code_id = made.access_code?.access_code_id ?? "";
  await world.settle();
  await post("/access_codes/update", { access_code_id, name: "Guest of honour" });
  await world.settle();
  const other = (await post("/access_codes/create", { device_id: device })).access_code?.access_code_id;
  await world.settle();
  await post("/access_codes/delete", { access_code_id: other });
  await world.settle();
  const since = "2020-01-01T00:00:00Z";
  for (const filter of [
    { device_id: device },
    { device_id: device, limit: 1 },
    { device_id: device, search: "Guest" },
    { access_code_ids: [access_code_id] },
  ]) {
    const { pagination } = await post("/access_codes/list", filter);
    if (pagination?.next_page_cursor)
      await post("/access_codes/list", { ...filter, page_cursor: pagination.next_page_cursor });
  }
  await post("/access_codes/get", { access_code_id });
  await post("/access_codes/explain", { access_code_id });
  await post("/access_codes/get_timeline", { access_code_id });
  await post("/access_codes/search", { search: "Guest" });
  await post("/access_codes/unmanaged/list", { device_id: device });
  await post("/access_codes/unmanaged/list_found");
  await post("/devices/list");
  await post("/devices/get", { device_id: device });
  await post("/action_attempts/list", { action_attempt_ids: [access_code_id] });
  await post("/entries/list");
  await post("/entries/list", { device_id: device });
  await post("/audit_entries/list");
  await post("/workspaces/get_health");
  for (const filter of [
    {},
    { device_id: device },
    { access_code_id },
    { event_type: "access_code.created" },
    { connected_account_id: world.house.tenant.account.id },
  ]) {
    await post("/events/list", { since, limit: 10, ...filter });
  }
  const now = world.bench.now() + 1_000;
  const [claim] = await claimEndpoints(store, { now, limit: 5, leaseMs: 1_000, failing: false });
  if (claim === undefined) throw new Error("Something is due for the endpoint.");
  const [delivery] = await dueDeliveries(store.db, claim.id, { now, limit: 200 });
  if (delivery === undefined) throw new Error("A delivery is due.");
  const tried = { delivery, startedAt: now, durationMs: 1, status: 200, failure: undefined, answer: undefined };
  await recordTries(store.db, await store.keysOf(claim.workspaceId), claim, [
    { ...tried, state: "delivered", nextDueAt: undefined },
  ]);
  await post("/webhooks/list_deliveries", { webhook_id: claim.id });
  await claimDue(store.db, "account", { now, limit: 10, leaseMs: 1_000 });
  await wipePins(store.db, { now: now + 400 * 86_400_000, limit: 10 });
  await forgetGone(store.db, { now: now + 400 * 86_400_000, forgetBefore: now + 86_400_000, limit: 10 });
  await forgetOldEvents(store.db, { before: 0, limit: 200 });
  await forgetOldDeliveries(store.db, { before: 0, limit: 200 });
  return [
    ...new Map(
      sent.map((statement) => [`${statement.text} ${statement.values.map((value) => value === null)}`, statement]),
    ).values(),
  ];
}

interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Shared Hit Blocks"?: number;
  readonly "Shared Read Blocks"?: number;
  readonly Plans?: readonly Plan[];
}

interface Explained {
  readonly Plan: Plan;
}

/** How it was done, with all that it did undone again. What was inserted once cannot be again: then how it would be done. */
async function planOf(statement: Sent): Promise<Explained> {
  return explain("analyze, buffers,", statement).catch((error: unknown) => {
    if (sqlState(error) !== "23505") throw error;
    return explain("", statement);
  });
}

async function explain(how: string, { text, values }: Sent): Promise<Explained> {
  let found: Explained | undefined;
  const undone = new Error("Undone.");
  await world.house.desk.store.db
    .transaction(async (tx) => {
      // Were there an index, it would be taken: a table is read whole only where there is no other way.
      await tx.query("set local enable_seqscan = off");
      type Row = { "QUERY PLAN": readonly Explained[] };
      const [row] = await tx.query<Row>(`explain (${how} format json) ${text}`, values);
      found = row?.["QUERY PLAN"][0];
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  if (found === undefined) throw new Error("A statement has a plan.");
  return found;
}

function scansOf(plan: Plan): readonly string[] {
  const table = plan["Relation Name"] ?? "";
  const here = plan["Node Type"] === "Seq Scan" && largeTables.has(table) ? [table] : [];
  return [...here, ...(plan.Plans ?? []).flatMap(scansOf)];
}
