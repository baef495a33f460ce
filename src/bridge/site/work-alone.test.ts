import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AccessCode } from "#domain/access-code.ts";
import type { AttemptId, ConnectedAccountId } from "#domain/ids.ts";
import { mandateMs, mandateOf } from "#domain/mandate.ts";
import { Pin } from "#domain/pin.ts";
import { knownAtSite } from "#domain/site-journal.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import type { Driver } from "#drivers/driver.ts";
import { code, pin } from "#test/support/domain-values.ts";
import { type LockCloudBench, lockCloudBench } from "#test/support/lock-cloud-bench.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { isNews, type Notebook, openNotebook } from "./notebook.ts";
import { workAlone } from "./work-alone.ts";

const minute = 60_000;
const hour = 60 * minute;
const account = "00000000-0000-4000-8000-00000000000a" as ConnectedAccountId;
const never = new AbortController().signal;

let bench: LockCloudBench;
let lock: BenchLock;
let folder: string;
let notebook: Notebook;

beforeEach(async () => {
  bench = await lockCloudBench("lockly");
  lock = await bench.makeLockLike({});
  folder = await mkdtemp(join(tmpdir(), "pintumbler-notebook-"));
  notebook = open();
});

afterEach(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

test("a code begins and ends on time, and everything is in the journal in that order", async () => {
  const guest = guestFor(2 * hour, 4 * hour);
  await entrust(guest);
  await live(30 * minute);
  expect(await opens(guest)).toBe(false);
  await live(hour);
  expect(await opens(guest)).toBe(true);
  await live(3 * hour);
  expect(await opens(guest)).toBe(false);
  const kinds = news().map((entry) =>
    entry.kind === "try" ? entry.step.kind : entry.kind === "found" ? entry.finding.kind : "",
  );
  expect(kinds.filter((kind) => kind === "set" || kind === "clear")).toEqual(["set", "clear"]);
  expect(kinds.indexOf("stands")).toBeGreaterThan(kinds.indexOf("set"));
  expect(kinds.at(-1)).toBe("left");
});

test("what somebody takes off is put back, and what somebody puts on is let be", async () => {
  const guest = guestFor(-hour, 40 * hour);
  await lock.personAdds("Gardener", "739164");
  await entrust(guest);
  await live(hour);
  await lock.personRemoves("529174");
  expect(await opens(guest)).toBe(false);
  await live(hour);
  expect(await opens(guest)).toBe(true);
  expect(await lock.wouldOpen("739164")).toBe(true);
  expect(news()).toContainEqual(
    expect.objectContaining({ finding: expect.objectContaining({ kind: "tampered", changeType: "removed" }) }),
  );
});

test("killed after the lock was told and before that was written, the bridge sets no second code", async () => {
  const guest = guestFor(-hour, 40 * hour);
  await entrust(guest);
  const lost: Driver = {
    ...bench.driver,
    apply: (...step) => bench.driver.apply(...step).then(() => Promise.reject(new Error("Killed."))),
  };
  await expect(pass(lost)).rejects.toThrow("Killed.");
  await bench.settle();
  notebook = open();
  await live(hour);
  expect(await opens(guest)).toBe(true);
  expect(await lock.countCodes()).toBe(1);
  expect(news().filter(({ kind }) => kind === "try")).toHaveLength(1);
  await live(40 * hour);
  expect(await lock.countCodes()).toBe(0);
});

test("a call that is delivered once more after its code came off again leaves no code behind", async () => {
  const guest = guestFor(-hour, 5 * minute);
  await entrust(guest);
  await live(4 * minute);
  expect(await opens(guest)).toBe(true);
  const [step] = news().flatMap((entry) => (entry.kind === "try" && entry.step.kind === "set" ? [entry.step] : []));
  await live(2 * minute);
  expect(await lock.countCodes()).toBe(0);
  if (step !== undefined) await bench.driver.apply(lock.id, step, never);
  await bench.settle();
  expect(await lock.countCodes()).toBe(1);
  await live(hour);
  expect(await lock.countCodes()).toBe(0);
});

test("past its time the mandate only takes off", async () => {
  const ending = guestFor(-hour, 8 * 24 * hour, "529174");
  const begins = guestFor(7 * 24 * hour - hour, 9 * 24 * hour, "830461");
  await entrust(ending, begins);
  await live(hour);
  // The bridge was off while the second one should have begun.
  await bench.advance(mandateMs);
  await live(hour);
  expect(await opens(begins)).toBe(false);
  expect(await opens(ending)).toBe(true);
  await live(2 * 24 * hour);
  expect(await opens(ending)).toBe(false);
});

test("a line that was down tells only what the server does not know, and a mandate replaces nothing untold", async () => {
  const guest = guestFor(-hour, 40 * hour);
  await entrust(guest);
  await live(hour);
  const [page] = notebook.pages();
  expect(page !== undefined && notebook.entrust(page, page.mandate)).toBe(false);
  if (page !== undefined) notebook.markTold(page, ids());
  expect(open().pages()[0]?.entries.some(isNews)).toBe(false);
  expect(known().codes[0]?.onLock?.state).toBe("on_lock");
  expect(page !== undefined && notebook.entrust(page, page.mandate)).toBe(true);
  expect(notebook.pages()[0]?.entries).toEqual([]);
});

test("what is on the disk only its owner reads, and a page that was spoiled is left out and said", async () => {
  await entrust(guestFor(-hour, hour));
  const [file = ""] = await readdir(join(folder, "devices"));
  const { statSync, writeFileSync } = await import("node:fs");
  const path = join(folder, "devices", file);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).toContain("529174");
  writeFileSync(path, '{"account":');
  const spoiled: string[] = [];
  expect(openNotebook(join(folder, "devices"), (name) => void spoiled.push(name)).pages()).toEqual([]);
  expect(spoiled).toEqual([file]);
});

