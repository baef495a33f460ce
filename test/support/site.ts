import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BreakableWay, breakableWay } from "./breakable-way.ts";
import { type House, until } from "./house.ts";

/** A site with a bridge in a process of its own, one lock behind it, and a way to the house that can be cut. */
export interface Site {
  readonly way: BreakableWay;
  /** The lock, as the house calls it. */
  readonly deviceId: string;
  /** Where the bridge keeps everything. */
  readonly folder: string;
  /** Whether the bridge has been told of a code; `standing`: and that it stands on the lock. */
  isEntrusted(code: string, how?: "standing"): boolean;
  /** What the bridge has seen of a code by itself, as it has written it down. */
  found(code: string): readonly string[];
  /** Codes of the errors that the account at the site shows. */
  accountErrors(): Promise<readonly string[]>;
  /** What happened to a code, each with the hours since then, rounded down. */
  storyOf(code: string, since: number): Promise<readonly (readonly [hour: number, sentence: string])[]>;
  /** Waits for something while the test's clock goes on, so that what is tried again after a while is tried. */
  time(is: () => Promise<boolean> | boolean, what: string): Promise<void>;
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

/** What is at a site: a driver, what it connects with, and behind it a lock with the name "Gate". */
export interface AtSite {
  readonly driver: string;
  readonly settings: Readonly<Record<string, string>>;
}

const hour = 60 * 60_000;
const client = { client_id: "site", client_secret: "the-secret-of-the-site", redirect_uris: [] };
const bridgeProgram = join(import.meta.dirname, "clocked-bridge.ts");

/** Everything as somebody does it who sets it up: a bridge is made, enrolled with its code, and an account connected. */
export async function openSite(house: House, { driver, settings }: AtSite): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "pintumbler-site-"));
  const way = await breakableWay({ port: Number(new URL(house.url).port) });
  const log: string[] = [];
  const { command } = house;
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
  const values = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const behind = ["--workspace", "Sandbox", "--bridge", bridgeId, "--manage"];
  await command("accounts", "connect", driver, ...behind, ...values);
  const device = await until(async () => (await house.seam.devices.list()).find((one) => one.display_name === "Gate"), {
    what: "lock behind the bridge",
  });
  const gone = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    await new Promise((resolve) => child.once("exit", resolve));
  };
  return {
    way,
    deviceId: device.device_id,
    folder,
    found: (code) =>
      pagesIn(folder).flatMap(({ entries }) =>
        entries.flatMap(({ finding }) => (finding?.code === code ? [finding.kind] : [])),
      ),
    isEntrusted: (code, how) =>
      pagesIn(folder).some(({ mandate }) =>
        mandate.codes.some(({ id, onLock }) => id === code && (how === undefined || onLock?.state === "on_lock")),
      ),
    ...asSeenByTheHouse(house, device.connected_account_id),
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

/** What the house knows of a site, and how long one waits for that. */
function asSeenByTheHouse(
  house: House,
  connected_account_id: string,
): Pick<Site, "accountErrors" | "storyOf" | "time"> {
  return {
    accountErrors: async () => {
      const { errors } = await house.seam.connectedAccounts.get({ connected_account_id });
      return errors.map(({ error_code }) => error_code);
    },
    storyOf: async (access_code_id, since) => {
      const answer = await house.ask("/access_codes/get_timeline", { access_code_id, limit: 200 });
      const { timeline_events: moments } = answer as { readonly timeline_events: readonly TimelineMoment[] };
      return moments.map((one) => [Math.floor((Date.parse(one.occurred_at) - since) / hour), one.description]);
    },
    time: async (is, what) => {
      const isSo = async () => {
        if (await is()) return true;
        house.clock.advance(500);
        return false;
      };
      await until(isSo, { what });
    },
  };
}

interface TimelineMoment {
  readonly occurred_at: string;
  readonly description: string;
}

/** The pages of a bridge's notebook, as far as a test reads them. */
interface Page {
  readonly mandate: {
    readonly codes: readonly { readonly id: string; readonly onLock?: { readonly state: string } }[];
  };
  readonly entries: readonly { readonly finding?: { readonly kind: string; readonly code?: string } }[];
}

function pagesIn(folder: string): readonly Page[] {
  const pages = join(folder, "devices");
  const files = readdirSync(pages).filter((file) => file.endsWith(".json"));
  return files.map((file) => JSON.parse(readFileSync(join(pages, file), "utf8")) as Page);
}

/** A lock in a cloud of virtual locks; `lockId`: what that cloud calls it. */
export async function gateAtCloud(house: House, profile: string): Promise<AtSite & { readonly lockId: string }> {
  await house.locks.registerClient(client);
  const account = await house.locks.createAccount({
    email: "harbour@example.com",
    password: "password",
    client_id: client.client_id,
    locks: [{ profile, name: "Gate", timezone: "Europe/Berlin", overrides: { programming_ms: 100 } }],
  });
  const settings = {
    baseUrl: house.lockCloudUrl,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    refreshToken: account.refresh_token,
  };
  return { driver: "lock_cloud", settings, lockId: account.locks[0]?.lock_id ?? "" };
}
