import { afterAll, beforeAll, expect, test } from "vitest";
import { askAndWork, minute } from "#test/catalogue/case.ts";
import { type MakerHouse, openMakerHouse } from "#test/catalogue/maker-house.ts";
import { kwiksetStack } from "./kwikset.ts";

let house: MakerHouse;

beforeAll(async () => {
  house = await openMakerHouse("kwikset", kwiksetStack("UTC"));
});
afterAll(() => house.close());

const guests = ["529174", "830461", "617382", "318274", "645392"] as const;

async function statusOf(code: string): Promise<string | undefined> {
  return (await house.post("/access_codes/get", { access_code_id: code })).access_code?.status;
}

test("several codes that are wanted at once all come to stand, each with its own PIN", async () => {
  const lock = await house.newLock({ timezone: "UTC" });
  const codes: string[] = [];
  for (const [at, digits] of guests.entries()) {
    codes.push(await askAndWork(house, lock.deviceId, { forMs: 0, name: `Guest ${at}`, code: digits }));
  }
  await house.advance(10 * minute);
  for (const [at, digits] of guests.entries()) {
    expect([await statusOf(codes[at] ?? ""), await house.control.wouldOpen(lock.lockId, digits)]).toEqual([
      "set",
      true,
    ]);
  }
  const [first, second = "", ...others] = codes;
  await house.post("/access_codes/delete", { access_code_id: first });
  await house.post("/access_codes/update", { access_code_id: second, code: "904817" });
  await house.advance(10 * minute);
  const opens = await Promise.all([...guests, "904817"].map((digits) => house.control.wouldOpen(lock.lockId, digits)));
  expect(opens).toEqual([false, false, true, true, true, true]);
  for (const code of [second, ...others]) expect(await statusOf(code)).toBe("set");
  await house.forget(lock);
});

test("a PIN that a stranger has keeps its own code waiting, and no other for long", async () => {
  const lock = await house.newLock({ timezone: "UTC" });
  await house.control.addCode(lock.lockId, { name: "Owner", digits: "718293" });
  const stuck = await askAndWork(house, lock.deviceId, { forMs: 0, name: "Stuck", code: "718293" });
  const guest = await askAndWork(house, lock.deviceId, { forMs: 10 * minute, name: "Guest", code: "529174" });
  expect([await statusOf(guest), await house.control.wouldOpen(lock.lockId, "529174")]).toEqual(["set", true]);
  expect(await statusOf(stuck)).toBe("setting");
  await house.post("/access_codes/update", { access_code_id: stuck, code: "830461" });
  await house.advance(3 * 60 * minute);
  const truth = (await house.control.inspect(lock.lockId)).access_codes.map(({ on_lock }) => on_lock?.code);
  expect(truth.toSorted()).toEqual(["529174", "718293", "830461"]);
  expect([await statusOf(guest), await statusOf(stuck)]).toEqual(["set", "set"]);
});
