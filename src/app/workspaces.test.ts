import { afterAll, beforeAll, expect, test } from "vitest";
import { isProblem } from "#domain/problem.ts";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { signIn } from "./sign-in.ts";
import { createApiKey, createWorkspace } from "./workspaces.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

test("a key whose name in the register is another's already is drawn again", async () => {
  const workspace = await createWorkspace(desk, { name: "Inn", isSandbox: true });
  // The first two keys are drawn alike, down to the last letter.
  let draws = 0;
  const randomBytes = (count: number) =>
    ++draws <= 4 ? new Uint8Array(count).fill(7) : desk.runtime.randomBytes(count);
  const unlucky = { ...desk, runtime: { ...desk.runtime, randomBytes } };
  const one = await createApiKey(unlucky, workspace, { name: "one" });
  const other = await createApiKey(unlucky, workspace, { name: "other" });
  if (isProblem(one) || isProblem(other)) throw new Error("Both keys are made.");
  expect(other.token).not.toBe(one.token);
  expect(await signIn(desk, one.token)).toMatchObject({ keyId: one.keyId });
  expect(await signIn(desk, other.token)).toMatchObject({ keyId: other.keyId });
});

test("a key that is given and begins like another is refused, and the other stays", async () => {
  const workspace = await createWorkspace(desk, { name: "Inn", isSandbox: true });
  const fixed = "seam_testTwin_AbCdEfGhJkMnPqRsTuVwXyZ2";
  const first = await createApiKey(desk, workspace, { name: "first", fixed });
  const second = await createApiKey(desk, workspace, { name: "second", fixed: `${fixed}3` });
  expect(second).toMatchObject({ problem: "invalid_input" });
  expect(await signIn(desk, fixed)).toMatchObject({ keyId: isProblem(first) ? "" : first.keyId });
});
