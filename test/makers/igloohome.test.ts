import { afterAll, beforeAll, expect, test } from "vitest";
import { askAndWork, hour, minute } from "#test/catalogue/case.ts";
import { type MakerHouse, openMakerHouse } from "#test/catalogue/maker-house.ts";
import { igloohomeStack } from "./igloohome.ts";

let house: MakerHouse;
beforeAll(async () => {
  house = await openMakerHouse("igloohome", igloohomeStack);
});
afterAll(() => house.close());

const digits = "483926";
const statusOf = async (code: string) =>
  (await house.post("/access_codes/get", { access_code_id: code })).access_code?.status ?? "gone";

test("a code is set once the bridge says so, and gone once the bridge says that, though no list shows either", async () => {
  const lock = await house.newLock();
  const code = await askAndWork(house, lock.deviceId, { forMs: 1_000 });
  expect(await statusOf(code)).toBe("setting");
  await house.advance(minute);
  expect(await statusOf(code)).toBe("set");
  expect(await house.control.wouldOpen(lock.lockId, digits)).toBe(true);
  await house.post("/access_codes/delete", { access_code_id: code });
  await house.work();
  expect(await statusOf(code)).toBe("removing");
  await house.advance(minute);
  expect(await statusOf(code)).toBe("gone");
  expect(await house.control.wouldOpen(lock.lockId, digits)).toBe(false);
  await house.forget(lock);
});

test("a job that never comes to an end is given again once its own end has passed", async () => {
  const lock = await house.newLock();
  await house.control.setFaults(lock.lockId, { drop_writes: 1 });
  const code = await askAndWork(house, lock.deviceId, { forMs: 20 * minute });
  expect(await statusOf(code)).not.toBe("set");
  await house.advance(2 * hour);
  expect(await statusOf(code)).toBe("set");
  expect(await house.control.wouldOpen(lock.lockId, digits)).toBe(true);
  await house.forget(lock);
});

test("two offline codes for the same time have different PINs, and a third is the last", async () => {
  const lock = await house.newLock();
  const startsAt = Math.ceil(house.now() / hour) * hour + hour;
  const asked = { is_offline_access_code: true, code: undefined };
  const window = { starts_at: new Date(startsAt).toISOString(), ends_at: new Date(startsAt + 4 * hour).toISOString() };
  const pins = new Set<unknown>();
  for (let guest = 1; guest <= 3; guest += 1) {
    const code = await askAndWork(house, lock.deviceId, { ...asked, ...window, name: `Guest ${guest}` });
    pins.add((await house.post("/access_codes/get", { access_code_id: code })).access_code?.code);
  }
  expect([...pins]).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^\d{9}$/)));
  const fourth = await askAndWork(house, lock.deviceId, { ...asked, ...window, name: "Guest 4" });
  const { access_code } = await house.post("/access_codes/get", { access_code_id: fourth });
  expect(access_code?.errors).toMatchObject([
    { error_code: expect.any(String) },
    { error_code: "igloohome_offline_access_code_no_variance_available" },
  ]);
  await house.forget(lock);
});

test("a code that got another PIN is no trouble to a server that starts anew, which knows its first place by name alone", async () => {
  const lock = await house.newLock();
  const code = await askAndWork(house, lock.deviceId);
  await house.post("/access_codes/update", { access_code_id: code, code: "590417" });
  await house.advance(5 * minute);
  expect(await statusOf(code)).toBe("set");
  // Signing in again connects the driver anew.
  await house.control.revokeTokens(house.cloudAccount);
  await house.advance(2 * hour);
  await house.control.issueTokens(house.cloudAccount);
  await house.signInAgain();
  await house.look();
  await house.advance(30 * minute);
  const text = "select kind from attempts where access_code_id = $1 order by started_at";
  const tries = await house.store.db.query<{ kind: string }>(text, [code]);
  expect(tries.map(({ kind }) => kind)).toEqual(["set", "clear", "set"]);
  const { access_code } = await house.post("/access_codes/get", { access_code_id: code });
  expect(access_code).toMatchObject({ status: "set", errors: [], warnings: [] });
  expect(await house.control.wouldOpen(lock.lockId, "590417")).toBe(true);
  expect(await house.control.wouldOpen(lock.lockId, digits)).toBe(false);
  await house.forget(lock);
});
