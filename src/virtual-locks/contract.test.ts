import { expect, test } from "vitest";
import { lastLock, testCloud } from "./test-cloud.ts";

const minute = 60_000;

async function withLock(profile: string, more: object = {}) {
  const world = testCloud();
  const needsHub = ["august", "ttlock", "ttlock_cylinder", "smartthings", "igloohome"].includes(profile);
  const hub = { profile: "ttlock_gateway", name: "Hub", key: "hub" };
  const lock = { profile, name: "Front door", ...(needsHub ? { hub: "hub" } : {}), ...more };
  const account = await world.account(...(needsHub ? [hub, lock] : [lock]));
  const id = lastLock(account);
  const call = (method: string, path: string, body?: unknown) => world.call(account.access_token, method, path, body);
  return {
    ...world,
    account,
    id,
    call,
    world: world.world,
    create: (body: object) => call("POST", `/locks/${id}/access_codes`, { name: "Guest", ...body }),
    list: async () => (await call("GET", `/locks/${id}/access_codes`)).body.access_codes as Record<string, unknown>[],
    opens: (code: string) => world.control.wouldOpen(id, code),
  };
}

test("a code is pending until the lock has it, and opens the door from then on", async () => {
  const lock = await withLock("yale");
  const made = await lock.create({ code: "4821" });
  expect(made).toMatchObject({ status: 200, body: { status: "pending", code: "4821", name: "Guest", ends_at: null } });
  expect(await lock.opens("4821")).toBe(false);
  expect((await lock.list()).map((code) => code.status)).toEqual(["pending"]);
  await lock.world.advance(20_000);
  expect(await lock.opens("4821")).toBe(true);
  expect(await lock.list()).toMatchObject([{ status: "active", access_code_id: made.body.access_code_id }]);
});

test("a deleted code opens until the lock has forgotten it, and then is gone", async () => {
  const lock = await withLock("yale", { codes: [{ name: "Owner", code: "1935" }] });
  const [code] = await lock.list();
  const path = `/access_codes/${code?.access_code_id}`;
  expect(await lock.call("DELETE", path)).toMatchObject({ status: 200, body: { status: "pending" } });
  expect(await lock.call("DELETE", path)).toMatchObject({ status: 200, body: { status: "pending" } });
  expect((await lock.list()).map((each) => each.status)).toEqual(["deleting"]);
  expect(await lock.opens("1935")).toBe(true);
  await lock.world.advance(minute);
  expect(await lock.opens("1935")).toBe(false);
  expect(await lock.call("DELETE", path)).toMatchObject({ status: 404, body: { error_code: "NOT_FOUND" } });
});

test("a changed code opens with the old digits until the lock has the new ones", async () => {
  const lock = await withLock("ttlock");
  const { body } = await lock.create({ code: "4821" });
  await lock.world.advance(minute);
  const changed = await lock.call("PATCH", `/access_codes/${body.access_code_id}`, { code: "993311" });
  expect(changed).toMatchObject({ status: 200, body: { status: "pending", code: "993311" } });
  expect([await lock.opens("4821"), await lock.opens("993311")]).toEqual([true, false]);
  await lock.world.advance(minute);
  expect([await lock.opens("4821"), await lock.opens("993311")]).toEqual([false, true]);
});

test("a make that changes nothing in place says so", async () => {
  const lock = await withLock("august", { codes: [{ name: "Owner", code: "1935" }] });
  const [code] = await lock.list();
  const changed = await lock.call("PATCH", `/access_codes/${code?.access_code_id}`, { code: "2846" });
  expect(changed).toMatchObject({ status: 422, body: { error_code: "NOT_SUPPORTED" } });
});

