import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, until } from "#test/support/house.ts";

/** The official command line, as its package ships it. */
const program = join(import.meta.dirname, "..", "..", "node_modules", "@seamapi", "cli", "bin", "cli.js");

let house: House;
let home: string;

beforeAll(async () => {
  house = await openHouse();
  home = await mkdtemp(join(tmpdir(), "pintumbler-cli-"));
}, 60_000);

afterAll(async () => {
  await house.close();
  await rm(home, { recursive: true, force: true });
});

interface Ran {
  readonly exitCode: number;
  readonly answer: Record<string, unknown>;
  readonly said: string;
}

/**
 * Runs a command as a script would. It is built from our own document: the published one is fetched from the
 * registry each time, which is not there everywhere.
 */
function seam(...command: readonly string[]): Promise<Ran> {
  const args = [program, ...command, "--remote-schema", "--endpoint", house.url, "-y", "--json"];
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_DATA_HOME: join(home, "data"),
    SEAM_CLI_TOKEN: house.apiKey,
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      const answer = stdout.trim() === "" ? {} : (JSON.parse(stdout) as Ran["answer"]);
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), answer, said: stderr });
    });
    // What comes in there would be read as more fields.
    child.stdin?.end();
  });
}

test("the official command line, built from our own document, lives through the life of a code", {
  timeout: 180_000,
}, async () => {
  await until(async () => (await house.seam.devices.list()).length > 10);
  const listed = await seam("devices", "list");
  expect([listed.said, listed.exitCode]).toEqual(["", 0]);
  const devices = listed.answer.devices as { device_id: string; display_name: string }[];
  const door = devices.find((device) => device.display_name === "Harbour Loft, front door");
  const lock = ["--device-id", door?.device_id ?? ""];

  const created = await seam("access-codes", "create", ...lock, "--name", "Grace Hopper", "--code", "4826");
  expect(created).toMatchObject({ exitCode: 0, answer: { access_code: { name: "Grace Hopper", code: "4826" } } });
  const code = ["--access-code-id", (created.answer.access_code as { access_code_id: string }).access_code_id];

  const isSet = async () => (await seam("access-codes", "get", ...code)).answer.access_code;
  await until(async () => ((await isSet()) as { status: string }).status === "set", { withinMs: 30_000 });
  expect((await seam("access-codes", "list", ...lock)).answer).toMatchObject({
    access_codes: [{ name: "Grace Hopper" }],
    pagination: { has_next_page: false },
  });
  expect(await seam("access-codes", "update", ...code, "--name", "Ann", "--code", "7193")).toMatchObject({
    exitCode: 0,
  });
  expect(await isSet()).toMatchObject({ name: "Ann", code: "7193" });
  expect(await seam("access-codes", "delete", ...code)).toMatchObject({ exitCode: 0 });
  await until(async () => (await seam("access-codes", "get", ...code)).exitCode !== 0, { withinMs: 30_000 });
  const gone = await seam("access-codes", "get", ...code);
  expect(gone.answer).toMatchObject({ error: { type: "access_code_not_found" } });
});

test("what a command lacks is named before anything is sent, from our own document", async () => {
  const lacking = await seam("access-codes", "create", "--name", "Nobody");
  expect(lacking.exitCode).not.toBe(0);
  expect(lacking.said).toContain("--device-id");
  const mistyped = await seam("devices", "list", "--limitt", "5");
  expect(mistyped.exitCode).not.toBe(0);
  expect(mistyped.said).toContain("--limitt");
});
