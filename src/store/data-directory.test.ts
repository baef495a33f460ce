import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Holder, startHolder } from "#test/support/holder.ts";
import { type DataDirectoryLock, lockDataDirectory } from "./data-directory.ts";

let folder: string;
let holders: Holder[] = [];
let locks: DataDirectoryLock[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pintumbler-lock-"));
});

afterEach(async () => {
  for (const holder of holders) await holder.kill("SIGKILL");
  for (const lock of locks) await lock.release();
  holders = [];
  locks = [];
  await rm(folder, { recursive: true });
});

/** Takes the lock for the length of the test; the refusal's sentence where it is refused. */
async function lock(path: string): Promise<string | undefined> {
  const taken = await lockDataDirectory(path);
  if ("refused" in taken) return taken.refused;
  locks.push(taken);
  return undefined;
}

async function holder(options: { path: string; ownNetwork?: boolean }): Promise<Holder> {
  const started = await startHolder({ what: "lock", ...options });
  holders.push(started);
  return started;
}

describe("a data directory", () => {
  test("is created for its owner's eyes only, and the folders above it as usual", async () => {
    expect(await lock(join(folder, "above", "data"))).toBeUndefined();
    expect((await stat(join(folder, "above", "data"))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "above"))).mode & 0o055).not.toBe(0);
  });

  test("says who holds it, by a file in it", async () => {
    expect(await lock(folder)).toBeUndefined();
    expect(await readFile(join(folder, "holder.pid"), "utf8")).toBe(`${process.pid}\n`);
  });

  test("is refused to a second opener, who is told the directory and the holder's process", async () => {
    const first = await holder({ path: folder });
    const refused = await lock(folder);
    expect(refused).toContain(folder);
    expect(refused).toContain(`process ${first.pid}.`);
  });

  test("is the same directory under another name", async () => {
    const other = join(folder, "other-name");
    await mkdir(join(folder, "data"));
    await symlink(join(folder, "data"), other);
    await holder({ path: join(folder, "data") });
    expect(await lock(other)).toContain("in use by process");
  });

  test("is free the moment its holder is killed", async () => {
    const first = await holder({ path: folder });
    await first.kill("SIGKILL");
    expect(await lock(folder)).toBeUndefined();
    expect(await readFile(join(folder, "holder.pid"), "utf8")).toBe(`${process.pid}\n`);
  });

  test("is not taken from a holder that lives but does not answer", async () => {
    const first = await holder({ path: folder });
    first.process.kill("SIGSTOP");
    expect(await lock(folder)).toContain(`process ${first.pid}.`);
    first.process.kill("SIGCONT");
    expect(await lock(folder)).toContain(`process ${first.pid}.`);
  });

  test("goes to exactly one of many who reach for it at once, dead holder or none", async () => {
    const dead = await holder({ path: folder });
    await dead.kill("SIGKILL");
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => lock(folder)));
      expect(answers.filter((refused) => refused === undefined)).toHaveLength(1);
      await locks.pop()?.release();
    }
    const racers = await Promise.all(Array.from({ length: 4 }, () => holder({ path: folder })));
    const winners = racers.filter((racer) => racer.said.refused === undefined);
    expect(winners).toHaveLength(1);
    for (const racer of racers)
      if (racer !== winners[0]) expect(racer.said.refused).toContain(`process ${winners[0]?.pid}.`);
  });

  test("can be taken again after it was released, and then nothing of the lock is left in it", async () => {
    const taken = await lockDataDirectory(folder);
    if ("refused" in taken) throw new Error(taken.refused);
    await taken.release();
    expect(await readdir(folder)).toEqual([]);
    expect(await lock(folder)).toBeUndefined();
  });

  test("may have a longer path than a socket's address can hold", async () => {
    const long = join(folder, "a".repeat(120), "b".repeat(120));
    const first = await holder({ path: long });
    expect(await lock(long)).toContain(`process ${first.pid}.`);
    await first.kill("SIGKILL");
    expect(await lock(long)).toBeUndefined();
  });

  test("that is a file is refused with the reason", async () => {
    await writeFile(join(folder, "file"), "");
    expect(await lock(join(folder, "file"))).toContain("cannot be opened");
  });

  test("is refused to another container that shares the volume", async (context) => {
    if (process.platform !== "linux" || process.getuid?.() !== 0) {
      context.skip("Only root on Linux can start a process in a network of its own.");
    }
    const first = await holder({ path: folder, ownNetwork: true });
    expect(await lock(folder)).toContain(`process ${first.pid}.`);
    await first.kill("SIGKILL");
    expect(await lock(folder)).toBeUndefined();
  });
});
