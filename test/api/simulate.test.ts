import { afterAll, beforeAll, expect, test } from "vitest";
import type { VirtualLocks } from "#app/desk.ts";
import type { DeviceId } from "#domain/ids.ts";
import { type ApiHouse, openApiHouse, type Tenant } from "#test/support/api-house.ts";

/** Virtual locks as far as the door shows them: what was done to which, in order. */
const done: string[] = [];
const virtualLocks: VirtualLocks = {
  enterCode: async (lockId, digits) => {
    done.push(`${lockId} typed ${digits}`);
    return digits === "1357" ? { opened: true, because: null } : { opened: false, because: "unknown_code" };
  },
  turnByHand: async (lockId, to) => void done.push(`${lockId} ${to} by hand`),
  setConnection: async (lockId, online) => void done.push(`${lockId} ${online ? "on" : "off"} line`),
  setHubConnection: async (lockId, online) => void done.push(`${lockId} hub ${online ? "on" : "off"} line`),
  remove: async (lockId) => void done.push(`${lockId} removed`),
  tamperWith: async (lockId, place, digits) => void done.push(`${lockId} ${place} ${digits ?? "taken off"}`),
  // Whoever looks at the lock next finds the code: here at once.
  addCode: async (lockId, code) => void (await tenant.foundOnLock(lockId.slice("lock-".length) as DeviceId, code)),
};

let house: ApiHouse;
let tenant: Tenant;
let lock: DeviceId;

beforeAll(async () => {
  house = await openApiHouse({ virtualLocks });
  tenant = house.tenant;
  lock = await tenant.newLock();
});
afterAll(() => house.close());

test.for([
  ["/devices/simulate/connect", "on line"],
  ["/devices/simulate/disconnect", "off line"],
  ["/devices/simulate/connect_to_hub", "hub on line"],
  ["/devices/simulate/disconnect_from_hub", "hub off line"],
  ["/devices/simulate/remove", "removed"],
])("%s leaves the virtual lock %s", async ([path = "", state]) => {
  const { status, body } = await tenant.post(path, { device_id: lock });
  expect([status, body, done.at(-1)]).toEqual([200, { ok: true }, `lock-${lock} ${state}`]);
});

test("somebody types a code, and somebody locks the door at the keypad", async () => {
  const typed = await tenant.post("/locks/simulate/keypad_code_entry", { device_id: lock, code: "1357" });
  expect(typed.body.action_attempt).toMatchObject({ action_type: "SIMULATE_KEYPAD_CODE_ENTRY", result: {} });
  expect(typed.body).toMatchObject({ keypad: { is_opened: true, because: null } });
  const locked = await tenant.post("/locks/simulate/manual_lock_via_keypad", { device_id: lock });
  expect(locked.body.action_attempt).toMatchObject({ action_type: "SIMULATE_MANUAL_LOCK_VIA_KEYPAD" });
  expect(done.slice(-2)).toEqual([`lock-${lock} typed 1357`, `lock-${lock} locked by hand`]);
});

test("whoever types a code that the lock does not know sees that it stays shut, and why", async () => {
  const { body } = await tenant.post("/locks/simulate/keypad_code_entry", { device_id: lock, code: "9999" });
  expect(body).toMatchObject({ ok: true, keypad: { is_opened: false, because: "unknown_code" } });
});

test("somebody gives a code that stands on the lock another PIN, or takes it off", async () => {
  const access_code_id = await tenant.foundOnLock(lock, { name: "Cleaner", digits: "8642" });
  const tamper = (body: object) => tenant.post("/access_codes/simulate/tamper", { access_code_id, ...body });
  expect((await tamper({ code: "1212" })).body).toEqual({ ok: true });
  expect(done.at(-1)).toBe(`lock-${lock} ${access_code_id} 1212`);
  expect((await tamper({})).body).toEqual({ ok: true });
  expect(done.at(-1)).toBe(`lock-${lock} ${access_code_id} taken off`);
});

test("nobody changes at a lock what is not on it", async () => {
  const made = await tenant.post("/access_codes/create", { device_id: lock, name: "Guest" });
  const { access_code_id } = made.body.access_code ?? {};
  expect((await tenant.post("/access_codes/simulate/tamper", { access_code_id })).status).toBe(400);
  const other = await house.newTenant("Next door");
  expect((await other.post("/access_codes/simulate/tamper", { access_code_id })).status).toBe(404);
});

test("a code that somebody programs at the lock is answered as unmanaged", async () => {
  const { body } = await tenant.post("/access_codes/simulate/create_unmanaged_access_code", {
    device_id: lock,
    name: "Owner",
    code: "4826",
  });
  expect(body.access_code).toMatchObject({ name: "Owner", code: "4826", is_managed: false });
});
