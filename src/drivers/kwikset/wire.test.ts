import { describe, expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { placeOf, readPlace } from "./place.ts";
import { flawOf, readHomes, readLocks, readOneLock, readToken, writeCode } from "./wire.ts";

const zone = "America/New_York";
// Fields as aiokwikset and jgonzalez007/kwikset-mcp-node read them (2026).
const device = {
  deviceid: "lock",
  devicename: "Front door",
  modelnumber: "HALO-01",
  batterypercentage: "87",
  lockstatus: "Locked",
  deviceconnectivitystatus: "connected",
  accesscodesixtyfour: "0000000000000016",
};

function pinOf(digits: string): Pin {
  const pin = Pin.parse(digits);
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  return pin;
}

describe("a lock as Kwikset shows it", () => {
  test("says which slots are taken, a bit for each, and nothing else of its codes", () => {
    const lock = readOneLock({ data: [device] }, zone);
    expect(lock).toMatchObject({ id: "lock", connected: true, report: { locked: true, batteryLevel: 0.87 } });
    expect([...(lock?.taken ?? [])]).toEqual([1, 2, 4]);
  });

  test.for([undefined, "", "xyz", "f".repeat(65)])("hides its slots where the bits are %j", (accesscodesixtyfour) => {
    const lock = readOneLock({ data: [{ ...device, accesscodesixtyfour }] }, zone);
    expect(lock?.taken).toBeUndefined();
  });

  test("keeps windows itself only where somebody has said in which zone it hangs", () => {
    const capabilities = (zoned: string | undefined) => readOneLock({ data: [device] }, zoned)?.report.capabilities;
    expect(capabilities(zone)).toMatchObject({
      schedulesNatively: true,
      windows: { stepMs: 60_000, byWallClock: true, zone },
    });
    expect(capabilities(undefined)?.schedulesNatively).toBe(false);
  });

  test("is offline under any word but one, and neither locked nor unlocked while jammed", () => {
    const read = (more: object) => readOneLock({ data: [{ ...device, ...more }] }, zone);
    expect(read({ deviceconnectivitystatus: "disconnected" })?.connected).toBe(false);
    expect(read({ deviceconnectivitystatus: undefined })?.connected).toBe(false);
    expect(read({ lockstatus: "Jammed" })?.report.locked).toBeUndefined();
    expect(read({ lockstatus: undefined, doorstatus: "Unlocked" })?.report.locked).toBe(false);
  });

  test("hidden in a list hides the whole list", () => {
    expect(readLocks({ data: [device] }, zone)).toHaveLength(1);
    expect(readLocks({ data: [device, { ...device, deviceid: ".." }] }, zone)).toBeUndefined();
    expect(readLocks({ data: { 0: device } }, zone)).toBeUndefined();
    expect(readHomes({ data: [{ homeid: "h" }, {}] })).toBeUndefined();
  });
});

test("a code is written in the time of the lock's wall, under a name that its slot makes unique", () => {
  const window = { startsAt: Date.UTC(2026, 6, 1, 19), endsAt: Date.UTC(2026, 6, 3, 15, 30) };
  const { message } = writeCode({ pin: pinOf("0529"), label: "Mrs Longfellow-Lee", window }, 12, zone);
  const hex = Buffer.from(String(message), "base64").toString("hex");
  // 15:00 on July 1st until 11:30 on July 3rd.
  const range = `010700de5b77616834`;
  expect(hex).toBe(`000400310529${range}020e${Buffer.from("Mrs Longfel 12").toString("hex")}`);
});

test("a name of letters that take several bytes is cut between them", () => {
  const { message } = writeCode({ pin: pinOf("0529"), label: "ÄÖÜäöüß", window: undefined }, 3, zone);
  expect(Buffer.from(String(message), "base64").toString("utf8")).toContain("ÄÖÜäöü 3");
});

test.for([
  ["529", false],
  ["0529", true],
  ["05291830", true],
  ["052918301", false],
  ["9999990", false],
  ["999998", true],
] as const)("the digits %s are taken: %s", ([digits, isTaken]) => {
  expect(flawOf(pinOf(digits)) === undefined).toBe(isTaken);
});

test("a place holds what no lock tells", () => {
  const named = { slot: 3, turn: 1, window: { startsAt: 1_782_932_400_000, endsAt: 1_783_092_600_000 } };
  expect(readPlace(placeOf(named))).toEqual(named);
  expect(placeOf({ slot: 3, turn: 0, window: undefined })).toBe("3");
  expect(readPlace("3@1" as Place)).toBeUndefined();
});

test("a token is what the lock's answer is asked for by", () => {
  expect(readToken({ data: [{ token: "t-1" }] })).toBe("t-1");
  expect(readToken({ data: [{ token: "../t" }, "?"] })).toBe("../t");
  expect(readToken({ data: [] })).toBeUndefined();
  expect(readToken([{ token: "t-1" }])).toBeUndefined();
});
