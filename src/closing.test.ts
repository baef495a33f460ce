import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { createClosing } from "./closing.ts";

test("what was opened last is closed first, and what fails or never closes holds nothing up", async () => {
  const runtime = testRuntime();
  const closing = createClosing(runtime);
  const closed: string[] = [];
  const closes = (part: string) => async () => void closed.push(part);
  closing.add("first", closes("first"));
  closing.add("broken", () => Promise.reject(new Error("no")));
  closing.add("stuck", () => new Promise(() => {}));
  closing.add("last", closes("last"));
  const ended = closing.close();
  await runtime.advance(60_000);
  await ended;
  expect(closed).toEqual(["last", "first"]);
  const said = runtime.logged.map(({ fields }) => fields);
  expect(said).toEqual([
    { part: "stuck", because: "late" },
    { part: "broken", because: "failed" },
  ]);
});
