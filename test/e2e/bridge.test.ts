import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, until } from "#test/support/house.ts";
import { gateAtCloud, openSite, type Site } from "#test/support/site.ts";

const minute = 60_000;
const hour = 60 * minute;

let house: House;
let site: Site;
let lockId: string;

beforeAll(async () => {
  house = await openHouse();
  const gate = await gateAtCloud(house, "lockly");
  lockId = gate.lockId;
  site = await openSite(house, gate);
}, 90_000);

afterAll(async () => {
  await site?.close();
  await house?.close();
});

test("cut off for a day, a bridge keeps starts, ends and what stands, and afterwards the timeline tells it", async () => {
  const { seam, clock, locks } = house;
  await locks.addCode(lockId, { name: "Owner", digits: "739164" });
  const guests = await expectGuests();
  const { start, staying, leaving, arriving, calledOff } = guests;
  site.way.cut();
  await until(async () => (await site.accountErrors()).includes("bridge_disconnected"));
  await seam.accessCodes.delete({ access_code_id: calledOff });
  await dayAlone(guests);

  // Nobody could tell the bridge: the server does not call the code gone, and it opens.
  clock.advanceTo(start + 20 * hour);
  await opens("906152", true);
  const told = await seam.accessCodes.get({ access_code_id: calledOff });
  expect(told.status).toBe("removing");
  expect(told.errors.map(({ error_code }) => error_code)).toContain("bridge_disconnected");

  clock.advanceTo(start + 24 * hour);
  await opens("482610", true);
  await opens("739164", true);
  site.way.mend();
  await site.time(() => isGone(calledOff), "removal of the deleted code");
  expect(await locks.wouldOpen(lockId, "906152")).toBe(false);

  const alone = "The bridge at the site did it, without the server.";
  const arrived = await site.storyOf(arriving, start);
  expect(arrived).toContainEqual([9, `Began to put the code on the lock. ${alone} The code is due on the lock.`]);
  expect(arrived).toContainEqual([9, "The code is on the lock and opens it."]);
  expect(arrived).toContainEqual([14, "The code is off the lock."]);
  expect(await site.storyOf(leaving, start)).toContainEqual([5, "The code is off the lock."]);
  const tampered = "Somebody removed the code at the lock or in the maker's app.";
  expect(await site.storyOf(staying, start)).toContainEqual([2, tampered]);
  expect((await seam.accessCodes.get({ access_code_id: staying })).status).toBe("set");
  await site.time(async () => (await site.accountErrors()).length === 0, "an account without errors");
  const [owner] = await seam.accessCodes.unmanaged.list({ device_id: site.deviceId });
  expect(owner?.name).toBe("Owner");
  expect(site.log() + house.log()).not.toMatch(/482610|517283|628394|906152|739164/);
}, 120_000);

test("a bridge that is revoked deletes what it keeps and ends", async () => {
  await site.command("bridges", "revoke", "Harbour");
  await site.time(() => site.log().includes("has revoked this bridge"), "end of the bridge");
  await site.ended();
  expect(await site.command("bridges", "list")).toMatch(/Harbour\s+revoked/);
  expect(await house.ask("/bridges/list")).toMatchObject({ bridges: [] });
}, 60_000);

/** Codes of a day, by their ids, and when it begins: epoch milliseconds. */
interface Guests {
  readonly start: number;
  readonly staying: string;
  readonly leaving: string;
  readonly arriving: string;
  readonly calledOff: string;
}

/** Asks for the codes of a day, and waits until the bridge knows of all of them and of what stands on the lock. */
async function expectGuests(): Promise<Guests> {
  const { seam, clock } = house;
  const start = Math.ceil(clock.now() / minute) * minute;
  const at = (hours: number) => new Date(start + hours * hour).toISOString();
  const create = async (name: string, code: string, hours?: readonly [from: number, to: number]) => {
    const window = hours === undefined ? {} : { starts_at: at(hours[0]), ends_at: at(hours[1]) };
    return (await seam.accessCodes.create({ device_id: site.deviceId, name, code, ...window })).access_code_id;
  };
  const staying = await create("Staying", "482610");
  const leaving = await create("Leaving", "517283", [0, 5]);
  const arriving = await create("Arriving", "628394", [10, 14]);
  const calledOff = await create("Called off", "906152", [20, 40]);
  await opens("482610", true);
  await opens("517283", true);
  const isTold = () =>
    [staying, leaving].every((id) => site.isEntrusted(id, "standing")) &&
    [arriving, calledOff].every((id) => site.isEntrusted(id));
  await site.time(isTold, "mandate");
  return { start, staying, leaving, arriving, calledOff };
}

/** What happens while nobody reaches the bridge: an end, a hand at the keypad, a power cut, a start and its end. */
async function dayAlone({ start, leaving, arriving }: Guests): Promise<void> {
  const { clock } = house;
  clock.advanceTo(start + 2 * hour);
  await opens("517283", true);
  await removeAtKeypad("482610");
  expect(await house.locks.wouldOpen(lockId, "482610")).toBe(false);
  await opens("482610", true);

  clock.advanceTo(start + 5 * hour + minute);
  await opens("517283", false);
  await sees(leaving, "left");

  clock.advanceTo(start + 8 * hour);
  await site.kill();
  site.start();
  clock.advanceTo(start + 9 * hour + minute);
  await opens("628394", true);
  await sees(arriving, "stands");

  clock.advanceTo(start + 14 * hour + minute);
  await opens("628394", false);
  await sees(arriving, "left");
}

/** Waits, while time goes on, until the keypad does or does not take a PIN. */
async function opens(digits: string, does: boolean): Promise<void> {
  await site.time(async () => (await house.locks.wouldOpen(lockId, digits)) === does, `${digits} ${does}`);
}

/** Waits until the bridge has seen for itself what became of a code. */
async function sees(code: string, what: string): Promise<void> {
  await site.time(() => site.found(code).includes(what), `${what} of ${code}`);
}

async function removeAtKeypad(digits: string): Promise<void> {
  const { access_codes } = await house.locks.inspect(lockId);
  const access_code_id = access_codes.find((one) => one.on_lock?.code === digits)?.access_code_id ?? "";
  await house.locks.tamper(lockId, { do: "remove", access_code_id });
}

async function isGone(id: string): Promise<boolean> {
  return house.seam.accessCodes.get({ access_code_id: id }).then(
    () => false,
    () => true,
  );
}