test("the same PIN twice on a lock is a conflict, while pending and where digits are hidden too", async () => {
  const lock = await withLock("smartthings", { codes: [{ name: "Owner", code: "1935" }] });
  expect(await lock.create({ code: "1935" })).toMatchObject({ status: 409, body: { error_code: "PIN_CONFLICT" } });
  expect((await lock.create({ code: "4821" })).status).toBe(200);
  expect(await lock.create({ code: "4821" })).toMatchObject({ status: 409, body: { error_code: "PIN_CONFLICT" } });
  expect((await lock.list()).map((code) => code.code)).toEqual([null, null]);
});

test("a lock that shares a PIN across windows takes it twice where they never meet", async () => {
  const lock = await withLock("yale", { overrides: { shares_code_across_windows: true } });
  const day = (at: number) => new Date(lock.world.now() + at * 24 * 60 * minute).toISOString();
  expect((await lock.create({ code: "4821", starts_at: day(1), ends_at: day(2) })).status).toBe(200);
  expect((await lock.create({ code: "4821", starts_at: day(2), ends_at: day(3) })).status).toBe(200);
  const overlapping = await lock.create({ code: "4821", starts_at: day(1), ends_at: day(4) });
  expect(overlapping.body.error_code).toBe("PIN_CONFLICT");
});

test("a full lock takes no further code", async () => {
  const lock = await withLock("yale", {
    overrides: { max_active_codes_supported: 2 },
    codes: [{ name: "A", code: "1935" }],
  });
  expect((await lock.create({ code: "4821" })).status).toBe(200);
  expect(await lock.create({ code: "5512" })).toMatchObject({ status: 409, body: { error_code: "LOCK_FULL" } });
});

test.each([
  ["yale", { code: "123" }, "INVALID_PIN_FORMAT"],
  ["yale", { code: "12a4" }, "INVALID_PIN_FORMAT"],
  ["yale", {}, "INVALID_PIN_FORMAT"],
  ["ttlock_cylinder", { code: "1208" }, "INVALID_PIN_FORMAT"],
  ["schlage", { code: "1123" }, "INVALID_PIN_FORMAT"],
  ["schlage", { code: "12345" }, "INVALID_PIN_FORMAT"],
  ["schlage", { code: "1234", name: "Ten letters" }, "INVALID_NAME"],
  ["kwikset", { code: "4821", name: "G" }, "INVALID_NAME"],
  ["kwikset", { code: "4821", ends_at: "2026-02-01T00:00:00Z" }, "INVALID_WINDOW"],
  ["kwikset", { code: "4821", starts_at: "2026-01-01T00:00:00Z", ends_at: "2026-02-01T00:00:00Z" }, "INVALID_WINDOW"],
  ["yale", { code: "4821", starts_at: "2026-03-01T00:00:00Z", ends_at: "2026-02-01T00:00:00Z" }, "INVALID_WINDOW"],
  ["yale", { code: "4821", ends_at: "2026-01-01T00:00:00Z" }, "INVALID_WINDOW"],
  ["smartthings", { code: "4821", ends_at: "2026-02-01T00:00:00Z" }, "INVALID_WINDOW"],
  ["genie", { code: "4821" }, "NOT_SUPPORTED"],
  ["dormakaba_oracode", { code: "482155" }, "INVALID_PIN_FORMAT"],
])("a %s refuses %j with %s and keeps nothing of it", async (profile, body, code) => {
  const lock = await withLock(profile);
  expect(await lock.create(body)).toMatchObject({ status: 422, body: { error_code: code } });
  expect(await lock.list()).toEqual([]);
});

