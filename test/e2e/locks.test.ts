import { SeamHttpApiError } from "@seamapi/http/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, until } from "#test/support/house.ts";

const minute = 60_000;
const hour = 60 * minute;

let house: House;

beforeAll(async () => {
  house = await openHouse();
});

afterAll(async () => {
  await house.close();
});

test("a lock that keeps no windows gets its code an hour ahead and loses it at the end", async () => {
  const door = await doorNamed("Bay Bungalow, deck");
  const { seam, clock } = house;
  const startsAt = roundUp(clock.now() + 3 * hour);
  const created = await seam.accessCodes.create({
    device_id: door.deviceId,
    code: "482610",
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(startsAt + 2 * hour).toISOString(),
  });
  const id = created.access_code_id;
  expect(created.pending_mutations).toMatchObject([{ mutation_code: "deferring_creation" }]);
  expect(await door.opens("482610")).toBe(false);

  clock.advanceTo(startsAt - hour + 1_000);
  await statusOf(id, "set");
  expect(await door.opens("482610")).toBe(true);

  clock.advanceTo(startsAt + 2 * hour + 1_000);
  await isGone(id);
  expect(await door.opens("482610")).toBe(false);
  expect(await eventsOf(id)).toEqual([
    "access_code.created",
    "access_code.set_on_device",
    "access_code.removed_from_device",
    "access_code.deleted",
  ]);
});

test("a PIN that a lock hides is set, acknowledged, and opens", async () => {
  const door = await doorNamed("Mill House, courtyard door");
  const created = await house.seam.accessCodes.create({ device_id: door.deviceId, code: "9053", name: "Ada" });
  await statusOf(created.access_code_id, "set");
  expect(await door.opens("9053")).toBe(true);
  const [stranger] = await house.seam.accessCodes.unmanaged.list({ device_id: door.deviceId });
  expect(stranger).toMatchObject({ name: "Caretaker", code: null, is_managed: false });
});

test("a duplicate that is known is refused at once, and one that is found later is an error until it is gone", async () => {
  const door = await doorNamed("Orchard Cottage, porch");
  await until(async () => (await house.seam.accessCodes.unmanaged.list({ device_id: door.deviceId })).length === 2);
  await expect(house.seam.accessCodes.create({ device_id: door.deviceId, code: "19840" })).rejects.toMatchObject({
    code: "duplicate_access_code",
    statusCode: 409,
  });

  const startsAt = roundUp(house.clock.now() + 80 * hour);
  const created = await house.seam.accessCodes.create({
    device_id: door.deviceId,
    code: "618204",
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(startsAt + 24 * hour).toISOString(),
  });
  await house.locks.addCode(door.lockId, { name: "Plumber", digits: "618204" });
  house.clock.advanceTo(startsAt - 72 * hour + 1_000);
  const id = created.access_code_id;
  const clashing = await until(async () => {
    const code = await house.seam.accessCodes.get({ access_code_id: id });
    return code.errors.length > 0 && code;
  });
  expect(clashing.errors).toMatchObject([{ error_code: "duplicate_code_on_device", is_access_code_error: true }]);

  const plumber = await until(async () => {
    const strangers = await house.seam.accessCodes.unmanaged.list({ device_id: door.deviceId });
    return strangers.find((one) => one.name === "Plumber");
  });
  await house.seam.accessCodes.unmanaged.delete({ access_code_id: plumber.access_code_id });
  await until(async () => {
    const code = await house.seam.accessCodes.get({ access_code_id: id });
    return code.is_scheduled_on_device === true && code.errors.length === 0;
  });
  const names = (await house.locks.inspect(door.lockId)).access_codes.map((one) => one.on_lock?.name);
  expect(names).toEqual(["Owner", "Gardener", expect.any(String)]);
});

test("a lock that is full says so until there is room", async () => {
  const door = await addedDoor("The pantry", { max_active_codes_supported: 2 });
  const startsAt = roundUp(house.clock.now() + 80 * hour);
  const created = await house.seam.accessCodes.create({
    device_id: door.deviceId,
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(startsAt + 24 * hour).toISOString(),
  });
  await house.locks.addCode(door.lockId, { name: "Cook", digits: "2468" });
  await house.locks.addCode(door.lockId, { name: "Baker", digits: "1357" });
  house.clock.advanceTo(startsAt - 72 * hour + 1_000);
  const full = await until(async () => {
    const code = await house.seam.accessCodes.get({ access_code_id: created.access_code_id });
    return code.errors.length > 0 && code;
  });
  // The word that every client knows, and beside it the maker's own.
  expect(full.errors).toMatchObject([
    { error_code: "no_space_for_access_code_on_device" },
    { error_code: "august_device_slots_full" },
  ]);
  await expect(house.seam.accessCodes.create({ device_id: door.deviceId })).rejects.toMatchObject({
    code: "no_space_for_access_code_on_device",
  });

  const baker = (await house.locks.inspect(door.lockId)).access_codes.find((one) => one.on_lock?.name === "Baker");
  await house.locks.tamper(door.lockId, { do: "remove", access_code_id: baker?.access_code_id ?? "" });
  await until(
    async () => (await house.seam.accessCodes.get({ access_code_id: created.access_code_id })).is_scheduled_on_device,
  );
});

test("a change at the lock is honoured where it is allowed", async () => {
  const door = await addedDoor("The attic", {});
  const { access_code_id: id } = await house.seam.accessCodes.create({
    device_id: door.deviceId,
    code: "4826",
    is_external_modification_allowed: true,
  });
  await statusOf(id, "set");
  house.clock.advance(minute);
  const there = (await house.locks.inspect(door.lockId)).access_codes.find((one) => one.on_lock?.code === "4826");
  await house.locks.tamper(door.lockId, { do: "change", access_code_id: there?.access_code_id ?? "", code: "9175" });
  const changed = await until(async () => {
    const code = await house.seam.accessCodes.get({ access_code_id: id });
    return code.warnings.length > 0 && code;
  });
  expect(changed).toMatchObject({ code: "9175", status: "set", errors: [] });
  expect(changed.warnings).toMatchObject([{ warning_code: "code_modified_external_to_seam" }]);
  expect(await door.opens("9175")).toBe(true);
});

