import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "#package.json" with { type: "json" };
import { freePort } from "#test/support/free-port.ts";
import { until } from "#test/support/house.ts";
import { freshDatabase } from "#test/support/postgres.ts";

const program = join(import.meta.dirname, "..", "..", manifest.bin.pintumbler);

interface Done {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the real command, to its end. */
function pintumbler(environment: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<Done> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, ...environment };
    execFile(process.execPath, [program, ...words], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const statusOf = async (url: string, headers: Record<string, string>) =>
  (await fetch(`${url}/devices/list`, { headers })).status;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("beside a server that runs on its embedded database", () => {
  let dataDirectory: string;
  let environment: NodeJS.ProcessEnv;
  let url: string;
  let server: ChildProcess;

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), "pintumbler-cli-"));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    environment = { PINTUMBLER_DATA_DIR: dataDirectory, PORT: String(port), PINTUMBLER_SANDBOX_GUESTS: "no" };
    server = serve(environment);
    await until(
      () =>
        fetch(`${url}/health`).then(
          (response) => response.ok,
          () => false,
        ),
      { withinMs: 60_000 },
    );
  }, 90_000);

  afterAll(async () => {
    await ended(server);
    await rm(dataDirectory, { recursive: true, force: true });
  }, 60_000);

  test("a key is made, opens the workspace, is listed without its secret, named, and revoked", async () => {
    const made = await pintumbler(environment, "keys", "create", "--name", "Front desk");
    const [token = ""] = made.out.split("\n");
    expect(token).toMatch(/^seam_test[0-9A-Za-z]{4}_[0-9A-Za-z]{24}$/);
    expect(await statusOf(url, bearer(token))).toBe(200);

    const begin = token.slice(0, token.lastIndexOf("_") + 1);
    const listed = await pintumbler(environment, "keys", "list");
    expect(listed.out).toMatch(new RegExp(`${begin}\\s+Front desk\\s+Sandbox\\s+valid`));
    expect(listed.out).not.toContain(token);

    expect((await pintumbler(environment, "keys", "name", begin, "Back office")).code).toBe(0);
    expect((await pintumbler(environment, "keys", "revoke", begin)).code).toBe(0);
    expect((await pintumbler(environment, "keys", "list")).out).toMatch(new RegExp(`${begin}\\s+Back office.*revoked`));
    await until(async () => (await statusOf(url, bearer(token))) === 401, { what: "refusal of the revoked key" });
  }, 60_000);

  test("an expired key opens nothing", async () => {
    const made = await pintumbler(environment, "keys", "create", "--name", "Old", "--expires", "2020-01-01T00:00:00Z");
    expect(await statusOf(url, bearer(made.out.split("\n")[0] ?? ""))).toBe(401);
    const vague = await pintumbler(environment, "keys", "create", "--name", "Old", "--expires", "2020-01-01 00:00");
    expect(vague.code).not.toBe(0);
    expect(vague.err).toContain("offset");
  }, 60_000);

  test("a token opens the workspaces that it was made for, and makes others", async () => {
    const made = await pintumbler(environment, "workspaces", "create", "Harbour House");
    const workspace = /[0-9a-f-]{36}/.exec(made.out)?.[0] ?? "";
    expect((await pintumbler(environment, "workspaces", "list")).out).toMatch(
      new RegExp(`${workspace}\\s+Harbour House\\s+production`),
    );
    const narrow = await tokenFor("--workspace", "Harbour House");
    expect(await statusOf(url, { ...bearer(narrow.token), "seam-workspace": workspace })).toBe(200);
    const other = (await workspacesOf(await tokenFor())).find((one) => one.workspace_id !== workspace);
    expect(await statusOf(url, { ...bearer(narrow.token), "seam-workspace": other?.workspace_id ?? "" })).toBe(401);
    expect((await workspacesOf(narrow)).map(({ name }) => name)).toEqual(["Harbour House"]);

    expect((await pintumbler(environment, "tokens", "revoke", narrow.id)).code).toBe(0);
    expect((await pintumbler(environment, "tokens", "list")).out).toMatch(new RegExp(`${narrow.id}.*revoked`));
    expect(await statusOf(url, { ...bearer(narrow.token), "seam-workspace": workspace })).toBe(401);
  }, 60_000);

  test("where several workspaces are, a key's is to be said", async () => {
    await pintumbler(environment, "workspaces", "create", "Mill House");
    const vague = await pintumbler(environment, "keys", "create", "--name", "Whose?");
    expect(vague.code).toBe(1);
    expect(vague.err).toMatch(/--workspace[\s\S]*Mill House/);
    const made = await pintumbler(environment, "keys", "create", "--name", "Its", "--workspace", "Mill House");
    expect(made.out).toMatch(/^seam_(?!test)/);
  }, 60_000);

  test("the doctor finds everything well, and the server served", async () => {
    const { code, out } = await pintumbler(environment, "doctor");
    expect(out.split("\n").filter((line) => /^(warn|fail)/.test(line))).toEqual([]);
    expect(out).toContain(`Pintumbler ${manifest.version} serves`);
    expect(out).toMatch(/master key opens all \d workspaces/);
    expect(out).toContain("virtual locks answer");
    expect(code).toBe(0);
  }, 60_000);

  test("a second server says who holds the data directory", async () => {
    const second = await pintumbler({ ...environment, PORT: "0" }, "serve");
    expect(second).toMatchObject({ code: 1 });
    expect(second.err).toContain(dataDirectory);
  }, 60_000);

  test("a backup that was taken beside the server is put elsewhere, where locks are only looked at until one resumes", async () => {
    const file = join(dataDirectory, "house.backup");
    const taken = await pintumbler(environment, "backup", file);
    expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(/[1-9]\d* devices/) });
    expect(await pintumbler(environment, "backup", file)).toMatchObject({ code: 1 });
    const { url: DATABASE_URL, drop } = await freshDatabase({ isEmpty: true });
    const there = { DATABASE_URL, PINTUMBLER_DATA_DIR: dataDirectory };
    expect(await pintumbler(there, "restore", file)).toMatchObject({ code: 0 });
    expect((await pintumbler(there, "restore", file)).err).toContain("holds workspaces already");
    expect((await pintumbler(there, "workspaces", "list")).out).toContain("Sandbox");
    expect((await pintumbler(there, "resume")).out).toContain("only looked at");
    expect((await pintumbler(there, "resume", "--yes")).out).toContain("changed again");
    expect((await pintumbler(there, "resume")).out).toContain("nothing to resume");
    await drop();
  }, 60_000);

  test("the master key is replaced in the data directory, and only then is the one before without use", async () => {
    expect(await pintumbler(environment, "master-key", "rotate")).toMatchObject({ code: 1 });
    expect(await pintumbler(environment, "master-key", "new")).toMatchObject({ code: 0 });
    expect((await pintumbler(environment, "doctor")).out).toMatch(/warn .*opens all \d workspaces.*before it is kept/);
    expect((await pintumbler(environment, "master-key", "rotate")).out).toMatch(/anew: [1-9]/);
    await rm(join(dataDirectory, "master.key.before"));
    expect((await pintumbler(environment, "doctor")).code).toBe(0);
  }, 60_000);

  test("once the server has stopped, commands run the database themselves", async () => {
    await ended(server);
    expect((await pintumbler(environment, "workspaces", "list")).out).toContain("Sandbox");
    const file = join(dataDirectory, "master.key");
    const right = await readFile(file, "utf8");
    await writeFile(file, `${Buffer.alloc(32, 1).toString("base64")}\n`);
    await chmod(dataDirectory, 0o755);
    const { code, out } = await pintumbler(environment, "doctor");
    expect(out).toMatch(/fail {2}The master key does not open: .*Sandbox/);
    expect(out).toMatch(/warn {2}Everybody/);
    expect(out).toContain("is free");
    expect(code).toBe(1);
    await writeFile(file, right);
    expect((await pintumbler(environment, "doctor")).code).toBe(0);
  }, 90_000);

  async function tokenFor(...more: readonly string[]): Promise<{ token: string; id: string }> {
    const { out } = await pintumbler(environment, "tokens", "create", "--name", "Person", ...more);
    const [token = ""] = out.split("\n");
    return { token, id: /Token ([0-9a-f-]{36})/.exec(out)?.[1] ?? "" };
  }

  async function workspacesOf({ token }: { token: string }) {
    const response = await fetch(`${url}/workspaces/list`, { headers: bearer(token) });
    return ((await response.json()) as { workspaces: { workspace_id: string; name: string }[] }).workspaces;
  }
});

