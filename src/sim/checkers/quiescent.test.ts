import { expect, test } from "vitest";
import { hour, minute, noon } from "#test/support/domain-values.ts";
import { guest, lock, Stage, setting } from "#test/support/stage.ts";
import { quiescent } from "./quiescent.ts";

async function atRest(): Promise<Stage> {
  const stage = new Stage(quiescent);
  await stage.wants(guest);
  stage.puts(guest, "1357");
  stage.looks();
  await stage.until(noon + 3 * hour);
  stage.looks();
  return stage;
}

test("a lock at rest is looked at once a sweep", async () => {
  const stage = await atRest();
  await stage.pass(40);
  stage.looks();
  expect(stage.objections).toEqual([]);
  await stage.pass(10);
  stage.looks();
  expect(stage.objections).toHaveLength(1);
});

test("nothing is changed at it, nor on record of its codes", async () => {
  const stage = await atRest();
  stage.sends(setting(guest, "1357"));
  expect(stage.objections).toHaveLength(1);
  await stage.wants(guest);
  expect(stage.objections).toHaveLength(2);
});

test("what somebody asked, what went wrong and a refusal are causes", async () => {
  const asked = await atRest();
  asked.asks(1, "/access_codes/update", { access_code_id: guest });
  const wrong = await atRest();
  wrong.tell({ kind: "lock", lock, what: "battery" });
  const refused = await atRest();
  await refused.pass(1);
  await refused.wants(guest, { trouble: { doing: "set", because: "duplicate" } });
  for (const stage of [asked, wrong, refused]) {
    stage.sends(setting(guest, "1357"));
    expect(stage.objections).toEqual([]);
  }
});

test("so is a start that the lock keeps in steps of its own, a moment before it was asked for", async () => {
  const stage = new Stage(quiescent);
  const startsAt = noon + 5 * hour;
  await stage.wants(guest, { window: { startsAt: startsAt + 800, endsAt: startsAt + hour } });
  stage.puts(guest, "1357", { startsAt, endsAt: startsAt + hour });
  await stage.until(startsAt - 10 * minute);
  stage.looks();
  await stage.until(startsAt - 5 * minute);
  stage.looks();
  expect(stage.objections).toHaveLength(1);
  await stage.until(startsAt + 2);
  stage.looks();
  expect(stage.objections).toHaveLength(1);
});
