import { expect, test } from "vitest";
import { Pin } from "#domain/pin.ts";
import { mandate } from "./messages.ts";
import { fromJson, toJson } from "./wire.ts";

const pin = Pin.parse("482610");

test("a PIN goes over the line as digits and comes out as a PIN, wherever it stands", () => {
  const sent = { codes: [{ pin, label: "Ada" }], announced: new Set(["set@1"]), window: undefined };
  const back = fromJson(toJson(sent)) as typeof sent;
  expect(back.codes[0]?.pin?.equals(pin)).toBe(true);
  expect(back.announced).toEqual(new Set(["set@1"]));
  expect("window" in back).toBe(false);
  expect(JSON.stringify(back)).not.toContain("482610");
});

test("what is no PIN or no JSON does not come out as anything that is trusted", () => {
  expect(fromJson("{")).toBeUndefined();
  expect(fromJson('{"pin":{"$pin":"12ab"}}')).toEqual({ pin: undefined });
  expect(mandate.safeParse(fromJson('{"version":"1","until":"soon","codes":[]}')).success).toBe(false);
});