test("a code for a lock that takes only offline ones works without a connection, inside its stay only", async () => {
  const lock = await withLock("dormakaba_oracode", { online: false });
  const stay = { starts_at: "2026-01-15T15:00:00Z", ends_at: "2026-01-18T11:00:00Z" };
  const issued = await lock.create(stay);
  expect(issued).toMatchObject({ status: 200, body: { status: "active", is_offline: true } });
  const digits = String(issued.body.code);
  expect(digits).toMatch(/^[0-9]{8}$/);
  const path = `/access_codes/${issued.body.access_code_id}`;
  expect((await lock.call("DELETE", path)).body.error_code).toBe("NOT_SUPPORTED");
  expect((await lock.create({ ...stay, starts_at: "2026-01-15T16:30:00Z" })).body.error_code).toBe("NO_USER_LEVEL");
  expect(await lock.opens(digits)).toBe(false);
  await lock.world.advance(3 * 60 * minute);
  expect(await lock.opens(digits)).toBe(true);
  await lock.world.advance(3 * 24 * 60 * minute);
  expect(await lock.opens(digits)).toBe(false);
});

test("a lock that is offline is shown as such, and never as empty", async () => {
  const lock = await withLock("ttlock", { codes: [{ name: "Owner", code: "1935" }] });
  const about = { code: "4821" };
  await lock.control.setConnection(lock.id, false);
  expect(await lock.call("GET", `/locks/${lock.id}`)).toMatchObject({
    status: 200,
    body: { online: false, lock_state: "unknown" },
  });
  expect(await lock.call("GET", `/locks/${lock.id}/access_codes`)).toMatchObject({
    status: 409,
    body: { error_code: "DEVICE_OFFLINE" },
  });
  expect((await lock.create(about)).body.error_code).toBe("DEVICE_OFFLINE");
  const [owner] = (await lock.control.inspect(lock.id)).access_codes;
  const ownersPath = `/access_codes/${owner?.access_code_id}`;
  expect((await lock.call("DELETE", ownersPath)).body.error_code).toBe("DEVICE_OFFLINE");
  expect((await lock.call("PATCH", ownersPath, about)).body.error_code).toBe("DEVICE_OFFLINE");
  await lock.control.setConnection(lock.id, true);
  await lock.control.setHubConnection(lock.id, false);
  expect((await lock.call("GET", `/locks/${lock.id}`)).body.online).toBe(false);
  expect((await lock.create(about)).body.error_code).toBe("BRIDGE_OFFLINE");
  expect(await lock.opens("1935")).toBe(true);
  await lock.control.setHubConnection(lock.id, true);
  expect((await lock.create(about)).status).toBe(200);
});

test("a write that was accepted before the lock went offline is done once it is back", async () => {
  const lock = await withLock("yale");
  await lock.create({ code: "4821" });
  await lock.control.setConnection(lock.id, false);
  await lock.world.advance(60 * minute);
  expect(await lock.opens("4821")).toBe(false);
  await lock.control.setConnection(lock.id, true);
  await lock.world.advance(minute);
  expect(await lock.opens("4821")).toBe(true);
});

test("codes that a make does not list stay hidden, take room and cannot be deleted", async () => {
  const lock = await withLock("kwikset");
  await lock.control.addCode(lock.id, { name: "Neighbour", digits: "60417" });
  expect(await lock.list()).toEqual([]);
  expect((await lock.create({ code: "60417" })).body.error_code).toBe("PIN_CONFLICT");
  const [hidden] = (await lock.control.inspect(lock.id)).access_codes;
  expect((await lock.call("DELETE", `/access_codes/${hidden?.access_code_id}`)).status).toBe(404);
  expect(await lock.opens("60417")).toBe(true);
});

test("a remote turn moves the bolt after a moment, unless something is in its way", async () => {
  const lock = await withLock("yale");
  const unlock = { action: "unlock", custom_id: "attempt-1" };
  const asked = await lock.call("POST", `/locks/${lock.id}/actions`, unlock);
  expect(asked).toMatchObject({
    status: 200,
    body: { status: "pending", custom_id: "attempt-1", lock_id: lock.id, action: "unlock" },
  });
  await lock.world.advance(5_000);
  expect((await lock.call("GET", `/locks/${lock.id}`)).body.lock_state).toBe("unlocked");
  await lock.control.setFaults(lock.id, { obstructed: true });
  const refused = await lock.call("POST", `/locks/${lock.id}/actions`, { action: "lock" });
  expect(refused).toMatchObject({ status: 409, body: { error_code: "BOLT_OBSTRUCTED" } });
});

