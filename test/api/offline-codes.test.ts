import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import type { Driver } from "#drivers/driver.ts";
import { dormakabaOracodeStack } from "#test/makers/dormakaba-oracode.ts";
import { lockCloudStack } from "#test/makers/lock-cloud.ts";
import { locklyStack } from "#test/makers/lockly.ts";
import type { MakerStack } from "#test/makers/maker-stack.ts";
import { openWorkedHouse, type WorkedHouse } from "#test/support/worked-house.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const iso = (at: number) => new Date(at).toISOString();

let world: WorkedHouse;
let lock: BenchLock;
let device: DeviceId;

const type = (digits: string | null) => world.bench.control.enterCode(lock.id, digits ?? "");
const codeOf = (access_code_id: string) => world.seam.accessCodes.get({ access_code_id });
const namesOf = (issues: readonly object[]) =>
  issues.map((one) => ("error_code" in one ? one.error_code : "warning_code" in one ? one.warning_code : ""));
const attemptsFor = (id: string) => {
  const text = "select why from attempts where access_code_id = $1 order by started_at, finished_at nulls first";
  return world.house.desk.store.db.query<{ why: string }>(text, [id]);
};
const eventsOf = async (id: string) => {
  const text = "select event_type as type from events where access_code_id = $1 order by ordinal";
  return (await world.house.desk.store.db.query<{ type: string }>(text, [id])).map(({ type }) =>
    type.replace("access_code.", ""),
  );
};

