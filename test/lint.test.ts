import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** Each source plants one thing, and names the rule that must object; with no rule, nothing may. */
const planted: Readonly<Record<string, readonly [source: string, rule: string | undefined]>> = {
  "src/app/waits.ts": ["setTimeout(() => {}, 5);", "noRestrictedGlobals"],
  "src/app/fetches.ts": ['export const page = fetch("https://example.com");', "noRestrictedGlobals"],
  "src/app/draws.ts": ["export const id = crypto.randomUUID();", "noRestrictedGlobals"],
  "src/app/imports-chance.ts": ['export { randomBytes } from "node:crypto";', "noRestrictedImports"],
  "src/app/imports-time.ts": [
    'import { setTimeout } from "node:timers/promises";\nawait setTimeout(5);',
    "noRestrictedImports",
  ],
  "src/app/imports-the-network.ts": ['import { get } from "node:http";\nget("http://x");', "noRestrictedImports"],
  "src/app/reads-the-environment.ts": ["export const home = process.env.HOME;", "noProcessEnv"],
  "src/app/climbs.ts": ['export { it } from "../store/devices.ts";', "noRestrictedImports"],
  "src/app/climbs.test.ts": ['import { it } from "../store/devices.ts";\nit();', "noRestrictedImports"],
  "src/runtime/climbs.ts": ['export { it } from "../store/devices.ts";', "noRestrictedImports"],
  "src/app/exports-by-default.ts": ["export default 1;", "noDefaultExport"],
  "src/app/forgets.ts": ["async function work(): Promise<void> {}\nwork();", "noFloatingPromises"],
  "src/app/mistakes.ts": [
    "async function ask(): Promise<boolean> {\n  return true;\n}\nif (ask()) ask;",
    "noMisusedPromises",
  ],
  "src/app/leaves-a-case-out.ts": [
    'export function say(kind: "on" | "off"): void {\n  switch (kind) {\n    case "on":\n      break;\n  }\n}',
    "useExhaustiveSwitchCases",
  ],
  "src/store/devices.ts": ["export function it(): void {}", undefined],
  "src/store/keys.ts": ['export { createHmac } from "node:crypto";', undefined],
  "src/runtime/real-runtime.ts": ["export const wait = () => setTimeout(() => {}, 5);", undefined],
  "src/store/embedded/start.ts": ["export const wait = () => setTimeout(() => {}, 5);", undefined],
  "src/webhooks/transport.ts": ['export { get } from "node:http";', undefined],
  "src/webhooks/turn.ts": ['import { get } from "node:http";\nget("http://x");', "noRestrictedImports"],
  "src/virtual-locks/main.ts": ["export const home = process.env.HOME;", undefined],
  "test/house.test.ts": ['import { it } from "../src/store/devices.ts";\nit();', undefined],
  "vitest.config.ts": ["export default {};", undefined],
};

let house: string;
let objections: string;

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), "lint-"));
  await copyFile(join(root, "biome.json"), join(house, "biome.json"));
  for (const [file, [source]] of Object.entries(planted)) await put(file, `${source}\n`);
  await put(".gitignore", "node_modules/\n");
  objections = await lint();
}, 30_000);

afterAll(() => rm(house, { recursive: true, force: true }));

describe("the linter", () => {
  test.for(Object.entries(planted))("sees what is planted in %s", ([file, [, rule]]) => {
    const said = objections.split("::error ").filter((one) => one.includes(`/${file},`));
    if (rule === undefined) expect(said).toEqual([]);
    else expect(said.join("\n")).toContain(`/${rule},`);
  });

  test("says what to do instead", () => {
    expect(objections).toContain("Say the room: #room/file.ts");
  });
});

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(house, file)), { recursive: true });
  await writeFile(join(house, file), text);
}

/** Runs the project's own configuration over what is planted; one line for each objection. */
function lint(): Promise<string> {
  const bin = join(root, "node_modules/@biomejs/biome/bin/biome");
  const options = ["lint", "--reporter=github", "--max-diagnostics=none", "."];
  return new Promise((resolve) => {
    // It exits with an error where it objects: here that is what is hoped for.
    execFile(process.execPath, [bin, ...options], { cwd: house }, (_error, stdout, stderr) =>
      resolve(stdout || stderr),
    );
  });
}