test("an account sees its own locks only", async () => {
  const lock = await withLock("yale", { codes: [{ name: "Owner", code: "1935" }] });
  const [code] = (await lock.control.inspect(lock.id)).access_codes;
  const other = await lock.control.createAccount({ email: "other@example.com", password: "x", locks: [] });
  const asOther = async (method: string, path: string) => {
    const heard = await lock.cloud.fetch(
      new Request(`http://locks.example${path}`, {
        method,
        headers: { authorization: `Bearer ${other.access_token}` },
      }),
    );
    return heard.status;
  };
  expect(await asOther("GET", `/locks/${lock.id}`)).toBe(404);
  expect(await asOther("GET", `/locks/${lock.id}/access_codes`)).toBe(404);
  expect(await asOther("DELETE", `/access_codes/${code?.access_code_id}`)).toBe(404);
  expect(await lock.opens("1935")).toBe(true);
});

test("a device says who it is by either name, and what its model can do", async () => {
  const lock = await withLock("ttlock", { timezone: "Europe/Vienna", clock_error_ms: 90_000 });
  const { body } = await lock.call("GET", "/locks");
  const [hub, device] = body.locks as Record<string, unknown>[];
  expect(hub).toMatchObject({ device_type: "hub", battery_level: null, capabilities: { has_keypad: false } });
  expect(device).toMatchObject({
    lock_id: lock.id,
    device_id: lock.id,
    device_type: "smart_lock",
    bridge_id: hub?.lock_id,
    timezone: "Europe/Vienna",
    device_time: new Date(lock.world.now() + 90_000).toISOString(),
    capabilities: {
      provider: "ttlock",
      device_type: "ttlock_lock",
      can_program_online_access_codes: true,
      supported_code_lengths: [4, 5, 6, 7, 8, 9],
      native_scheduling: true,
      codes_readable: true,
      unmanaged: { listed: true, convertible: true, deletable: true },
    },
  });
  expect(device?.capabilities).not.toHaveProperty("can_program_offline_access_codes");
});

test("a lock without the bridge it needs could take codes, and cannot at present", async () => {
  const world = testCloud();
  const account = await world.account({ profile: "ttlock", name: "Alone" });
  const { body } = await world.call(account.access_token, "GET", `/locks/${lastLock(account)}`);
  expect(body.capabilities).toMatchObject({ can_program_online_access_codes: false, can_remotely_unlock: false });
});

test.each([
  ["{", 400],
  [JSON.stringify({ name: 7, code: "4821" }), 400],
  [JSON.stringify({ name: "Guest", code: 4821 }), 400],
  [JSON.stringify({ name: "Guest", code: "4821", starts_at: "tomorrow" }), 400],
  [JSON.stringify({ name: "Guest", code: "4821", starts_at: "2026-02-01T00:00:00" }), 400],
  [JSON.stringify({ name: "x".repeat(1_100_000), code: "4821" }), 413],
])("a body that is not of the contract is refused without a trace of it", async (body, status) => {
  const lock = await withLock("yale");
  const heard = await lock.call("POST", `/locks/${lock.id}/access_codes`, body);
  expect(heard.status).toBe(status);
  expect(JSON.stringify(heard.body)).not.toContain("4821");
  expect(await lock.list()).toEqual([]);
});

test("what is not signed in gets nothing", async () => {
  const lock = await withLock("yale");
  const strangers = [{ authorization: "Bearer guess" }, { authorization: `Basic ${lock.account.access_token}` }, {}];
  for (const headers of strangers) {
    const heard = await lock.cloud.fetch(new Request(`http://locks.example/locks/${lock.id}`, { headers }));
    expect(heard.status).toBe(401);
  }
});
