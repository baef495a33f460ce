import { expect, test } from "vitest";
import { guest, neighbour, other, Stage } from "#test/support/stage.ts";
import { neighbours } from "./neighbours.ts";

const nothing = (path: string) =>
  path.endsWith("/list") ? { status: 200, body: { things: [] } } : { status: 404, body: { error: { data: {} } } };

async function told(answer: (path: string) => { status: number; body: object }): Promise<readonly string[]> {
  const stage = new Stage(neighbours);
  stage.rows = () => [{ id: guest }];
  stage.neighbourIsTold = (path) => {
    const { status, body } = answer(path);
    return { status, body: { ...body } };
  };
  await stage.ends("liveness");
  return stage.objections;
}

test("a neighbour is shown nothing and refused everything", async () => {
  expect(await told(nothing)).toEqual([]);
});

test.each([
  ["a list that is not empty", "/access_codes/list", { status: 200, body: { access_codes: [{}] } }],
  ["an event", "/events/list", { status: 200, body: { events: [{}] } }],
  ["a code", "/access_codes/get", { status: 200, body: {} }],
  ["a refusal that knows the code", "/access_codes/delete", { status: 409, body: {} }],
  ["a refusal that names another", "/access_codes/get", { status: 404, body: { error: { data: { by: other } } } }],
])("%s is objected to", async (_what, path, answer) => {
  expect(await told((asked) => (asked === path ? answer : nothing(asked)))).toHaveLength(1);
});

test("an answer or a log line with the neighbour's workspace is objected to", () => {
  const stage = new Stage(neighbours);
  stage.answers(1, "/devices/list", {}, { devices: [{ workspace_id: neighbour }] });
  stage.tell({ kind: "log", process: "server-1", event: "x", fields: { workspace: neighbour } });
  expect(stage.objections).toHaveLength(2);
});
