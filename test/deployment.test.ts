import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { settingNames } from "#config.ts";
import manifest from "#package.json" with { type: "json" };

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const files = ["Dockerfile", "deploy/compose.yml", "deploy/systemd/pintumbler.service"];

test.each(files)("%s sets nothing that is no setting, which would stop the start", (file) => {
  const named = [...read(file).matchAll(/\bPINTUMBLER_[A-Z_]+|\bDATABASE_URL\b/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !settingNames.includes(name))).toEqual([]);
});

test("the image has the Node that the project has, and starts the program that npm start starts", () => {
  const [major] = manifest.devDependencies.node.split(".");
  expect(new Set([...read("Dockerfile").matchAll(/^FROM (\S+)/gm)].map(([, image]) => image))).toEqual(
    new Set([`node:${major}-bookworm-slim`]),
  );
  expect(read("Dockerfile")).toContain(`["${manifest.scripts.start.split(" ").join(`", "`)}"]`);
  expect(read("deploy/systemd/pintumbler.service")).toContain(`/.bin/${manifest.scripts.start}`);
});
