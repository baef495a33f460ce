import { expect, test } from "vitest";
import { Stage } from "#test/support/stage.ts";
import { requestLimits } from "./request-limits.ts";

const path = "/access_codes/create";

function creates(stage: Stage, count: number, name = (one: number) => `Guest ${one}`): void {
  for (let one = 1; one <= count; one += 1) {
    const body = { device_id: "d1", name: name(one) };
    stage.asks(one, path, body);
    stage.answers(one, path, body, { access_code: { access_code_id: `c${one}`, device_id: "d1" } });
  }
}

test("ten codes may be created on a device in a minute, and ten more in the next", async () => {
  const stage = new Stage(requestLimits);
  creates(stage, 10);
  await stage.pass(1.1);
  creates(stage, 10, (one) => `Later guest ${one}`);
  expect(stage.objections).toEqual([]);
});

test("the eleventh is objected to", () => {
  const stage = new Stage(requestLimits);
  creates(stage, 11);
  expect(stage.objections).toHaveLength(1);
});

test("a repetition, a refusal and what took longer than the minute do not count", async () => {
  const stage = new Stage(requestLimits);
  creates(stage, 30, () => "The same guest");
  stage.answers(31, path, { device_id: "d1", name: "Refused" }, {}, 429);
  stage.asks(32, path, { device_id: "d1", name: "Slow" });
  await stage.pass(1.1);
  creates(stage, 10);
  expect(stage.objections).toEqual([]);
});
