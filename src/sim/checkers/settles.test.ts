import { expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { hour, noon, pin } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { settles } from "./settles.ts";

async function after(begin: (stage: Stage) => Promise<void> | void): Promise<readonly string[]> {
  const stage = new Stage(settles);
  await begin(stage);
  await stage.until(noon + 3 * hour);
  await stage.ends("liveness");
  return stage.objections;
}

test("a wanted code that stands there and is said to is in order", async () => {
  const objections = await after(async (stage) => {
    await stage.wants(guest);
    stage.puts(guest, "1357");
  });
  expect(objections).toEqual([]);
});

test("a wanted code that does not stand there says why, or is objected to", async () => {
  expect(await after((stage) => stage.wants(guest))).toHaveLength(1);
  const objections = await after(async (stage) => {
    stage.said.set(guest, { status: "setting", errors: [{ error_code: "no_space_for_access_code_on_device" }] });
    await stage.wants(guest);
  });
  expect(objections).toEqual([]);
});

test.each<[string, (stage: Stage) => Promise<void> | void]>([
  ["another PIN", (stage) => void stage.puts(guest, "2468")],
  ["a window that is not its own", (stage) => void stage.puts(guest, "1357", { startsAt: noon, endsAt: noon + hour })],
  ["a second entry", (stage) => void [stage.puts(guest, "1357"), stage.puts(guest, "1357")]],
  [
    "a word that is not true",
    (stage) => void [stage.puts(guest, "1357"), stage.said.set(guest, { status: "setting" })],
  ],
])("%s is objected to", async (_flaw, put) => {
  const objections = await after(async (stage) => {
    await stage.wants(guest);
    await put(stage);
  });
  expect(objections).toHaveLength(1);
});

test("what nobody wants any more and what is still to be removed are objected to", async () => {
  expect(await after((stage) => void stage.puts(guest, "1357"))).toHaveLength(1);
  expect(await after((stage) => stage.wants(guest, { retiredAt: noon }))).toHaveLength(1);
});

test("a person's code is nobody's business", async () => {
  const objections = await after((stage) => {
    const theirs = { place: "theirs" as Place, pin: pin("1357"), label: "Owner", window: undefined };
    stage.keypad.add(theirs, { kind: "person" }, noon);
  });
  expect(objections).toEqual([]);
});
