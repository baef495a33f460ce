import { expect, test } from "vitest";
import { hour } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { noWedge } from "./no-wedge.ts";

async function afterAnHour(said: object): Promise<readonly string[]> {
  const stage = new Stage(noWedge);
  stage.said.set(guest, { ...said });
  await stage.wants(guest, { wantedSince: stage.now - hour });
  await stage.pass(60);
  return stage.objections;
}

test("a code that has come to rest, or says why it has not, is in order", async () => {
  expect(await afterAnHour({ status: "set" })).toEqual([]);
  expect(await afterAnHour({ status: "gone" })).toEqual([]);
  expect(await afterAnHour({ status: "setting", warnings: [{ warning_code: "delay_in_setting_on_device" }] })).toEqual(
    [],
  );
});

test("one that is on its way for long without a word is objected to, once", async () => {
  expect(await afterAnHour({ status: "setting" })).toHaveLength(1);
  expect(await afterAnHour({ status: "removing" })).toHaveLength(1);
});
