import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { unhurried } from "#drivers/contract/clause.ts";
import { realRuntime } from "#runtime/real-runtime.ts";
import { connectWith } from "./matter.ts";
import { threadedStack } from "./stack.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pintumbler-stack-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A driver whose thread runs what stands in this file. */
function driverOn(file: string) {
  const logged: string[] = [];
  const runtime = { ...realRuntime(), log: (event: string) => void logged.push(event) };
  const program = pathToFileURL(file);
  const driver = connectWith(
    (options) => threadedStack({ ...options, program }),
    { setupCodes: "" },
    {
      runtime,
      directory: folder,
      deliveryUrl: undefined,
      listener: { sighting: () => {}, configChanged: () => {} },
    },
  );
  return { driver, logged };
}

test("where the library is not installed, whoever connects is told what to install", async () => {
  const alone = join(folder, "fabric-thread.ts");
  await copyFile(join(import.meta.dirname, "fabric-thread.ts"), alone);
  const { driver } = driverOn(alone);
  const found = await driver.discover(unhurried);
  expect(found).toMatchObject({ kind: "failed", because: "provider" });
  expect(found.kind === "failed" && found.detail).toContain("Install the packages @matter/main and @matter/nodejs");
  await driver.close();
});

test.for([
  ["ends", "process.exit(1)"],
  ["fails", 'setImmediate(() => { throw new Error("Broken.") })'],
] as const)("a thread that %s is no call that never ends, and the next call has another", async ([kind, death]) => {
  const mortal = join(folder, `${kind}.mjs`);
  const lines = [
    'import { parentPort } from "node:worker_threads";',
    "parentPort.on('message', ({ number, question }) => {",
    `  if (question.ask === "look") ${death};`,
    '  else parentPort.postMessage({ answers: number, answer: { kind: "answered", body: [] } });',
    "});",
  ];
  await writeFile(mortal, lines.join("\n"));
  const { driver, logged } = driverOn(mortal);
  expect(await driver.discover(unhurried)).toMatchObject({ kind: "found" });
  const died = { kind: "unreachable", because: "provider" };
  expect(await driver.observe("1-1" as NativeId, unhurried)).toMatchObject(died);
  expect(logged).toEqual(["matter.thread_ended"]);
  expect(await driver.discover(unhurried)).toMatchObject({ kind: "found" });
  await driver.close();
  expect(logged).toEqual(["matter.thread_ended"]);
});
