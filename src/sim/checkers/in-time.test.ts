import { expect, test } from "vitest";
import { hour, minute, noon } from "#test/support/domain-values.ts";
import { guest, lock, Stage } from "#test/support/stage.ts";
import { inTime } from "./in-time.ts";

const stay = { startsAt: noon + 3 * hour, endsAt: noon + 5 * hour };

async function booked(): Promise<Stage> {
  const stage = new Stage(inTime);
  await stage.wants(guest, { window: stay });
  return stage;
}

test("a code that works at its start and says so is in order", async () => {
  const stage = await booked();
  stage.puts(guest, "1357", stay);
  await stage.until(noon + 4 * hour);
  expect(stage.objections).toEqual([]);
  expect(stage.counted).toHaveLength(1);
});

test("one that does not, or does and does not say so, is objected to", async () => {
  const missing = await booked();
  await missing.until(noon + 4 * hour);
  expect(missing.objections).toHaveLength(1);
  const unsaid = await booked();
  unsaid.puts(guest, "1357", stay);
  unsaid.said.set(guest, { status: "setting" });
  await unsaid.until(noon + 4 * hour);
  expect(unsaid.objections).toHaveLength(1);
});

test("nobody is held to a start that was booked at the door, or with trouble just before", async () => {
  const late = await booked();
  await late.until(stay.startsAt - 2 * minute);
  await late.wants(guest, { version: 2, wantedSince: late.now });
  await late.until(noon + 4 * hour);
  const troubled = await booked();
  await troubled.until(stay.startsAt - 10 * minute);
  troubled.tell({ kind: "lock", lock, what: "offline" });
  await troubled.until(noon + 4 * hour);
  for (const { objections } of [late, troubled]) expect(objections).toEqual([]);
});

test("a full lock, or a PIN that a person has, is an excuse if it is told", async () => {
  const stage = await booked();
  stage.said.set(guest, { status: "setting", errors: [{ error_code: "duplicate_code_on_device" }] });
  await stage.until(noon + 4 * hour);
  expect(stage.objections).toEqual([]);
});
