import { expect, test } from "vitest";
import { guest, Stage } from "#test/support/stage.ts";
import { eventLog } from "./event-log.ts";

const sound = {
  id: guest,
  is_managed: true,
  event_count: 5,
  announced: ["set@1"],
  retired_because: "deleted",
  is_gone: true,
  is_transferred: false,
  types: [
    "access_code.created",
    "access_code.set_on_device",
    "access_code.mutations_requested",
    "access_code.removed_from_device",
    "access_code.deleted",
  ],
  ordinals: [1, 2, 3, 4, 5],
};

async function objectionsTo(row: object, strays: readonly object[] = []): Promise<readonly string[]> {
  const stage = new Stage(eventLog);
  stage.rows = (sql) => (sql.includes("not exists") ? strays : [row]);
  await stage.ends("liveness");
  return stage.objections;
}

test("a log without gaps that adds up to its row is in order", async () => {
  expect(await objectionsTo(sound)).toEqual([]);
});

test.each([
  ["a gap", { ordinals: [1, 2, 4, 5, 6] }],
  ["an order that is not that of what happened", { ordinals: [1, 3, 2, 4, 5] }],
  ["a count that is not theirs", { event_count: 6 }],
  ["another beginning", { types: ["access_code.set_on_device", ...sound.types.slice(1)] }],
  ["an end of what is still there", { is_gone: false }],
  ["a gone code without an end", { types: [...sound.types.slice(0, 4), "access_code.changed"] }],
  ["something marked as announced that was not", { announced: ["set@1", "set@2"] }],
  [
    "a deletion nobody asked for",
    { types: [...sound.types.slice(0, 2), "access_code.changed", ...sound.types.slice(3)] },
  ],
  [
    "a gone code of which nobody was told that it left its lock",
    { types: [...sound.types.slice(0, 3), "access_code.changed", "access_code.deleted"] },
  ],
])("%s is objected to", async (_flaw, change) => {
  expect((await objectionsTo({ ...sound, ...change })).length).toBeGreaterThan(0);
});

test("an event of a code that is in no row is objected to", async () => {
  expect(await objectionsTo(sound, [{ event_type: "access_code.created", access_code_id: "x" }])).toHaveLength(1);
});