describe("at an igloohome lock that nothing connects", () => {
  beforeAll(async () => {
    world = await openWorkedHouse("igloohome");
  });
  afterAll(() => world.close());

  beforeEach(async () => {
    // Each test begins on a full hour.
    await world.advance(hour - (world.bench.now() % hour));
    ({ lock, device } = await world.newLock({ timezone: "Asia/Singapore" }));
    await lock.setConnection(false);
    await world.pass();
  });

  test("a code for some hours is issued at once, and opens in these hours only", async () => {
    const now = world.bench.now();
    const asked = { starts_at: iso(now + 2 * hour + 20 * minute), ends_at: iso(now + 5 * hour - 20 * minute) };
    const created = await world.seam.accessCodes.create({
      device_id: device,
      name: "Guest",
      is_offline_access_code: true,
      ...asked,
    });
    expect(created).toMatchObject({
      code: null,
      is_waiting_for_code_assignment: true,
      is_offline_access_code: true,
      is_one_time_use: false,
      is_backup_access_code_available: false,
      starts_at: iso(now + 2 * hour),
      ends_at: iso(now + 5 * hour),
      status: "unset",
      pending_mutations: [{ mutation_code: "creating" }],
    });
    await world.pass();
    const issued = await codeOf(created.access_code_id);
    expect(issued).toMatchObject({
      code: expect.stringMatching(/^[0-9]{9}$/),
      is_waiting_for_code_assignment: false,
      is_scheduled_on_device: true,
      status: "unset",
      pending_mutations: [],
      evidence: [{ grade: "acknowledged" }],
    });
    expect(await type(issued.code)).toMatchObject({ opened: false });
    await world.advance(2 * hour);
    await world.pass();
    expect(await type(issued.code)).toMatchObject({ opened: true });
    expect((await codeOf(created.access_code_id)).status).toBe("set");
    await world.advance(3 * hour);
    expect(await type(issued.code)).toMatchObject({ opened: false });
    await world.pass();
    await expect(codeOf(created.access_code_id)).rejects.toThrow("There is no such access code");
    expect(await eventsOf(created.access_code_id)).toEqual([
      "created",
      "mutations_requested",
      "scheduled_on_device",
      "set_on_device",
      "deleted",
    ]);
  });

  test("passes that come after leave an issued code as it is, also once the lock is seen again", async () => {
    const { access_code_id } = await world.seam.accessCodes.create({
      device_id: device,
      is_offline_access_code: true,
      starts_at: iso(world.bench.now()),
      ends_at: iso(world.bench.now() + 5 * hour),
    });
    await world.pass();
    const issued = await codeOf(access_code_id);
    await lock.setConnection(true);
    await world.settle();
    expect(await codeOf(access_code_id)).toEqual({ ...issued, errors: [] });
    expect(await lock.countCodes()).toBe(1);
    expect(await attemptsFor(access_code_id)).toHaveLength(1);
  });

  test("a one-time code opens once", async () => {
    const { access_code_id } = await world.seam.accessCodes.create({
      device_id: device,
      is_offline_access_code: true,
      is_one_time_use: true,
      starts_at: iso(world.bench.now()),
    });
    await world.pass();
    const issued = await codeOf(access_code_id);
    expect(issued).toMatchObject({ is_one_time_use: true, status: "set", ends_at: iso(world.bench.now() + day) });
    expect(await type(issued.code)).toMatchObject({ opened: true });
    expect(await type(issued.code)).toMatchObject({ opened: false, because: "used_up" });
  });

  test("a code without an end is issued too, and warns of its first day", async () => {
    const { access_code_id } = await world.seam.accessCodes.create({ device_id: device, is_offline_access_code: true });
    await world.pass();
    const issued = await codeOf(access_code_id);
    expect(issued).toMatchObject({ type: "ongoing", status: "set" });
    expect(namesOf(issued.warnings)).toEqual(["igloo_algopin_must_be_used_within_24_hours"]);
    await world.advance(25 * hour);
    expect(await type(issued.code)).toMatchObject({ opened: false });
    expect(namesOf((await codeOf(access_code_id)).warnings)).toEqual([]);
  });

  test("a code for days by the lock's clock takes a rounding of a day, and says so where that is not allowed", async () => {
    const times = { starts_at: iso(world.bench.now()), ends_at: iso(world.bench.now() + 40 * day + 3 * hour) };
    const asked = { device_id: device, is_offline_access_code: true, ...times };
    await expect(world.seam.accessCodes.create(asked)).rejects.toThrow("max_time_rounding");
    const created = await world.seam.accessCodes.create({ ...asked, max_time_rounding: "1d" });
    expect(created.ends_at).toBe(iso(world.bench.now() + 41 * day));
  });

  test("the fourth code for one time is refused by the maker, which the code tells", async () => {
    const slot = { starts_at: iso(world.bench.now() + hour), ends_at: iso(world.bench.now() + 2 * hour) };
    for (let made = 0; made < 4; made += 1) {
      await world.seam.accessCodes.create({ device_id: device, is_offline_access_code: true, ...slot });
    }
    await world.pass();
    const codes = await world.seam.accessCodes.list({ device_id: device });
    expect(new Set(codes.map(({ code }) => code)).size).toBe(4);
    const [left, ...others] = codes.filter(({ code }) => code === null);
    expect(others).toEqual([]);
    const access_code_id = left?.access_code_id ?? "";
    expect(namesOf(left?.errors ?? [])).toContain("igloohome_offline_access_code_no_variance_available");
    expect(await eventsOf(access_code_id)).toContain("failed_to_set_on_device");
    await world.seam.accessCodes.delete({ access_code_id });
    await world.pass();
    await expect(codeOf(access_code_id)).rejects.toThrow("There is no such access code");
  });

  test.each(["before the maker hears of it", "after the maker did it and before that is written down"])(
    "a pass that is cut off %s is made good by the next, which says what was lost",
    async (when) => {
      const { access_code_id } = await world.seam.accessCodes.create({
        device_id: device,
        is_offline_access_code: true,
        starts_at: iso(world.bench.now()),
        ends_at: iso(world.bench.now() + hour),
      });
      const broken: Driver = {
        ...world.bench.driver,
        apply: async (native, step, signal) => {
          if (when.startsWith("after")) await world.bench.driver.apply(native, step, signal);
          throw new Error("cut off");
        },
      };
      await expect(world.pass(broken)).rejects.toThrow("cut off");
      await world.pass();
      const issued = await codeOf(access_code_id);
      expect(await type(issued.code)).toMatchObject({ opened: true });
      const attempts = await attemptsFor(access_code_id);
      expect(attempts.map(({ why }) => why.includes("may have been used up"))).toEqual([false, true]);
    },
  );

  test("an issued code can neither be changed nor taken back", async () => {
    const { access_code_id } = await world.seam.accessCodes.create({
      device_id: device,
      name: "Guest",
      is_offline_access_code: true,
      starts_at: iso(world.bench.now()),
      ends_at: iso(world.bench.now() + hour),
    });
    await world.pass();
    await expect(world.seam.accessCodes.delete({ access_code_id })).rejects.toThrow("cannot be taken back");
    await expect(world.seam.accessCodes.update({ access_code_id, name: "Other" })).rejects.toThrow("cannot be changed");
    await world.seam.accessCodes.update({ access_code_id, name: "Guest" });
    expect(await codeOf(access_code_id)).toMatchObject({ name: "Guest", status: "set" });
  });

  test.each([
    ["with digits of one's own", { code: "482155" }, "leave it out"],
    ["with a shared code", { common_code_key: "family" }, "no other can share it"],
    ["with a backup", { use_backup_access_code_pool: true }, "no backup"],
    ["that has ended", { starts_at: "2026-01-01T00:00:00Z", ends_at: "2026-01-02T00:00:00Z" }, "in the future"],
    ["with one end only", { starts_at: "2026-02-01T00:00:00Z" }, "ends_at is required"],
    ["for more than a year", { starts_at: "2026-02-01T00:00:00Z", ends_at: "2027-03-01T00:00:00Z" }, "29 to 367 days"],
  ])("none is wanted %s", async (_what, more, sentence) => {
    const asked = { device_id: device, is_offline_access_code: true, ...more };
    await expect(world.seam.accessCodes.create(asked)).rejects.toThrow(sentence);
  });
});

