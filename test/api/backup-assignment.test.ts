import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

const minute = 60_000;
const hour = 60 * minute;

let world: WorkedHouse;
beforeAll(async () => {
  world = await openWorkedHouse("tedee");
});
afterAll(() => world.close());

/** What guests, hosts, workers and misfortune do, each about one of the stays so far. */
const acts = [
  "book",
  "pull",
  "pull twice at once",
  "delete",
  "delete backup",
  "prolong",
  "cut",
  "mend",
  "live",
] as const;
const story = fc.array(fc.tuple(fc.constantFrom(...acts), fc.nat({ max: 30 })), { minLength: 6, maxLength: 14 });

test("a backup code is given to one code and never to another, whoever pulls it and whatever happens between", {
  timeout: 240_000,
}, async () => {
  let given = 0;
  const run = async (steps: readonly (readonly [(typeof acts)[number], number])[]) => {
    const { lock, device } = await world.newLock();
    const post = (path: string, body: object) => world.house.tenant.post(path, { ...body });
    await post("/devices/update", {
      device_id: device,
      backup_access_code_pool_enabled: true,
      backup_access_code_fail_over_lead_minutes: 30,
    });
    await world.settle();
    const stays: string[] = [];
    for (const [act, choice] of steps) {
      await perform(act, { lock, device, stays, stay: stays[choice % Math.max(1, stays.length)] ?? "", choice });
      given += expectOneOwnerEach(await pullsOf(device), await ownersOf(device));
    }
    await world.house.desk.store.db.query("update devices set next_due_at = null where device_id = $1", [device]);
    await post("/devices/delete", { device_id: device });
  };
  // Chance alone may draw eight stories in which nobody gets a backup.
  const examples: Parameters<typeof run>[] = [
    [
      [
        ["book", 1],
        ["live", 10],
        ["pull twice at once", 0],
        ["live", 5],
      ],
    ],
  ];
  await fc.assert(fc.asyncProperty(story, run), { numRuns: 8, endOnFailure: true, examples });
  expect(given).toBeGreaterThan(0);
});

interface Scene {
  readonly lock: BenchLock;
  readonly device: DeviceId;
  readonly stays: string[];
  /** Of which stay; of none where there is none. */
  readonly stay: string;
  readonly choice: number;
}

async function perform(act: (typeof acts)[number], { lock, device, stays, stay, choice }: Scene): Promise<void> {
  const { post } = world.house.tenant;
  const now = world.bench.now();
  const iso = (at: number) => new Date(at).toISOString();
  switch (act) {
    case "book": {
      const body = { device_id: device, starts_at: iso(now + choice * 4 * minute), ends_at: iso(now + 5 * hour) };
      const id = (await post("/access_codes/create", body)).body.access_code?.access_code_id;
      if (id !== undefined) stays.push(id);
      return;
    }
    case "pull":
      await post("/access_codes/pull_backup_access_code", { access_code_id: stay });
      return;
    case "pull twice at once":
      await Promise.all(
        [stay, stays.at(-1) ?? "", stay].map((access_code_id) =>
          post("/access_codes/pull_backup_access_code", { access_code_id }),
        ),
      );
      return;
    case "delete":
      await post("/access_codes/delete", { access_code_id: stay });
      return;
    case "delete backup": {
      const { body } = await post("/access_codes/get", { access_code_id: stay });
      await post("/access_codes/delete", { access_code_id: body.access_code?.pulled_backup_access_code_id ?? "" });
      return;
    }
    case "prolong":
      await post("/access_codes/update", { access_code_id: stay, ends_at: iso(now + 9 * hour) });
      return;
    case "cut":
      return lock.setConnection(false);
    case "mend":
      return lock.setConnection(true);
    case "live":
      return world.live(choice * minute);
  }
}

type Pull = readonly [backup: string, original: string];

/** Every pull that was told of. */
async function pullsOf(device: DeviceId): Promise<readonly Pull[]> {
  const rows = await world.house.desk.store.db.query<{ backup: string; original: string }>(
    `select payload->>'backup_access_code_id' as backup, access_code_id as original from events
     where device_id = $1 and event_type = 'access_code.backup_access_code_pulled'`,
    [device],
  );
  return rows.map(({ backup, original }) => [backup, original]);
}

/** Which code has which backup, of those that are still remembered. */
async function ownersOf(device: DeviceId): Promise<readonly Pull[]> {
  const rows = await world.house.desk.store.db.query<{ backup: string; original: string }>(
    "select access_code_id as backup, pulled_for as original from access_codes where device_id = $1 and pulled_for is not null",
    [device],
  );
  return rows.map(({ backup, original }) => [backup, original]);
}

/** Each was told of once, for the code that has it. Answers how many there are. */
function expectOneOwnerEach(told: readonly Pull[], owners: readonly Pull[]): number {
  expect(new Set(told.map(([backup]) => backup)).size).toBe(told.length);
  expect(told.toSorted()).toEqual(owners.toSorted());
  return told.length;
}
