import { expect, test } from "vitest";
import { hour, noon } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { toldAtStart } from "./told-at-start.ts";

const stay = { startsAt: noon + hour, endsAt: noon + 5 * hour };
const failure = { error_code: "failed_to_set_on_device" };

async function aCodeThatIsNotSet(errors: readonly object[], events: number): Promise<Stage> {
  const stage = new Stage(toldAtStart);
  stage.rows = (sql) => [sql.includes("count(*)") ? { count: events } : { at: null }];
  stage.said.set(guest, { status: "setting", errors });
  await stage.wants(guest, { window: stay });
  await stage.until(stay.startsAt + hour);
  return stage;
}

test("a code that does not work at its start says so, and an event does", async () => {
  expect((await aCodeThatIsNotSet([failure], 1)).objections).toEqual([]);
});

test("without an error, or without an event, it is objected to", async () => {
  expect((await aCodeThatIsNotSet([], 0)).objections).toHaveLength(1);
  expect((await aCodeThatIsNotSet([failure], 0)).objections).toHaveLength(1);
});

test("one that works has nothing to say", async () => {
  const stage = new Stage(toldAtStart);
  await stage.wants(guest, { window: stay });
  await stage.until(stay.startsAt + hour);
  expect(stage.objections).toEqual([]);
});

test("a failure that is still told of a code that is set is objected to", async () => {
  const stage = new Stage(toldAtStart);
  stage.said.set(guest, { status: "set", errors: [failure] });
  await stage.wants(guest, { window: stay });
  expect(stage.objections).toHaveLength(1);
});

test("after an upheaval its event is due once a look has shown the lock, and not before", async () => {
  const stage = new Stage(toldAtStart);
  stage.rows = (sql) => [sql.includes("count(*)") ? { count: 0 } : { at: null }];
  stage.said.set(guest, { status: "setting", errors: [failure] });
  await stage.wants(guest, { window: stay });
  stage.tell({ kind: "upheaval", changes: ["lost codes of lock-1"] });
  await stage.until(stay.startsAt + hour);
  expect(stage.objections).toEqual([]);
  stage.looks();
  await stage.until(stay.startsAt + 2 * hour);
  expect(stage.objections).toHaveLength(1);
});