/** By the generic driver, and by the make's own. */
const both = (own: MakerStack) =>
  [
    ["the lock cloud", lockCloudStack],
    ["its own driver", own],
  ] as const;

describe.each(both(dormakabaOracodeStack))("at a dormakaba Oracode door, through %s", (_, stack) => {
  beforeAll(async () => {
    world = await openWorkedHouse("dormakaba_oracode", stack);
  });
  afterAll(() => world.close());

  beforeEach(async () => {
    ({ lock, device } = await world.newLock({ timezone: "America/New_York" }));
  });

  const create = (starts_at: string, ends_at: string) =>
    world.seam.accessCodes.create({ device_id: device, is_offline_access_code: true, starts_at, ends_at });
  const guestLevel = "6c7f7c5e-3b53-4d3e-8a55-5a1b8d0c1a01";

  test("the user levels of the site are shown, as what codes can be wanted for", async () => {
    const { properties, can_program_offline_access_codes, can_program_online_access_codes } =
      await world.seam.devices.get({ device_id: device });
    expect({ can_program_offline_access_codes, can_program_online_access_codes }).toEqual({
      can_program_offline_access_codes: true,
    });
    expect(properties.dormakaba_oracode_metadata).toMatchObject({
      iana_timezone: "America/New_York",
      predefined_time_slots: [
        { name: "Guest", check_in_time: "15:00", check_out_time: "11:00", is_24_hour: false },
        { name: "Day", is_24_hour: true },
      ],
    });
    expect(properties).toMatchObject({
      offline_time_frame_options: [
        {
          max_duration: "P31D",
          time_pairs: [{ start_time: "15:00", end_time: "11:00" }],
          time_zone: "America/New_York",
        },
        { max_duration: "P31D", matching_start_end_time: true },
      ],
    });
  });

  test("a stay is rounded to a user level, and its code opens from check-in to check-out", async () => {
    // Half past three in the afternoon to half past ten in the morning, in New York.
    const stay = await create("2026-02-02T20:30:00Z", "2026-02-05T15:30:00Z");
    expect(stay).toMatchObject({ starts_at: "2026-02-02T20:00:00.000Z", ends_at: "2026-02-05T16:00:00.000Z" });
    await world.pass();
    const issued = await codeOf(stay.access_code_id);
    expect(issued).toMatchObject({
      code: expect.stringMatching(/^[0-9]{8}$/),
      dormakaba_oracode_metadata: { user_level_id: guestLevel, user_level_name: "Guest" },
    });
    await world.advance(Date.parse("2026-02-02T19:59:00Z") - world.bench.now());
    expect(await type(issued.code)).toMatchObject({ opened: false });
    await world.advance(minute);
    expect(await type(issued.code)).toMatchObject({ opened: true });
    await world.advance(Date.parse("2026-02-05T16:00:00Z") - world.bench.now());
    expect(await type(issued.code)).toMatchObject({ opened: false });
  });

  test("a level that the site drops before a code is issued is missed, until it is there again", async () => {
    const at = world.bench.now() + 10 * day;
    const date = (later: number) => iso(at + later).slice(0, 10);
    const { access_code_id } = await create(`${date(0)}T20:00:00Z`, `${date(3 * day)}T16:00:00Z`);
    const levels = [
      { user_level_id: guestLevel, name: "Guest", prefix: 1, check_in_time: "15:00", check_out_time: "11:00" },
    ];
    await world.bench.control.setUserLevels(lock.id, []);
    await world.pass();
    const missed = await codeOf(access_code_id);
    expect(namesOf(missed.errors)).toContain("dormakaba_oracode_no_valid_user_level");
    expect(missed.code).toBeNull();
    await world.bench.control.setUserLevels(lock.id, levels);
    await world.pass();
    const issued = await codeOf(access_code_id);
    expect(issued).toMatchObject({ errors: [], code: expect.stringMatching(/^[0-9]{8}$/) });
  });

  test.each([
    ["a code that is no offline one", { name: "Guest" }, "is_offline_access_code"],
    [
      "times of no user level",
      { is_offline_access_code: true, starts_at: "2027-02-02T17:00:00Z", ends_at: "2027-02-05T17:30:00Z" },
      "max_time_rounding",
    ],
    [
      "a stay of 32 days",
      { is_offline_access_code: true, starts_at: "2027-02-02T20:00:00Z", ends_at: "2027-03-07T16:00:00Z" },
      "1 to 31 days",
    ],
    ["a code without an end", { is_offline_access_code: true }, "needs starts_at and ends_at"],
    ["a one-time code", { is_offline_access_code: true, is_one_time_use: true }, "one-time use"],
  ])("%s is refused", async (_what, more, sentence) => {
    await expect(world.seam.accessCodes.create({ device_id: device, ...more })).rejects.toThrow(sentence);
  });
});

