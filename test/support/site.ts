import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "#package.json" with { type: "json" };
import { type BreakableWay, breakableWay } from "./breakable-way.ts";
import { type House, until } from "./house.ts";

/** A site with a bridge in a process of its own, one lock behind it, and a way to the house that can be cut. */
export interface Site {
  readonly way: BreakableWay;
  /** The lock, as its own cloud calls it, and as the house does. */
  readonly lockId: string;
  readonly deviceId: string;
  /** Where the bridge keeps everything. */
  readonly folder: string;
  readonly bridgeId: string;
  readonly accountId: string;
  /** Whether the bridge has been told of a code. */
  isEntrusted(code: string): boolean;
  /** What the bridge has seen of a code by itself, as it has written it down. */
  found(code: string): readonly string[];
  /** Everything that the bridge has said and logged so far. */
  log(): string;
  /** Kills the bridge as a power cut would. */
  kill(): Promise<void>;
  start(): void;
  /** Waits until the bridge has ended by itself. */
  ended(): Promise<void>;
  command(...words: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

const client = { client_id: "site", client_secret: "the-secret-of-the-site", redirect_uris: [] };
const program = join(import.meta.dirname, "..", "..", manifest.bin.pintumbler);
const bridgeProgram = join(import.meta.dirname, "clocked-bridge.ts");

/** Everything as somebody does it who sets it up: a bridge is made, enrolled with its code, and an account connected. */
export async function openSite(house: House, profile: string): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "pintumbler-site-"));
  const way = await breakableWay({ port: Number(new URL(house.url).port) });
  const log: string[] = [];
  const command = commandAt(house);
  const made = await command("bridges", "create", "--name", "Harbour", "--workspace", "Sandbox");
  const [code = ""] = made.split("\n");
  const bridgeId = /bridge ([0-9a-f-]{36})/.exec(made)?.[1] ?? "";
  const run = (...more: readonly string[]): ChildProcess => {
    const words = [bridgeProgram, house.clock.file, folder, ...more];
    const child = spawn(process.execPath, words, {
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => log.push(chunk.toString()));
    return child;
  };
  let bridge = run(way.url, code);
  await until(async () => log.join("").includes("bridge.led"), { what: "line of the bridge" });
  const lockId = await connectLock(house, command, { profile, bridgeId });
  const device = await until(async () => (await house.seam.devices.list()).find((one) => one.display_name === "Gate"), {
    what: "lock behind the bridge",
  });
  const gone = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    await new Promise((resolve) => child.once("exit", resolve));
  };
  return {
    way,
    lockId,
    deviceId: device.device_id,
    folder,
    bridgeId,
    accountId: device.connected_account_id,
    found: (code) =>
      pagesIn(folder).flatMap(({ entries }) =>
        entries.flatMap(({ finding }) => (finding?.code === code ? [finding.kind] : [])),
      ),
    isEntrusted: (code) => pagesIn(folder).some(({ mandate }) => mandate.codes.some(({ id }) => id === code)),
    log: () => log.join(""),
    command,
    kill: async () => {
      bridge.kill("SIGKILL");
      await gone(bridge);
    },
    start: () => {
      bridge = run();
    },
    ended: () => gone(bridge),
    close: async () => {
      bridge.kill("SIGTERM");
      await gone(bridge);
      await way.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The pages of a bridge's notebook, as far as a test reads them. */
interface Page {
  readonly mandate: { readonly codes: readonly { readonly id: string }[] };
  readonly entries: readonly { readonly finding?: { readonly kind: string; readonly code?: string } }[];
}

function pagesIn(folder: string): readonly Page[] {
  const pages = join(folder, "devices");
  const files = readdirSync(pages).filter((file) => file.endsWith(".json"));
  return files.map((file) => JSON.parse(readFileSync(join(pages, file), "utf8")) as Page);
}

async function connectLock(
  house: House,
  command: Site["command"],
  { profile, bridgeId }: { readonly profile: string; readonly bridgeId: string },
): Promise<string> {
  await house.locks.registerClient(client);
  const account = await house.locks.createAccount({
    email: "harbour@example.com",
    password: "password",
    client_id: client.client_id,
    locks: [{ profile, name: "Gate", timezone: "Europe/Berlin", overrides: { programming_ms: 100 } }],
  });
  const values = {
    baseUrl: house.lockCloudUrl,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    refreshToken: account.refresh_token,
  };
  const set = Object.entries(values).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  await command(
    "accounts",
    "connect",
    "lock_cloud",
    "--workspace",
    "Sandbox",
    "--bridge",
    bridgeId,
    "--manage",
    ...set,
  );
  return account.locks[0]?.lock_id ?? "";
}

/** The real command line, beside the house's server. */
function commandAt({ environment }: House): Site["command"] {
  return (...words) =>
    new Promise((resolve, reject) => {
      execFile(process.execPath, [program, ...words], { env: environment }, (error, out, err) => {
        if (error === null) resolve(out);
        else reject(new Error(`${words.slice(0, 2).join(" ")}: ${err}${out}`));
      });
    });
}