describe("without a server", () => {
  test("it says what it can do and which version it is", async () => {
    expect((await pintumbler({}, "--help")).out).toMatch(/serve[\s\S]*migrate[\s\S]*doctor[\s\S]*keys[\s\S]*tokens/);
    expect((await pintumbler({}, "--version")).out.trim()).toBe(manifest.version);
    const misspelt = await pintumbler({}, "doctr");
    expect(misspelt.code).not.toBe(0);
    expect(misspelt.err).toContain("doctor");
  }, 30_000);

  test("settings that make no sense are named", async () => {
    const { code, err } = await pintumbler({ PORT: "eighty" }, "keys", "list");
    expect([code, err.includes("PORT")]).toEqual([2, true]);
  });

  test("a data directory that is not there is not made, and it is said how there comes to be one", async () => {
    const nowhere = join(tmpdir(), `pintumbler-nowhere-${process.pid}`);
    const { code, err } = await pintumbler({ PINTUMBLER_DATA_DIR: nowhere }, "keys", "list");
    expect(code).toBe(1);
    expect(err).toContain("pintumbler serve");
    expect((await pintumbler({ PINTUMBLER_DATA_DIR: nowhere }, "doctor")).code).toBe(1);
  }, 30_000);

  test("a database that does not answer, and one that is not up to date, are told apart", async () => {
    const port = await freePort();
    const silent = { DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/none`, PINTUMBLER_MASTER_KEY: "ab".repeat(32) };
    const unreached = await pintumbler(silent, "keys", "list");
    expect([unreached.code, unreached.err.includes("cannot be reached")]).toEqual([1, true]);

    const database = await freshDatabase({ isEmpty: true });
    const empty = { ...silent, DATABASE_URL: database.url };
    expect((await pintumbler(empty, "keys", "list")).err).toContain("pintumbler migrate");
    expect((await pintumbler(empty, "migrate")).out).toContain("0003-sign-in.sql");
    expect((await pintumbler(empty, "migrate")).out).toContain("up to date");
    expect((await pintumbler(empty, "keys", "list")).out).toContain("no API keys");
    await database.drop();
  }, 60_000);

  test("an address that another program holds is found", async () => {
    const other = createServer((socket) => socket.end("not http\r\n")).listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, out } = await pintumbler({ PORT: String(port), PINTUMBLER_DATA_DIR: "/nowhere" }, "doctor");
    expect(out).toContain(`Another program holds the address 127.0.0.1:${port}`);
    expect(code).toBe(1);
    other.close();
  }, 30_000);
});

function serve(environment: NodeJS.ProcessEnv): ChildProcess {
  const env = { PATH: process.env.PATH, ...environment };
  return spawn(process.execPath, [program, "serve"], { env, stdio: "ignore" });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