describe.each(both(locklyStack))("at a Lockly lock, through %s", (_, stack) => {
  beforeAll(async () => {
    world = await openWorkedHouse("lockly", stack);
    await world.advance(hour - (world.bench.now() % hour));
    ({ lock, device } = await world.newLock({ timezone: "Asia/Singapore" }));
  });
  afterAll(() => world.close());

  test("a one-time code has the time that was asked for, and opens once in it", async () => {
    const asked = { device_id: device, is_offline_access_code: true, is_one_time_use: true };
    const starts_at = iso(world.bench.now());
    await expect(world.seam.accessCodes.create({ ...asked, starts_at })).rejects.toThrow("ends_at is required");
    const ends_at = iso(world.bench.now() + 5 * hour);
    const { access_code_id } = await world.seam.accessCodes.create({ ...asked, starts_at, ends_at });
    await world.pass();
    const issued = await codeOf(access_code_id);
    expect(issued).toMatchObject({ starts_at, ends_at, warnings: [] });
    expect(await type(issued.code)).toMatchObject({ opened: true });
    expect(await type(issued.code)).toMatchObject({ opened: false });
  });

  test("codes of both kinds live beside one another", async () => {
    const offline = await world.seam.accessCodes.create({
      device_id: device,
      is_offline_access_code: true,
      starts_at: iso(world.bench.now()),
      ends_at: iso(world.bench.now() + hour),
    });
    const online = await world.seam.accessCodes.create({ device_id: device, code: "48215567" });
    await world.settle();
    const pins = [await codeOf(offline.access_code_id), await codeOf(online.access_code_id)].map(({ code }) => code);
    for (const pin of pins) expect(await type(pin)).toMatchObject({ opened: true });
    await world.seam.accessCodes.delete({ access_code_id: online.access_code_id });
    await world.settle();
    expect(await type("48215567")).toMatchObject({ opened: false });
    expect(await type(pins[0] ?? null)).toMatchObject({ opened: true });
  });
});
