import { expect, test } from "vitest";
import { hour, noon } from "#test/support/domain-values.ts";
import { guest, other, Stage, setting } from "#test/support/stage.ts";
import { places } from "./places.ts";

const soon = { startsAt: noon + hour, endsAt: noon + 3 * hour };
const later = { startsAt: noon + 2 * hour, endsAt: noon + 3 * hour };

test("a lock is filled to its last place and no further", () => {
  const stage = new Stage(places);
  stage.lock = { ...stage.lock, capacity: 1 };
  stage.puts(guest, "1357");
  expect(stage.objections).toEqual([]);
  stage.puts(other, "2468");
  expect(stage.objections).toHaveLength(1);
});

test("in one pass, who starts first comes first", async () => {
  const stage = new Stage(places);
  await stage.wants(guest, { window: soon });
  await stage.wants(other, { window: later });
  stage.sends("observe");
  stage.sends(setting(guest, "1357"));
  stage.sends(setting(other, "2468"));
  stage.sends("observe");
  stage.sends(setting(guest, "1357"));
  expect(stage.objections).toEqual([]);
  stage.sends("observe");
  stage.sends(setting(other, "2468"));
  stage.sends(setting(guest, "1357"));
  expect(stage.objections).toHaveLength(1);
});

test("a code that has no place says so", async () => {
  const trouble = { doing: "set", because: "full" } as const;
  for (const [errors, objections] of [
    [[{ error_code: "no_space_for_access_code_on_device" }], 0],
    [[], 1],
  ] as const) {
    const stage = new Stage(places);
    stage.said.set(guest, { status: "setting", errors });
    await stage.wants(guest, { trouble });
    stage.hears(setting(guest, "1357"), { kind: "refused", because: "full", detail: "No place is free." });
    await stage.pass(2);
    expect(stage.objections).toHaveLength(objections);
  }
});
