import fc from "fast-check";
import { expect, test } from "vitest";
import { howToWriteAnInstant, readInstant, writeInstant } from "./instant.ts";

test.for([
  ["2030-01-31T15:00:00Z", "2030-01-31T15:00:00.000Z"],
  ["2030-01-31T15:00:00.946242Z", "2030-01-31T15:00:00.946Z"],
  ["2030-01-31T15:00:00-07:00", "2030-01-31T22:00:00.000Z"],
  ["2030-01-31T15:00:00-00:00", "2030-01-31T15:00:00.000Z"],
  ["2030-01-31T15:00:00+0530", "2030-01-31T09:30:00.000Z"],
  ["2030-01-31T15:00:00+0000", "2030-01-31T15:00:00.000Z"],
  ["2030-01-31T15:00z", "2030-01-31T15:00:00.000Z"],
  ["2030-01-31 15:00:00Z", "2030-01-31T15:00:00.000Z"],
  ["2032-02-29T00:30:00+14:00", "2032-02-28T10:30:00.000Z"],
])("%s is %s", ([text = "", instant]) => {
  const read = readInstant(text);
  expect(typeof read === "number" ? writeInstant(read) : read).toBe(instant);
});

test.for([
  "2030-01-31T15:00:00",
  "2030-01-31",
  "1893510000000",
  "tomorrow",
  "",
  "2030-01-31T15Z",
  "+02030-01-31T15:00:00Z",
])("%s is not an instant", (text) => {
  expect(readInstant(text)).toBe(howToWriteAnInstant);
});

test.for([
  "2030-02-30T15:00:00Z",
  "2030-13-01T15:00:00Z",
  "2030-00-01T15:00:00Z",
  "2030-01-00T15:00:00Z",
  "2031-02-29T15:00:00Z",
  "2030-01-31T24:00:00Z",
  "2030-01-31T15:60:00Z",
  "2030-01-31T15:00:61Z",
  "2030-01-31T15:00:00+15:00",
  "2030-01-31T15:00:00+05:75",
])("%s does not exist", (text) => {
  expect(readInstant(text)).toBe("No such date and time");
});

test.for(["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])(
  "%s is a typing mistake",
  (text) => {
    expect(readInstant(text)).toBe("Expected a year from 2000 to 2099");
  },
);

test("an instant is written as the language itself writes it", () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) }), (ms) => {
      expect(writeInstant(ms)).toBe(new Date(ms).toISOString());
    }),
    { numRuns: 2_000 },
  );
});