function open(): Notebook {
  return openNotebook(join(folder, "devices"), () => {});
}

function guestFor(from: number, to: number, digits = "529174"): AccessCode {
  const now = bench.now();
  return code({
    pin: pin(digits),
    createdAt: now,
    wantedSince: now,
    window: { startsAt: now + from, endsAt: now + to },
  });
}

async function entrust(...codes: readonly AccessCode[]): Promise<void> {
  const look = await bench.driver.observe(lock.id, never);
  if (look.kind !== "seen") throw new Error("The lock is there to be seen.");
  const { capabilities } = look.device;
  const given = { version: "1", isManagedDevice: true, capabilities, codes, unsettled: [], late: [] };
  notebook.entrust({ account, device: lock.id }, mandateOf(given, bench.now()));
}

function pass(driver: Driver) {
  const alone = {
    runtime: { ...quietRuntime(), now: bench.now },
    notebook,
    sweepMs: 10 * minute,
    callTimeoutMs: 20_000,
  };
  return workAlone(alone, { account, device: lock.id }, { driver, failures: 0 }, never);
}

/** Passes as a bridge makes them, each when it is due, until so much time is over. */
async function live(ms: number): Promise<void> {
  const until = bench.now() + ms;
  while (bench.now() < until) {
    const { dueAt } = await pass(bench.driver);
    await bench.advance(Math.min(Math.max(dueAt - bench.now(), 1_000), until - bench.now()));
  }
}

function known() {
  const [page] = notebook.pages();
  if (page === undefined) throw new Error("There is a page.");
  return knownAtSite(page.mandate, page.entries);
}

function news() {
  return notebook.pages().flatMap(({ entries }) => entries.filter(isNews));
}

function ids(): readonly AttemptId[] {
  return news().map(({ id }) => id);
}

async function opens({ pin: digits }: AccessCode): Promise<boolean> {
  return digits instanceof Pin && lock.wouldOpen(digits.reveal());
}
