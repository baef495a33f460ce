import { expect, test } from "vitest";
import { guest, Stage, setting } from "#test/support/stage.ts";
import { noResurrection } from "./no-resurrection.ts";

const process = "server-1";
const intent = { kind: "statement", process, name: "begin-attempt", rows: 1 } as const;

async function deleted(stage: Stage): Promise<void> {
  stage.answers(1, "/access_codes/delete", { access_code_id: guest }, {});
  await stage.pass(1);
}

test("a code is set before its deletion, and not after", async () => {
  const stage = new Stage(noResurrection);
  stage.tell(intent);
  stage.sends(setting(guest, "1357"));
  await deleted(stage);
  expect(stage.objections).toEqual([]);
  stage.tell(intent);
  stage.sends(setting(guest, "1357"));
  expect(stage.objections).toHaveLength(1);
});

test("an intent that was written before counts apart", async () => {
  const stage = new Stage(noResurrection);
  stage.tell(intent);
  await deleted(stage);
  stage.sends(setting(guest, "1357"));
  expect(stage.objections).toEqual([]);
  expect(stage.counted).toHaveLength(1);
});
