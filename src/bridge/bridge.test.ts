import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Bridge } from "#domain/bridge.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { BridgeId, NativeId, Place } from "#domain/ids.ts";
import { mandateOf } from "#domain/mandate.ts";
import type { SiteEntry } from "#domain/site-journal.ts";
import type { Step } from "#domain/step.ts";
import type { Driver, DriverModule } from "#drivers/driver.ts";
import type { Dialled, Ear, Line } from "#runtime/line.ts";
import { type TestRuntime, testRuntime } from "#runtime/test-runtime.ts";
import { device as aDevice, account as anAccount, code, pin } from "#test/support/domain-values.ts";
import { type Charge, type Hub, openHub } from "./server/hub.ts";
import { runSite, type SiteEnd } from "./site/run-site.ts";

const gate = "gate" as NativeId;
const never = new AbortController().signal;
const bridgeId = "00000000-0000-4000-8000-0000000000b1" as BridgeId;
const account: ConnectedAccount = { ...anAccount, driver: "gatekeeper", bridgeId };
const bridge: Bridge = {
  id: bridgeId,
  workspaceId: account.workspaceId,
  name: "Harbour",
  isEnrolled: true,
  seenAt: undefined,
  programVersion: undefined,
  clockErrorMs: undefined,
  createdAt: 0,
  revokedAt: undefined,
};

let world: TestRuntime;
let hub: Hub;
let folder: string;
let stopping: AbortController;
let ended: Promise<SiteEnd>;
/** PINs that the lock at the site takes. */
let lock: Map<Place, string>;
let told: SiteEntry[];
let charge: Charge["accounts"];
let lines: Line[];
let isUp: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pintumbler-bridge-"));
  world = testRuntime({ dial });
  [lock, told, lines, isUp] = [new Map(), [], [], true];
  charge = [{ account: account.id, devices: [gate] }];
  stopping = new AbortController();
  hub = openHub(world, {
    onLine: async () => {},
    settle: async (_bridge, _at, entries) => void told.push(...entries),
    takeBack: async () => {},
    lost: async () => {},
    sighting: async () => {},
    keepConfig: async () => {},
    configOf: async () => ({}),
    charges: async () => [{ id: bridgeId, isRevoked: false, accounts: charge }],
  });
  const pace = { graceMs: 30_000, sweepMs: 600_000, callTimeoutMs: 20_000 };
  const server = new URL("https://locks.example.com");
  const options = {
    ...pace,
    runtime: world,
    folder,
    server,
    token: "token",
    program: "0",
    driverNamed: () => gatekeeper,
  };
  ended = runSite(options, stopping.signal);
  await world.settle();
});

afterEach(async () => {
  stopping.abort();
  const closed = hub.close();
  await world.advance(60_000);
  await closed;
  await ended;
  await rm(folder, { recursive: true, force: true });
});

test("a device is worked through its bridge as through any driver, and not without a mandate", async () => {
  const driver = hub.driverFor(account);
  expect(await driver.discover(never)).toMatchObject({ kind: "found", devices: [{ nativeId: gate }] });
  expect(await driver.apply(gate, setting("4826"), never)).toMatchObject({ kind: "failed", mayHaveHappened: false });
  expect(await entrust(driver)).toBe(true);
  expect(await driver.apply(gate, setting("4826"), never)).toMatchObject({ kind: "done", place: "4826" });
  expect([...lock.values()]).toEqual(["4826"]);
  expect(await driver.observe(gate, never)).toMatchObject({ kind: "seen", residents: [{ place: "4826" }] });
});

test("without a line the account says so, and nothing is said of the lock", async () => {
  const driver = hub.driverFor(account);
  await breakLine();
  expect(await driver.discover(never)).toMatchObject({
    kind: "failed",
    account: { conditions: [{ name: "bridge_program_down" }] },
  });
  expect(await driver.observe(gate, never)).toMatchObject({ kind: "unreachable" });
  expect(await entrust(driver)).toBe(false);
  expect(await driver.apply(gate, setting("4826"), never)).toMatchObject({ kind: "failed", mayHaveHappened: false });
});

