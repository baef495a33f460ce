import { expect, test } from "vitest";
import type { Body } from "#sim/happening.ts";
import { pin } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { secrets } from "./secrets.ts";

const process = "server-1";

function aRunWithPin1357(): Stage {
  const stage = new Stage(secrets);
  stage.puts(guest, "1357");
  return stage;
}

test("dots, ids, times, counts and other digits are no secret", () => {
  const stage = aRunWithPin1357();
  const fields = {
    pin: pin("1357"),
    id: "00001357-1357-4000-8000-000000001357",
    at: "1357-01-15T12:00:00.000Z",
    name: "Backup 1357",
    ms: 1357,
    text: "13579 of 11357, 2.1357",
  };
  stage.tell({ kind: "log", process, event: "reconcile.pass_broke", fields });
  stage.answers(1, "/access_codes/get", {}, { access_code: { code: "1357" } });
  expect(stage.objections).toEqual([]);
});

test("a PIN in a log line, an address or a refusal is objected to", () => {
  for (const tell of [
    (stage: Stage) => stage.tell({ kind: "log", process, event: "x", fields: { deep: [{ text: "The code 1357." }] } }),
    (stage: Stage) => stage.tell({ kind: "log", process, event: "x", fields: { error: new Error("code=1357") } }),
    (stage: Stage) => stage.asks(1, "/access_codes/get?code=1357", {}),
    (stage: Stage) => stage.answers(1, "/access_codes/create", {}, { error: { message: "1357 is taken" } }, 400),
  ]) {
    const stage = aRunWithPin1357();
    tell(stage);
    expect(stage.objections).toHaveLength(1);
  }
});

test("an endpoint may be sent a PIN as the code of an event that has one, and nowhere else", () => {
  const sent = (event: Body) => {
    const stage = aRunWithPin1357();
    const body = JSON.stringify(event);
    stage.tell({ kind: "webhook", process, url: "https://a.example", headers: {}, body, status: 204, answerMs: 1 });
    return stage.objections;
  };
  expect(sent({ event_type: "access_code.set_on_device", code: "1357" })).toEqual([]);
  const changed = (property: string) => [{ property, from: "2468", to: "1357" }];
  expect(sent({ event_type: "access_code.changed", changed_properties: changed("code") })).toEqual([]);
  expect(sent({ event_type: "access_code.changed", changed_properties: changed("name") })).toHaveLength(1);
  expect(sent({ event_type: "access_code.set_on_device", name: "Guest 1357" })).toHaveLength(1);
  expect(sent({ event_type: "access_code.changed", code: "1357" })).toHaveLength(1);
});

test("a PIN that is in plain in the database is objected to", async () => {
  const stage = aRunWithPin1357();
  const values = (value: unknown) => (sql: string) =>
    sql.includes("information_schema")
      ? [{ table_name: "events", column_name: "payload" }]
      : [{ place: "events.payload", values: [value] }];
  stage.rows = values({ name: "Guest 1", count: 1357 });
  await stage.ends("safety");
  expect(stage.objections).toEqual([]);
  stage.rows = values({ from: { code: "1357" } });
  await stage.ends("liveness");
  expect(stage.objections).toEqual(["events.payload holds a PIN in plain."]);
});
