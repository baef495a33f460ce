import { expect, test } from "vitest";
import { Stage } from "#test/support/stage.ts";
import { sameAnswer } from "./same-answer.ts";

const path = "/access_codes/create";

function asked(stage: Stage, request: number, key: string, answer: object): void {
  stage.asks(request, path, {}, key);
  stage.answers(request, path, {}, { ...answer });
}

test("one key has one answer", () => {
  const stage = new Stage(sameAnswer);
  asked(stage, 1, "a", { access_code: { access_code_id: "c1" } });
  asked(stage, 2, "b", { access_code: { access_code_id: "c2" } });
  asked(stage, 3, "a", { access_code: { access_code_id: "c1" } });
  expect(stage.objections).toEqual([]);
});

test("another answer under the same key is objected to", () => {
  const stage = new Stage(sameAnswer);
  asked(stage, 1, "a", { access_code: { access_code_id: "c1" } });
  asked(stage, 2, "a", { access_code: { access_code_id: "c2" } });
  expect(stage.objections).toHaveLength(1);
});

test("a refusal is not kept, and a day later the key is free", async () => {
  const stage = new Stage(sameAnswer);
  stage.asks(1, path, {}, "a");
  stage.answers(1, path, {}, { error: {} }, 400);
  asked(stage, 2, "a", { access_code: { access_code_id: "c1" } });
  await stage.pass(25 * 60);
  asked(stage, 3, "a", { access_code: { access_code_id: "c2" } });
  expect(stage.objections).toEqual([]);
});

test("more codes than were asked for are objected to", async () => {
  const stage = new Stage(sameAnswer);
  asked(stage, 1, "a", {});
  asked(stage, 2, "a", {});
  stage.rows = () => [{ count: 1 }];
  await stage.ends("safety");
  expect(stage.objections).toEqual([]);
  stage.rows = () => [{ count: 2 }];
  await stage.ends("liveness");
  expect(stage.objections).toHaveLength(1);
});