test("a code for a lock that is offline waits, says why, and is set when the lock is back", async () => {
  const door = await addedDoor("The shed", {});
  await house.seam.devices.simulate.disconnect({ device_id: door.deviceId });
  await until(async () => (await house.seam.devices.get({ device_id: door.deviceId })).properties.online === false);
  const { access_code_id: id } = await house.seam.accessCodes.create({ device_id: door.deviceId, code: "4826" });
  const waiting = await house.seam.accessCodes.get({ access_code_id: id });
  expect(waiting.status).toBe("setting");
  expect(waiting.errors).toMatchObject([{ error_code: "device_disconnected", is_device_error: true }]);
  await house.seam.devices.simulate.connect({ device_id: door.deviceId });
  await statusOf(id, "set");
  expect(await door.opens("4826")).toBe(true);
  const events = await house.seam.events.list({ since: "2020-01-01T00:00:00Z", device_id: door.deviceId });
  expect(events.map((event) => event.event_type)).toEqual(
    expect.arrayContaining(["device.disconnected", "device.connected"]),
  );
});

test("a door is unlocked from afar, and the event names the request", async () => {
  const door = await addedDoor("The gate", {});
  const attempt = await house.seam.locks.unlockDoor({ device_id: door.deviceId });
  expect(attempt).toMatchObject({ status: "success", result: { was_confirmed_by_device: true } });
  const unlocked = await until(async () => {
    const events = await house.seam.events.list({
      since: "2020-01-01T00:00:00Z",
      event_type: "lock.unlocked",
      device_id: door.deviceId,
    });
    return events[0];
  });
  expect(unlocked).toMatchObject({ action_attempt_id: attempt.action_attempt_id });
  expect((await house.locks.inspect(door.lockId)).bolt).toBe("unlocked");
});

test("codes of an account that is shut out are of unknown state until it is let in again", async () => {
  const door = await doorNamed("Mill House, attic");
  const { access_code_id: id } = await house.seam.accessCodes.create({ device_id: door.deviceId });
  await statusOf(id, "set");
  await house.locks.revokeTokens(await accountOf(door.lockId));
  house.clock.advance(20 * minute);
  await statusOf(id, "unknown");
  const code = await house.seam.accessCodes.get({ access_code_id: id });
  expect(code.errors).toMatchObject([{ error_code: "account_disconnected", is_connected_account_error: true }]);
});

test("a PIN stands readable neither in the database nor in the log", async () => {
  const door = await doorNamed("Bay Bungalow, deck");
  const created = await house.seam.accessCodes.create({ device_id: door.deviceId, code: "48261057", name: "Canary" });
  const id = created.access_code_id;
  await statusOf(id, "set");
  await house.seam.accessCodes.update({ access_code_id: id, code: "70531846" });
  await until(() => door.opens("70531846"));
  await house.seam.accessCodes.delete({ access_code_id: id });
  await isGone(id);
  const kept = `${await house.dump()}\n${house.log()}`;
  expect(kept).toContain("Canary");
  for (const pin of ["48261057", "70531846"]) {
    for (const spelling of [
      pin,
      Buffer.from(pin).toString("hex"),
      Buffer.from(pin).toString("base64").replaceAll("=", ""),
    ]) {
      expect(kept.includes(spelling)).toBe(false);
    }
  }
});

interface Door {
  readonly deviceId: string;
  readonly lockId: string;
  opens(digits: string): Promise<boolean>;
}

async function doorNamed(name: string): Promise<Door> {
  const device = await until(async () => (await house.seam.devices.list()).find((one) => one.display_name === name));
  const lockId = await house.nativeIdOf(device.device_id);
  await until(async () => (await house.seam.devices.get({ device_id: device.device_id })).properties.online);
  return {
    deviceId: device.device_id,
    lockId,
    opens: async (digits) => (await house.locks.enterCode(lockId, digits)).opened,
  };
}

/** Another lock of the sandbox's TTLock account, as able as a test wants it. */
async function addedDoor(name: string, overrides: Record<string, unknown>): Promise<Door> {
  const cellar = await doorNamed("Mill House, bike cellar");
  const account = await accountOf(cellar.lockId);
  const limits = { supported_code_lengths: [4], programming_ms: 200, updates_in_place: true };
  await house.locks.addLock(account, { profile: "yale", name, overrides: { ...limits, ...overrides } });
  house.clock.advance(minute);
  return doorNamed(name);
}

async function accountOf(lockId: string): Promise<string> {
  return (await house.locks.inspect(lockId)).account_id ?? "";
}

async function statusOf(id: string, status: string): Promise<void> {
  await until(async () => (await house.seam.accessCodes.get({ access_code_id: id })).status === status, {
    what: `status ${status}`,
  });
}

async function isGone(id: string): Promise<void> {
  await until(
    () =>
      house.seam.accessCodes.get({ access_code_id: id }).then(
        () => false,
        (error: unknown) => error instanceof SeamHttpApiError && error.statusCode === 404,
      ),
    { what: "end of the code" },
  );
}

async function eventsOf(id: string): Promise<readonly string[]> {
  const events = await house.seam.events.list({ since: "2020-01-01T00:00:00Z", access_code_id: id });
  return events.map((event) => event.event_type);
}

function roundUp(at: number): number {
  return Math.ceil(at / minute) * minute;
}