test("what was planned before the line broke is refused after it, and what was done alone is told first", async () => {
  const driver = hub.driverFor(account);
  await driver.discover(never);
  await entrust(driver);
  await breakLine();
  await world.advance(60_000);
  expect([...lock.values()]).toEqual(["1357"]);
  isUp = true;
  await world.advance(60_000);
  expect(told.map(({ kind }) => kind)).toEqual(["try", "found"]);
  expect(await driver.apply(gate, setting("4826"), never)).toMatchObject({ kind: "failed", mayHaveHappened: false });
  expect([...lock.values()]).toEqual(["1357"]);
});

test("nothing is done alone while the line is there, nor at once when it breaks", async () => {
  const driver = hub.driverFor(account);
  await driver.discover(never);
  await entrust(driver);
  await world.advance(3_600_000);
  expect(lock.size).toBe(0);
  await breakLine();
  await world.advance(20_000);
  expect(lock.size).toBe(0);
});

test("what is taken from a bridge it forgets, with what its driver connects with", async () => {
  const driver = hub.driverFor(account);
  await driver.discover(never);
  await entrust(driver);
  await world.advance(10_000);
  expect(await kept()).toHaveLength(2);
  charge = [];
  await world.advance(10_000);
  expect(await kept()).toEqual([]);
});

/** The provider at the site: a lock that takes what it is given. */
const gatekeeper: DriverModule = {
  manifest: { driver: "gatekeeper", displayName: "Gatekeeper", transport: "local", proof: "simulator" },
  parseConfig: (raw) => raw,
  receive: () => undefined,
  connect: () => ({
    discover: async () => ({ kind: "found", devices: [report()] }),
    observe: async () => ({ kind: "seen", at: world.now(), device: report(), residents: residents(), complete: true }),
    apply: async (_device, step) => {
      if (step.kind === "clear") lock.delete(step.place);
      const place = (step.kind === "set" ? step.pin.reveal() : "") as Place;
      if (step.kind === "set") lock.set(place, step.pin.reveal());
      return { kind: "done", evidence: "acknowledged", place: step.kind === "set" ? place : undefined };
    },
    close: async () => {},
  }),
};

function report() {
  return { ...aDevice().report, nativeId: gate };
}

function residents() {
  return [...lock].map(([place, digits]) => ({
    place,
    pin: pin(digits),
    label: "Guest",
    window: undefined,
    state: "on_lock" as const,
  }));
}

function setting(digits: string): Step {
  const { id } = code();
  return {
    kind: "set",
    code: id,
    pin: pin(digits),
    label: "Guest",
    window: undefined,
    into: undefined,
    why: "It is due.",
  };
}

/** Entrusts one code, which is due at once. */
function entrust(driver: Driver): Promise<boolean> | undefined {
  const { capabilities } = report();
  const given = {
    version: "1",
    isManagedDevice: true,
    capabilities,
    codes: [code({ pin: pin("1357") })],
    unsettled: [],
    late: [],
  };
  return driver.entrust?.(gate, mandateOf(given, world.now()), never);
}

async function kept(): Promise<readonly string[]> {
  const [devices, accounts] = await Promise.all([readdir(join(folder, "devices")), readdir(join(folder, "accounts"))]);
  return [...devices, ...accounts];
}

async function breakLine(): Promise<void> {
  isUp = false;
  for (const line of lines.splice(0)) line.close();
  await world.settle();
}

/** A line between the two ends, in this process; whoever knows the token is the bridge. */
function dial(to: Dialled, near: Ear): Line {
  if (!isUp || to.headers?.authorization !== "Bearer token") {
    setImmediate(() => near.closed("ECONNREFUSED"));
    return { send: () => {}, close: () => {} };
  }
  let isOpen = true;
  let far: Ear | undefined;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    setImmediate(() => {
      near.closed("closed");
      far?.closed("closed");
    });
  };
  const say = (ear: () => Ear | undefined) => (text: string) => void setImmediate(() => isOpen && ear()?.heard(text));
  const line: Line = { send: say(() => far), close };
  setImmediate(() => {
    hub.take(bridge, (ear) => {
      far = ear;
      return { send: say(() => near), close };
    });
    near.opened();
  });
  lines.push(line);
  return line;
}
