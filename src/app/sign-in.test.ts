import { afterAll, beforeAll, expect, test } from "vitest";
import { isProblem } from "#domain/problem.ts";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { revokeApiKey } from "./api-keys.ts";
import { signIn } from "./sign-in.ts";
import { createApiKey, createWorkspace, getWorkspace } from "./workspaces.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function newKey(options: { fixed?: string; expiresAt?: number; isSandbox?: boolean } = {}) {
  const { isSandbox = true, ...more } = options;
  const workspace = await createWorkspace(desk, { name: "Inn", isSandbox });
  const key = await createApiKey(desk, workspace, { name: "first", ...more });
  if (isProblem(key)) throw new Error(key.message);
  return { workspace, ...key };
}
const isIn = async (token: string) => !isProblem(await signIn(desk, token));

test("a key signs in to its own workspace", async () => {
  const { workspace, token, keyId } = await newKey();
  expect(await signIn(desk, token)).toEqual({ kind: "api_key", workspaceId: workspace.id, keyId });
  expect(await getWorkspace(desk, workspace.id)).toEqual(workspace);
});

test("a sandbox's key says so, and no other key does or looks like another credential", async () => {
  for (let count = 0; count < 30; count += 1) {
    expect((await newKey()).token).toMatch(/^seam_test[1-9A-HJ-NP-Za-km-z]{4}_[1-9A-HJ-NP-Za-km-z]{24}$/);
    expect((await newKey({ isSandbox: false })).token).toMatch(
      /^seam_(?!test|at|cst|pk)[1-9A-HJ-NP-Za-km-z]{8}_[1-9A-HJ-NP-Za-km-z]{24}$/,
    );
  }
});

test("a key that was given is taken as it is, and one that is none is refused", async () => {
  const fixed = "seam_testInn1_AbCdEfGhJkMnPqRsTuVwXyZ2";
  expect((await newKey({ fixed })).token).toBe(fixed);
  expect(await isIn(fixed)).toBe(true);
  await expect(newKey({ fixed: "sesame" })).rejects.toThrow("seam_<short>_<long>");
  await expect(newKey({ fixed: "seam_at1234567_AbCdEfGhJkMnPqRsTuVwXyZ2" })).rejects.toThrow("seam_<short>_<long>");
});

test("nobody is let in with half a key, another's other half, or nonsense", async () => {
  const one = await newKey();
  const other = await newKey();
  const [, short, long] = one.token.split("_");
  const wrong = [
    "",
    "sesame",
    `seam_${short}`,
    `seam_${short}_`,
    `seam_${short}_${other.token.split("_")[2]}`,
    `seam_${other.token.split("_")[1]}_${long}`,
    `${one.token}x`,
    ` ${one.token}`,
    "seam_unknown1_AbCdEfGhJkMnPqRsTuVwXyZ2",
  ];
  for (const token of wrong) expect(await signIn(desk, token)).toMatchObject({ problem: "unauthorized" });
});

test("a key is let in until the instant at which it expires", async () => {
  const { token } = await newKey({ expiresAt: desk.runtime.now() + 500 });
  expect(await isIn(token)).toBe(true);
  await desk.runtime.advance(499);
  expect(await isIn(token)).toBe(true);
  await desk.runtime.advance(1);
  expect(await isIn(token)).toBe(false);
});

test("a revoked key is let in for a second at most, and cannot be revoked from another workspace", async () => {
  const { workspace, token, keyId } = await newKey();
  expect(await isIn(token)).toBe(true);
  expect(await revokeApiKey(desk, desk.workspace, keyId)).toMatchObject({ problem: "api_key_not_found" });
  expect(await revokeApiKey(desk, workspace.id, keyId)).toBeUndefined();
  await desk.runtime.advance(1_000);
  expect(await isIn(token)).toBe(false);
});

test("only the hash of a key is kept", async () => {
  const { token } = await newKey();
  const long = token.split("_")[2] ?? "none";
  const rows = await desk.store.db.query<{ text: string }>("select to_jsonb(k)::text as text from api_keys k");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.some((row) => row.text.includes(long) || row.text.includes(Buffer.from(long).toString("hex")))).toBe(
    false,
  );
});
