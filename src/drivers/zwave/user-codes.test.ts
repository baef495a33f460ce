import { expect, test } from "vitest";
import type { AccessCodeId, Place } from "#domain/ids.ts";
import { pinOf } from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { notebook } from "./notes.ts";
import type { ZwaveServer } from "./server.ts";
import type { Site } from "./site.ts";
import { lookAtSlots, setUserCode } from "./user-codes.ts";
import { readNode } from "./wire.ts";

const never = new AbortController().signal;

/** A lock whose every answer takes so long that three of them fill a look. `known`: what the server remembers. */
function slowLock(digits: readonly (string | undefined)[], known: (slot: number) => number | undefined) {
  const runtime = testRuntime();
  const asked: number[] = [];
  const server: ZwaveServer = {
    ask: () => Promise.reject(new Error("Nothing else is asked.")),
    invoke: async ({ methodName, args: [slot] }) => {
      if (methodName !== "get") throw new Error("Nothing is written.");
      asked.push(Number(slot));
      await runtime.advance(3_000);
      const userCode = digits[Number(slot) - 1];
      return { kind: "answered", result: { response: { userIdStatus: userCode === undefined ? 0 : 1, userCode } } };
    },
    homeId: () => 1,
    close: () => {},
  };
  const values = digits.map((_, at) => ({
    commandClass: 99,
    property: "userIdStatus",
    propertyKey: at + 1,
    value: known(at + 1),
  }));
  const node = readNode({ nodeId: 2, ready: true, status: 4, values, endpoints: [] });
  if (node === undefined) throw new Error("A test's node is readable.");
  const site: Site = { server, runtime, node, notes: notebook()(2), zone: undefined, signal: never };
  const look = async () => {
    asked.length = 0;
    const looked = await lookAtSlots(site, []);
    if ("kind" in looked) throw new Error("The lock answers.");
    return looked;
  };
  return { site, asked, look };
}

const step = {
  kind: "set",
  code: "11111111-1111-4111-8111-111111111111" as AccessCodeId,
  pin: pinOf("529174"),
  label: "Guest",
  window: undefined,
  into: undefined,
  why: "A test wants it.",
} as const;

test("nobody is told that a lock is full before all of its slots are known, and each look goes on where time ran out", async () => {
  const { look, asked } = slowLock(["1111", "2222", "3333", "4444", "5555"], () => undefined);
  expect(await look()).toMatchObject({ free: undefined, complete: false, lookedInto: ["1", "2", "3"] });
  expect(await look()).toMatchObject({ free: undefined, complete: false });
  expect(asked.slice(0, 2)).toEqual([4, 5]);
  const quick = slowLock(["1111", "2222"], () => undefined);
  expect(await quick.look()).toMatchObject({ free: [], complete: true });
});

test("an empty slot that is found late is told of, and nothing is written where no slot was set down for it", async () => {
  const { look, site } = slowLock(["1111", "2222", "3333", undefined], () => undefined);
  expect(await setUserCode(site, step)).toMatchObject({ kind: "failed", because: "busy", mayHaveHappened: false });
  expect((await look()).free).toBeUndefined();
  expect((await look()).free).toEqual(["4" as Place]);
});
