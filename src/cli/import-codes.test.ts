import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listAccessCodes } from "#app/access-codes.ts";
import type { DeviceId } from "#domain/ids.ts";
import { addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { type ImportOptions, importCodes } from "./import-codes.ts";

let desk: TestDesk;
let folder: string;
let lock: DeviceId;
let said: string[] = [];

beforeAll(async () => {
  desk = await openTestDesk();
  folder = await mkdtemp(join(tmpdir(), "pintumbler-import-"));
});
beforeEach(async () => {
  said = [];
  lock = await addDevice(desk, { capabilities: { codeLengths: [6], maxCodes: 5_000 } });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await desk.close();
});

async function importing(name: string, content: string, options: ImportOptions = {}): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  const done = await importCodes(desk, path, options, (text) => said.push(text));
  return typeof done === "string" ? done : done.refused;
}

async function codes() {
  const page = { limit: 500, after: undefined };
  const { items } = await listAccessCodes(desk, desk.workspace, { deviceId: lock, page });
  return items.map(({ code: { name, pin, window } }) => ({ name, digits: pin?.reveal(), window }));
}

const header = "import_key,device_id,name,code,starts_at,ends_at,prefer_native_scheduling";

test("a file of comma-separated values comes in, with quoted names and times by their offset", async () => {
  const rows = [
    header,
    `a-1,${lock},"Ann, ""the"" guest",729415,,,`,
    `a-2,${lock},"Ben`,
    `and Cem",729416,2099-01-01T10:00:00+02:00,2099-01-02T10:00:00Z,false`,
    "",
  ];
  expect(await importing("codes.csv", `\uFEFF${rows.join("\r\n")}`)).toBe("Created 2, imported before 0, refused 0.");
  const window = { startsAt: Date.UTC(2099, 0, 1, 8), endsAt: Date.UTC(2099, 0, 2, 10) };
  expect((await codes()).sort((one, other) => ((one.name ?? "") < (other.name ?? "") ? -1 : 1))).toEqual([
    { name: 'Ann, "the" guest', digits: "729415", window: undefined },
    { name: "Ben\nand Cem", digits: "729416", window },
  ]);
});

test("a line without a key of its own is known by what it says, so that running again makes nothing twice", async () => {
  const line = (name: string) => JSON.stringify({ device_id: lock, name });
  const first = await importing("codes.ndjson", `${line("Ann")}\n`);
  const again = await importing("codes.ndjson", `${line("Ann")}\n\n${line("Ben")}\n`);
  expect([first, again]).toEqual([
    "Created 1, imported before 0, refused 0.",
    "Created 1, imported before 1, refused 0.",
  ]);
  expect(await codes()).toHaveLength(2);
});

test("a line that a lock refuses stops no other, and is named by its number", async () => {
  const rows = [header, `b-1,${lock},,7294,,,`, `b-2,${lock},,729415,,,`, `b-3,${lock},,729415,,,`];
  expect(await importing("codes.csv", rows.join("\n"))).toContain("Created 1, imported before 0, refused 2.");
  expect(said[0]).toMatch(/^line 2: code: /);
  expect(said[1]).toMatch(/^line 4: code: Another code on this device has the same PIN/);
});

test("a file of several thousand codes goes in by the thousand, and how far it has come is said", async () => {
  const rows = Array.from({ length: 2_100 }, (_, n) => JSON.stringify({ import_key: `k-${n}`, device_id: lock }));
  expect(await importing("many.ndjson", rows.join("\n"))).toBe("Created 2100, imported before 0, refused 0.");
  expect(said).toEqual(["1000 of 2100\n", "2000 of 2100\n", "2100 of 2100\n"]);
});

const broken: readonly (readonly [
  what: string,
  name: string,
  lines: (lock: string) => readonly string[],
  why: string,
])[] = [
  [
    "a time without an offset",
    "a.csv",
    (on) => [header, `c,${on},,4711,2099-01-01T10:00,,`],
    "line 2: starts_at: Expected",
  ],
  ["letters for digits", "a.csv", (on) => [header, `c,${on},,4711x,,,`], "line 2: code: Expected digits only"],
  ["a device that is no id", "a.csv", () => [header, "c,4711,,,,,"], "line 2: device_id: "],
  ["a field too few", "a.csv", (on) => [header, `c,${on},4711`], "line 2: has 3 fields where"],
  ["no line of names", "a.csv", (on) => [`c,${on},,4711,,,`], "line 1: names columns that there are not (number 1, 2,"],
  ["a quote left open", "a.csv", (on) => [header, `c,${on},"4711,,,,`], "line 2: has a quote"],
  ["what is neither yes nor no", "a.csv", (on) => [header, `c,${on},,,,,4711`], "line 2: prefer_native_scheduling: "],
  ["what is no JSON", "a.ndjson", () => ["4711", '{"code": "4711"'], "line 2: is no JSON object"],
  [
    "an unknown field",
    "a.ndjson",
    (on) => [`{"device_id": "${on}", "4711": 1}`],
    "line 1: has fields that there are not",
  ],
];

test.for(broken)("a file with %s changes nothing, and says where without what", async ([, name, lines, why]) => {
  const good = name.endsWith("csv") ? `g,${lock},Good,,,,` : JSON.stringify({ device_id: lock, name: "Good" });
  expect(await importing(name, [...lines(lock), good].join("\n"))).toMatch(/nothing was imported/);
  expect(said.join("")).toContain(why);
  expect(said.join("")).not.toContain("4711");
  expect(await codes()).toEqual([]);
});

test("a dry run reads the file and changes nothing", async () => {
  const line = JSON.stringify({ device_id: lock });
  expect(await importing("codes.ndjson", line, { dryRun: true })).toMatch(/^1 codes are ready/);
  expect(await codes()).toEqual([]);
});

test("a file that is not there, or a workspace that there is not, is said", async () => {
  expect(await importCodes(desk, join(folder, "none.csv"), {}, () => {})).toMatchObject({
    refused: expect.stringContaining("cannot be read"),
  });
  expect(await importing("x.csv", header, { workspace: "Nowhere" })).toMatch(/no workspace Nowhere/);
});
