import { expect, test } from "vitest";
import { invitationsIn, parseConfig, withoutInvitation } from "./config.ts";

test("setup codes are read as people copy them, with an address where one is said", () => {
  expect(invitationsIn("3497-011-2332\n34970212338@192.0.2.7:5540, 34970312341@[fe80::1]:5541")).toEqual([
    { code: "34970112332", address: undefined },
    { code: "34970212338", address: { ip: "192.0.2.7", port: 5540 } },
    { code: "34970312341", address: { ip: "fe80::1", port: 5541 } },
  ]);
  expect(invitationsIn("")).toEqual([]);
});

test("what is no setup code, address or zone is no configuration", () => {
  for (const setupCodes of [
    "123",
    "MT:Y.K9042C00KA0648G00",
    "34970112332@",
    "34970112332@host:5540",
    "34970112332@1.2.3.4:0",
  ])
    expect(parseConfig({ setupCodes })).toBeUndefined();
  expect(parseConfig({ setupCodes: "34970112332", timeZone: "Europe/Nowhere" })).toBeUndefined();
  expect(parseConfig({})).toBeUndefined();
});

test("a code that has served is gone from the configuration, and the others stay as they were", () => {
  const config = { setupCodes: "34970112332 34970312341@[fe80::1]:5541", timeZone: "Europe/Berlin" };
  const [first, second] = invitationsIn(config.setupCodes) ?? [];
  expect(first && withoutInvitation(config, first)).toEqual({
    setupCodes: "34970312341@[fe80::1]:5541",
    timeZone: "Europe/Berlin",
  });
  expect(second && withoutInvitation(config, second).setupCodes).toBe("34970112332");
});
