import { expect, test } from "vitest";
import { guest, Stage } from "#test/support/stage.ts";
import { durable } from "./durable.ts";

const row = {
  id: guest,
  starts_at: null,
  ends_at: null,
  name: "Guest 1",
  is_retired: false,
  is_gone: false,
  is_due: true,
  events: 2,
};
const created = { access_code: { access_code_id: guest } };

async function aCodeIsCreated(rows: readonly object[]): Promise<Stage> {
  const stage = new Stage(durable);
  stage.rows = () => rows;
  stage.asks(1, "/access_codes/create", { name: "Guest 1" });
  stage.answers(1, "/access_codes/create", { name: "Guest 1" }, created);
  await stage.pass(1);
  return stage;
}

test("what was answered is on record, at once and after every crash", async () => {
  const stage = await aCodeIsCreated([row]);
  await stage.ends("safety");
  expect(stage.objections).toEqual([]);
});

test("an answer without its row is objected to", async () => {
  expect((await aCodeIsCreated([])).objections).toHaveLength(1);
});

test("so is a row that is lost later", async () => {
  const stage = await aCodeIsCreated([row]);
  stage.rows = () => [];
  await stage.ends("safety");
  expect(stage.objections).toHaveLength(1);
});

test("so are a device that is never due, and a row without events", async () => {
  expect((await aCodeIsCreated([{ ...row, is_due: false }])).objections).toHaveLength(1);
  const stage = await aCodeIsCreated([row]);
  stage.rows = () => [{ ...row, events: 0 }];
  await stage.ends("safety");
  expect(stage.objections).toHaveLength(1);
});

test("a deletion that was answered and is not on record is objected to", async () => {
  const stage = new Stage(durable);
  stage.rows = () => [row];
  stage.asks(1, "/access_codes/delete", { access_code_id: guest });
  stage.answers(1, "/access_codes/delete", { access_code_id: guest }, {});
  await stage.pass(1);
  expect(stage.objections).toHaveLength(1);
});

test("a change that was answered is on record, unless somebody asked for another since", async () => {
  const change = (stage: Stage, request: number, name: string) => {
    stage.asks(request, "/access_codes/update", { access_code_id: guest, name });
    stage.answers(request, "/access_codes/update", { access_code_id: guest, name }, {});
  };
  const stage = new Stage(durable);
  stage.rows = () => [row];
  change(stage, 1, "Guest 2");
  await stage.pass(1);
  expect(stage.objections).toHaveLength(1);
  change(stage, 2, "Guest 1");
  await stage.pass(1);
  expect(stage.objections).toHaveLength(1);
});
