import { expect, test } from "vitest";
import { minute, noon } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { neverSilentlyLate } from "./never-silently-late.ts";

async function deletedAtNoon(): Promise<Stage> {
  const stage = new Stage(neverSilentlyLate);
  stage.puts(guest, "1357");
  await stage.wants(guest, { retiredAt: noon });
  return stage;
}

test("what stands on after its deletion has a warning after 5 minutes, and an error after 15", async () => {
  const stage = await deletedAtNoon();
  stage.said.set(guest, { status: "removing", warnings: [{ warning_code: "delay_in_removing_from_device" }] });
  await stage.until(noon + 10 * minute);
  stage.said.set(guest, { status: "removing", errors: [{ error_code: "failed_to_remove_from_device" }] });
  await stage.until(noon + 60 * minute);
  expect(stage.objections).toEqual([]);
});

test("without a word it is objected to, at both times", async () => {
  const stage = await deletedAtNoon();
  stage.said.set(guest, { status: "removing" });
  await stage.until(noon + 60 * minute);
  expect(stage.objections).toHaveLength(2);
});

test("what left the lock needs no word", async () => {
  const stage = await deletedAtNoon();
  stage.said.set(guest, { status: "removing" });
  const [entry] = stage.keypad.entries;
  if (entry !== undefined) stage.keypad.remove(entry, stage.us(guest));
  await stage.until(noon + 60 * minute);
  expect(stage.objections).toEqual([]);
});
