import { afterAll, beforeAll, expect, test } from "vitest";
import { type GuestStory, guestStory, iso, roundUp } from "#test/support/guest-story.ts";
import { type House, openHouse, until } from "#test/support/house.ts";
import { opens, zone } from "#test/support/zwave/zwave-bench.ts";
import { openZwaveNetwork, type ZwaveNetwork } from "#test/support/zwave/zwave-network.ts";

const minute = 60_000;
const hour = 60 * minute;
/** To interview a lock keeps a slow machine busy for long. */
const startsWithinMs = 240_000;
const patiently = { withinMs: 120_000 };
/** The locks of the network. */
const [node, sleeper] = [2, 3];

let house: House;
let guest: GuestStory;
let network: ZwaveNetwork;

beforeAll(async () => {
  [house, network] = await Promise.all([openHouse(), openZwaveNetwork(["user_code", "sleeping"])]);
  await network.ask({ do: "program", node, slot: 6, code: "30174", name: "", announced: true });
  guest = guestStory(house, async () => (await device())?.device_id ?? "", patiently);
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
    const id = await guest.create({ code: "731904", starts_at: iso(startsAt), ends_at: iso(startsAt + 3 * hour) });
    await until(async () => (await guest.code(id)).is_scheduled_on_device === true, { ...patiently, what: "schedule" });
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
  const id = await guest.create({ code: "48261057" });
  await guest.statusOf(id, "set");
  expect(await judge("48261057")).toBe(true);
  const slot = (await network.held(node)).find((one) => one.code === "48261057")?.slot ?? 0;
  await network.ask({ do: "notify", node, event: "keypadUnlock", user: slot });
  const unlocked = await guest.eventOf("lock.unlocked", (event) => event.access_code_id === id);
  expect(unlocked).toMatchObject({ method: "keycode" });

  house.clock.advance(minute);
  await network.ask({ do: "program", node, slot, code: "70707", name: "", announced: true });
  await until(async () => (await judge("48261057")) && !(await judge("70707")), { ...patiently, what: "repair" });
  await guest.eventOf("access_code.modified_external_to_seam", (event) => event.access_code_id === id);
  await guest.statusOf(id, "set");
});

test(
  "a code waits for a lock that sleeps, and stands on it as soon as it wakes",
  async () => {
    const opensAsleep = async (digits: string) => opens(await network.held(sleeper), digits, house.clock.now());
    const statusOf = async () =>
      (await network.command("node.get_state", { nodeId: sleeper })).state as { status: number };
    const asleep = { withinMs: 30_000, what: "sleep" };
    await until(async () => (await statusOf()).status === 1, asleep);
    const night = guestStory(house, async () => (await device(sleeper))?.device_id ?? "", { withinMs: 30_000 });
    const id = await night.create({ code: "918273" });
    for (let passes = 0; passes < 3; passes += 1) {
      house.clock.advance(11 * minute);
      await until(async () => (await night.code(id)).status === "setting", { ...patiently, what: "waiting" });
    }
    expect(await opensAsleep("918273")).toBe(false);
    await network.ask({ do: "wake", node: sleeper });
    await night.statusOf(id, "set");
    expect(await opensAsleep("918273")).toBe(true);
    await until(async () => (await statusOf()).status === 1, asleep);
    await house.seam.accessCodes.delete({ access_code_id: id });
    expect(await opensAsleep("918273")).toBe(true);
    await network.ask({ do: "wake", node: sleeper });
    await until(async () => !(await opensAsleep("918273")), { ...patiently, what: "removal" });
  },
  startsWithinMs,
);

test("a code that stood on the lock before is found with its digits, adopted, and put back when it is removed", async () => {
  const found = await until(async () => (await guest.unmanaged()).find((one) => one.code === "30174"), patiently);
  await house.seam.accessCodes.unmanaged.convertToManaged({ access_code_id: found.access_code_id });
  await guest.statusOf(found.access_code_id, "set");
  house.clock.advance(minute);
  await network.ask({ do: "erase", node, slot: 6 });
  await guest.eventOf("access_code.deleted_external_to_seam", (event) => event.access_code_id === found.access_code_id);
  await until(() => judge("30174"), { ...patiently, what: "repair" });
});

test(
  "the Z-Wave JS server is killed with work under way, and nothing is lost when it is back",
  async () => {
    const standing = await guest.create({ code: "135790" });
    await guest.statusOf(standing, "set");
    await network.killServer();
    const waiting = await guest.create({ code: "24680" });
    await house.seam.accessCodes.delete({ access_code_id: standing });
    expect(await judge("135790")).toBe(true);
    await network.startServer();
    for (let tries = 0; !((await judge("24680")) && !(await judge("135790"))); tries += 1) {
      house.clock.advance(11 * minute);
      expect(tries).toBeLessThan(20);
      await until(async () => (await judge("24680")) && !(await judge("135790")), { withinMs: 8_000 }).catch(() => {});
    }
    await guest.statusOf(waiting, "set");
    expect(await judge("30174")).toBe(true);
    expect(await judge("48261057")).toBe(true);
  },
  startsWithinMs,
);

test("no PIN stands in the server's log", () => {
  const log = house.log();
  for (const digits of ["48261057", "731904", "135790"]) expect(log).not.toContain(digits);
});

async function device(number = node) {
  for (const one of await house.seam.devices.list())
    if ((await house.nativeIdOf(one.device_id)) === `${network.homeId}-${number}`) return one;
  return undefined;
}

async function holds(digits: string): Promise<boolean> {
  return (await network.held(node)).some((one) => one.code === digits);
}
