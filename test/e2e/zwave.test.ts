import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, until } from "#test/support/house.ts";
import { opens, zone } from "#test/support/zwave/zwave-bench.ts";
import { openZwaveNetwork, type ZwaveNetwork } from "#test/support/zwave/zwave-network.ts";

const minute = 60_000;
const hour = 60 * minute;
/** To interview a lock keeps a slow machine busy for long. */
const startsWithinMs = 240_000;
const patiently = { withinMs: 120_000 };
/** The only lock of the network. */
const node = 2;

let house: House;
let network: ZwaveNetwork;

beforeAll(async () => {
  [house, network] = await Promise.all([openHouse(), openZwaveNetwork(["user_code"])]);
  await network.ask({ do: "program", node, slot: 6, code: "30174", name: "", announced: true });
  await house.connectAccount("zwave", { url: network.url, timeZone: zone });
  await until(async () => (await device())?.properties.online, { ...patiently, what: "lock" });
}, startsWithinMs);

afterAll(async () => {
  await house?.close();
  await network?.close();
}, startsWithinMs);

const judge = async (digits: string) => opens(await network.held(node), digits, house.clock.now());

test(
  "with the server away for the whole of a code's window, a Z-Wave lock opens inside it and not outside",
  async () => {
    const startsAt = roundUp(house.clock.now() + 5 * hour);
    const id = await create({ code: "731904", starts_at: iso(startsAt), ends_at: iso(startsAt + 3 * hour) });
    await until(async () => (await code(id)).is_scheduled_on_device === true, { ...patiently, what: "schedule" });
    await house.whileAway(async () => {
      expect(await judge("731904")).toBe(false);
      house.clock.advanceTo(startsAt + 1_000);
      expect(await judge("731904")).toBe(true);
      house.clock.advanceTo(startsAt + 3 * hour - 2_000);
      expect(await judge("731904")).toBe(true);
      house.clock.advanceTo(startsAt + 3 * hour + 1_000);
      expect(await judge("731904")).toBe(false);
    });
    await until(async () => !(await holds("731904")), { ...patiently, what: "end of the code" });
    expect(await judge("30174")).toBe(true);
  },
  startsWithinMs,
);

test("a code opens a Z-Wave lock, a change at the keypad is undone, and the door says who came", async () => {
  const id = await create({ code: "48261057" });
  await statusOf(id, "set");
  expect(await judge("48261057")).toBe(true);
  const slot = (await network.held(node)).find((one) => one.code === "48261057")?.slot ?? 0;
  await network.ask({ do: "notify", node, event: "keypadUnlock", user: slot });
  const unlocked = await eventOf("lock.unlocked", (event) => event.access_code_id === id);
  expect(unlocked).toMatchObject({ method: "keycode" });

  house.clock.advance(minute);
  await network.ask({ do: "program", node, slot, code: "70707", name: "", announced: true });
  await until(async () => (await judge("48261057")) && !(await judge("70707")), { ...patiently, what: "repair" });
  await eventOf("access_code.modified_external_to_seam", (event) => event.access_code_id === id);
  await statusOf(id, "set");
});

test("a code that stood on the lock before is found with its digits, adopted, and put back when it is removed", async () => {
  const found = await until(async () => (await unmanaged()).find((one) => one.code === "30174"), patiently);
  await house.seam.accessCodes.unmanaged.convertToManaged({ access_code_id: found.access_code_id });
  await statusOf(found.access_code_id, "set");
  house.clock.advance(minute);
  await network.ask({ do: "erase", node, slot: 6 });
  await eventOf("access_code.deleted_external_to_seam", (event) => event.access_code_id === found.access_code_id);
  await until(() => judge("30174"), { ...patiently, what: "repair" });
});

test(
  "the Z-Wave JS server is killed with work under way, and nothing is lost when it is back",
  async () => {
    const standing = await create({ code: "135790" });
    await statusOf(standing, "set");
    await network.killServer();
    const waiting = await create({ code: "24680" });
    await house.seam.accessCodes.delete({ access_code_id: standing });
    expect(await judge("135790")).toBe(true);
    await network.startServer();
    for (let tries = 0; !((await judge("24680")) && !(await judge("135790"))); tries += 1) {
      house.clock.advance(11 * minute);
      expect(tries).toBeLessThan(20);
      await until(async () => (await judge("24680")) && !(await judge("135790")), { withinMs: 8_000 }).catch(() => {});
    }
    await statusOf(waiting, "set");
    expect(await judge("30174")).toBe(true);
    expect(await judge("48261057")).toBe(true);
  },
  startsWithinMs,
);

test("no PIN stands in the server's log", () => {
  const log = house.log();
  for (const digits of ["48261057", "731904", "135790"]) expect(log).not.toContain(digits);
});

async function device() {
  for (const one of await house.seam.devices.list())
    if ((await house.nativeIdOf(one.device_id)) === `${network.homeId}-${node}`) return one;
  return undefined;
}

async function holds(digits: string): Promise<boolean> {
  return (await network.held(node)).some((one) => one.code === digits);
}

async function create(more: Readonly<Record<string, string>>): Promise<string> {
  const { device_id = "" } = (await device()) ?? {};
  return (await house.seam.accessCodes.create({ device_id, ...more })).access_code_id;
}

async function code(id: string) {
  return house.seam.accessCodes.get({ access_code_id: id });
}

async function unmanaged() {
  const { device_id = "" } = (await device()) ?? {};
  return house.seam.accessCodes.unmanaged.list({ device_id });
}

async function statusOf(id: string, status: string): Promise<void> {
  await until(async () => (await code(id)).status === status, { ...patiently, what: `status ${status}` });
}

async function eventOf(type: string, isMeant: (event: Readonly<Record<string, unknown>>) => boolean) {
  return until(
    async () => {
      const events = await house.seam.events.list({ since: "2020-01-01T00:00:00Z" });
      return events.find((event) => event.event_type === type && isMeant({ ...event }));
    },
    { ...patiently, what: `event ${type}` },
  );
}

function roundUp(at: number): number {
  return Math.ceil(at / minute) * minute;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
