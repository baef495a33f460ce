import { describe, expect, test } from "vitest";
import { sourceOffences } from "./source-offences.ts";
import { asksServerForTimeOrChance } from "./sql-offences.ts";
import { nameOffences, textOffences } from "./text-offences.ts";

const synonyms = new Set(["passcode", "job"]);
const source = (file: string, text: string) => sourceOffences(file, text, synonyms);
/** Samples are put together from halves, so that this file does not hold what it quotes. */
const words = (...halves: readonly string[]) => halves.join("");
const longBody = (lines: number) => "{\n".concat("  work();\n".repeat(lines - 2), "}");

describe("a source file is objected to for", () => {
  test.for([
    ["Date.now()", "const at = Date.now();"],
    ["Date.now handed on", "const clock = { now: Date.now };"],
    ["new Date() without a time", "const at = new Date();"],
    ["Math.random()", "const dice = Math.random();"],
    ["a timeout of the platform's", "const signal = AbortSignal.timeout(5);"],
    ["the environment", "const home = process.env.HOME;"],
    ["the environment by another spelling", 'const home = process["env"].HOME;'],
    ["a global reached through the global object", "globalThis.setTimeout(work, 5);"],
    ["a PIN's digits", "const digits = pin.reveal();"],
    ["a PIN's digits where there is a PIN", "const digits = pin?.reveal();"],
    ["a line on the console", 'console.log("here");'],
    ["a type hole", "const it: any = 1;"],
    ["a type hole inside another type", "const it: ReadonlyArray<any> = [];"],
    ["a silenced compiler", words("// @ts-", "ignore\nwork();")],
    ["an issue's number", "// Works round #12.\nwork();"],
    ["a function of 71 lines", `function work() ${longBody(71)}`],
    ["an arrow function of 71 lines", `const work = () => ${longBody(71)};`],
    ["a method of 71 lines", `class Work { go() ${longBody(71)} }`],
    ["a synonym in a name", "const passcodeLength = 4;"],
    ["a synonym in a type's name", "interface RetryJob { at: number }"],
    ["what does not parse", "const = 1;"],
  ] as const)("%s", ([, text]) => {
    expect(source("src/app/devices.ts", text)).toHaveLength(1);
  });

  test.for(["test", "it", "describe"])("a %s that runs alone, not at all, or not everywhere", (name) => {
    for (const how of ["only", "skip", "todo", "skipIf(true)", "runIf(true)", "skip.for([1])"]) {
      expect(source("test/house.test.ts", words(name, ".", how, '("does", work);'))).toHaveLength(1);
    }
  });

  test("SQL that asks the server for the time", () => {
    expect(source("src/store/devices.ts", 'const text = "update devices set seen_at = now()";')).toHaveLength(1);
    expect(
      source("src/store/devices.ts", words("const text = `select $", "{columns} where due < now()`;")),
    ).toHaveLength(1);
  });

  test("the line at which it is", () => {
    expect(source("src/app/devices.ts", "work();\n\nconst at = Date.now();")[0]).toContain("line 3:");
  });
});

describe("a source file is not objected to for", () => {
  test.for([
    ["a date made from a time", "src/app/devices.ts", "const text = new Date(at).toISOString();"],
    ["the runtime's own clock", "src/app/devices.ts", "const at = runtime.now();"],
    ["time in the runtime", "src/runtime/real-runtime.ts", "const now = () => Date.now();"],
    ["the environment where the program starts", "src/virtual-locks/main.ts", "const port = process.env.PORT;"],
    ["digits on the wire", "src/drivers/nuki/wire.ts", "const code = pin.reveal();"],
    ["digits on a second wire", "src/drivers/zwave/schedule-wire.ts", "const code = pin.reveal();"],
    ["a function of 70 lines", "src/app/devices.ts", `function work() ${longBody(70)}`],
    ["a long list of tests", "test/house.test.ts", `describe("the house", () => ${longBody(90)});`],
    ["a word in which a synonym hides", "src/app/devices.ts", "const jobless = 1;"],
    ["a vendor's own word", "src/drivers/ttlock/wire.ts", "const passcode = 1;"],
    [
      "a comment with a colour or a heading",
      "src/app/devices.ts",
      "// The colour is #fff and the chapter is # 3.\nwork();",
    ],
  ] as const)("%s", ([, file, text]) => {
    expect(source(file, text)).toEqual([]);
  });
});

describe("a text file is objected to for", () => {
  test.for([
    ["a note to self", words("// TO", "DO: later")],
    ["a machine's path", words("see /ro", "ot/house")],
    ["a temporary folder by name", words("cp x /t", "mp/x")],
    ["the address of a package registry", words("https://regis", "try.example.com/left-pad")],
  ] as const)("%s", ([, text]) => {
    expect(textOffences("docs/style.md", text)).toHaveLength(1);
  });

  test("its 401st line, where it is code", () => {
    expect(textOffences("src/app/devices.ts", "work();\n".repeat(400))).toEqual([]);
    expect(textOffences("src/app/devices.ts", "work();\n".repeat(401))).toHaveLength(1);
    expect(textOffences("docs/glossary.md", "word\n".repeat(401))).toEqual([]);
  });

  test("nothing else", () => {
    expect(
      textOffences("docs/style.md", "The network/roots of https://example.com/tmp/ and ~/work/ are fine.\n"),
    ).toEqual([]);
  });
});

describe("a file's name", () => {
  test.for([
    "src/app/utils.ts",
    "src/helpers/pin.ts",
    "src/app/lock-manager.ts",
    "src/app/accessCodes.ts",
    "src/app/access_codes.ts",
    "src/app/AccessCode.ts",
  ])("is objected to: %s", (file) => {
    expect(nameOffences(file).length).toBeGreaterThan(0);
  });

  test.for([
    "src/app/access-codes.ts",
    "src/app/access-codes.test.ts",
    "src/api/routes/access_codes/create_multiple.ts",
    "src/store/migrations/0001-foundation.sql",
    "src/domain/base64.ts",
    ".dependency-cruiser.cjs",
    ".ci/run",
    "src/app/README.md",
  ])("is fine: %s", (file) => {
    expect(nameOffences(file)).toEqual([]);
  });
});

test.for([
  ["select now()", true],
  ["insert into events values (gen_random_uuid())", true],
  ["select current_timestamp", true],
  ["-- no now() here\nselect 1", false],
  ["select known(1), snow, now_or_never from t where at < $1", false],
] as const)("%s is SQL that asks for time or chance: %s", ([sql, asks]) => {
  expect(asksServerForTimeOrChance(sql)).toBe(asks);
});
