import { afterAll, beforeAll, expect, test } from "vitest";
import { markOnLine } from "#store/bridges.ts";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { bridgeOfToken, createBridge, enrolBridge, getBridge, listBridges, revokeBridge } from "./bridges.ts";
import { createWorkspace } from "./workspaces.ts";

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});

afterAll(() => desk.close());

test("a code enrols one bridge, however it is typed, and the token that it is traded for signs that bridge in", async () => {
  const { id, code } = await createBridge(desk, desk.workspace, "Harbour");
  const enrolled = await enrolBridge(desk, ` ${code.replaceAll("-", " ")}`);
  expect(enrolled?.bridge).toMatchObject({ id, name: "Harbour", workspaceId: desk.workspace });
  expect((await bridgeOfToken(desk, enrolled?.token ?? ""))?.id).toBe(id);
  expect(await bridgeOfToken(desk, `${enrolled?.token}x`)).toBeUndefined();
  expect(await bridgeOfToken(desk, code)).toBeUndefined();
});

test("a trade whose answer was lost is made again, until the bridge was on the line", async () => {
  const { id, code } = await createBridge(desk, desk.workspace, "Mill");
  const lost = await enrolBridge(desk, code);
  const had = await enrolBridge(desk, code);
  expect(await bridgeOfToken(desk, lost?.token ?? "")).toBeUndefined();
  expect((await bridgeOfToken(desk, had?.token ?? ""))?.id).toBe(id);
  await markOnLine(desk.store.db, id, { programVersion: "0", clockErrorMs: 0, at: desk.runtime.now() });
  expect(await enrolBridge(desk, code)).toBeUndefined();
  expect((await bridgeOfToken(desk, had?.token ?? ""))?.id).toBe(id);
});

test("a code that is an hour old, a stranger's or a revoked bridge's enrols nobody", async () => {
  const late = await createBridge(desk, desk.workspace, "Late");
  const unwanted = await createBridge(desk, desk.workspace, "Unwanted");
  expect(await revokeBridge(desk, unwanted.id)).toBe(true);
  expect(await enrolBridge(desk, unwanted.code)).toBeUndefined();
  expect(await enrolBridge(desk, "ABCDE-FGHJK-LMNPQ-RSTUV")).toBeUndefined();
  await desk.runtime.advance(60 * 60_000);
  expect(await enrolBridge(desk, late.code)).toBeUndefined();
});

test("a workspace sees its own bridges, but for the revoked", async () => {
  const other = await createWorkspace(desk, { name: "Other", isSandbox: false });
  const kept = await createBridge(desk, other.id, "Kept");
  const gone = await createBridge(desk, other.id, "Gone");
  await revokeBridge(desk, gone.id);
  expect(await revokeBridge(desk, gone.id)).toBe(false);
  expect((await listBridges(desk, other.id)).map(({ id }) => id)).toEqual([kept.id]);
  expect((await getBridge(desk, other.id, kept.id))?.name).toBe("Kept");
  expect(await getBridge(desk, other.id, gone.id)).toBeUndefined();
  expect(await getBridge(desk, desk.workspace, kept.id)).toBeUndefined();
});
