import type { NativeId, Place } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Bench, BenchLock } from "#drivers/contract/bench.ts";
import { choosing } from "#drivers/contract/choosing.ts";
import { type FaultyLine, faultyLine } from "#drivers/contract/faulty-line.ts";
import type { Driver } from "#drivers/driver.ts";
import { type TestRuntime, testRuntime } from "#runtime/test-runtime.ts";
import type { MakerStack, Pins } from "#test/makers/maker-stack.ts";
import { type AccountMade, type ControlClient, controlClient } from "#virtual-locks/control-client.ts";
import type { DeviceInput } from "#virtual-locks/control-contract.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { passingTime } from "./passing-time.ts";

const token = "control";
const baseUrl = "https://maker.test";
const owner = { email: "owner@example.com", password: "password" };

/** A bench on one maker's cloud, with what people do there. */
export interface MakerBench<Config> extends Bench {
  readonly control: ControlClient;
  readonly account: AccountMade;
  /** The world that the cloud lives in, and where the cloud is in it. */
  readonly runtime: TestRuntime;
  readonly baseUrl: string;
  /** What the account's configuration became, oldest first. */
  readonly configurations: readonly Config[];
  /** A lock of the bench's model that differs in this. */
  makeLockLike(more: Partial<DeviceInput>): Promise<BenchLock>;
}

/** What stands between the driver and the cloud. Default: nothing. */
export interface Through {
  readonly through?: (fetch: FaultyLine["fetch"]) => FaultyLine["fetch"];
}

/**
 * A maker's cloud with one account whose locks are of one model, and a driver connected to it. Its events are read by
 * the driver's own `receive`; what that does not take for genuine is no sighting.
 */
export async function makerBench<Config>(
  stack: MakerStack<Config>,
  profile: string,
  { through = (fetch) => fetch }: Through = {},
): Promise<MakerBench<Config>> {
  const { module, pins = usualPins, programmedWithinMs = 31_000 } = stack;
  const hub = stack.hubOf(profile);
  const sightings: Sighting[] = [];
  const configurations: Config[] = [];
  const { world, line, control, cloud } = openWorld(stack, async (request) => {
    const delivery = { headers: request.headers, body: await request.text() };
    for (const config of configurations.slice(-1)) sightings.push(...(module.receive(config, delivery) ?? []));
    return new Response(null, { status: 204 });
  });
  const account = await control.createAccount({
    account_id: "account",
    ...owner,
    ...(stack.client && { client_id: stack.client.client_id }),
    locks: hub === undefined ? [] : [{ profile: hub, name: "Hub", lock_id: "hub" }],
  });
  configurations.push(await stack.configOf({ baseUrl, account, ...owner, runtime: world, control }));
  const fetch = through(line.fetch);
  const bare = connected(stack, { world, fetch, sightings, configurations });
  const driver = stack.listsNothing === true ? toldPlaces(bare) : bare;
  const makeLockLike: MakerBench<Config>["makeLockLike"] = async (more) => {
    const behind = hub === undefined ? {} : { hub: "hub" };
    const { locks } = await control.addLock(account.account_id, { profile, name: "Front door", ...behind, ...more });
    return benchLock(control, locks[0]?.lock_id ?? "", pins);
  };
  const bench: MakerBench<Config> = {
    driver,
    control,
    account,
    runtime: world,
    baseUrl,
    makeLockLike,
    configurations,
    faults: line.faults,
    sightings,
    calls: line.calls,
    logged: () => JSON.stringify(world.logged),
    now: world.now,
    advance: world.advance,
    settle: () => world.advance(programmedWithinMs),
    makeLock: () => makeLockLike({ overrides: { max_active_codes_supported: pins.fillers.length } }),
    close: async () => {
      await driver.close();
      cloud.close();
    },
  };
  return stack.choosesPins === true ? choosing(bench) : bench;
}

function connected<Config>(
  { module, settings, waitsWithinSteps }: MakerStack<Config>,
  {
    world,
    fetch,
    sightings,
    configurations,
  }: {
    readonly world: TestRuntime;
    readonly fetch: FaultyLine["fetch"];
    readonly sightings: Sighting[];
    readonly configurations: Config[];
  },
): Driver {
  const [config] = configurations;
  if (config === undefined) throw new Error("The bench has no configuration to connect with.");
  return module.connect(config, {
    runtime: { ...(waitsWithinSteps ? passingTime(world) : world), fetch },
    settings: settings(baseUrl),
    listener: {
      sighting: (sighting) => sightings.push(sighting),
      configChanged: (changed) => {
        const read = module.parseConfig(changed);
        if (read !== undefined) configurations.push(read);
      },
    },
    deliveryUrl: "https://pintumbler.test/deliveries",
  });
}

/** A driver whose looks are told where codes were put, and where removals are under way. */
function toldPlaces(driver: Driver): Driver {
  const places = new Map<NativeId, Set<Place>>();
  const placesOf = (device: NativeId) => places.get(device) ?? new Set<Place>();
  return {
    ...driver,
    observe: (device, signal) => driver.observe(device, signal, [...placesOf(device)]),
    apply: async (device, step, signal) => {
      const outcome = await driver.apply(device, step, signal);
      const place = outcome.kind === "done" || outcome.kind === "pending" ? outcome.place : undefined;
      if (step.kind === "clear" && place !== undefined) placesOf(device).delete(step.place);
      if (step.kind !== "issue" && place !== undefined) places.set(device, placesOf(device).add(place));
      return outcome;
    },
  };
}

/** `receive` takes what the cloud sends by itself: its events. Whatever else goes out by this clock goes to the cloud. */
function openWorld<Config>(
  { maker, client, dialect }: MakerStack<Config>,
  receive: (request: Request) => Promise<Response>,
) {
  const world: TestRuntime = testRuntime({
    fetch: (request) => (request.url.startsWith(baseUrl) ? cloud.fetch(request) : receive(request)),
  });
  const cloud = createVirtualLockCloud({
    runtime: world,
    journal: memoryJournal(),
    controlToken: token,
    clients: client === undefined ? [] : [client],
    maker,
  });
  const line = faultyLine(cloud.fetch, { ...dialect, now: world.now });
  return { world, cloud, line, control: controlClient({ baseUrl, token, fetch: cloud.fetch }) };
}

const usualPins: Pins = {
  good: ["529174", "830461", "617382"],
  bad: "98317465028371",
  fillers: ["318274", "427193", "536281", "645392"],
};

function benchLock(control: ControlClient, lockId: string, { good, bad, fillers }: Pins): BenchLock {
  const codeIdOf = async (digits: string) => {
    const { access_codes } = await control.inspect(lockId);
    return access_codes.find((code) => code.on_lock?.code === digits)?.access_code_id ?? "";
  };
  return {
    id: lockId as NativeId,
    goodPins: good,
    badPin: bad,
    asTyped: (pin) => pin.reveal(),
    wouldOpen: (digits) => control.wouldOpen(lockId, digits),
    countCodes: async () => (await control.inspect(lockId)).access_codes.length,
    personAdds: (name, digits) => control.addCode(lockId, { name, digits }),
    personChanges: async (from, to) => {
      await control.tamper(lockId, { do: "change", access_code_id: await codeIdOf(from), code: to });
    },
    personRemoves: async (digits) => {
      await control.tamper(lockId, { do: "remove", access_code_id: await codeIdOf(digits) });
    },
    fillUp: async () => {
      for (const [at, digits] of fillers.entries()) await control.addCode(lockId, { name: `Filler ${at}`, digits });
    },
    setConnection: (online) => control.setConnection(lockId, online),
    remove: () => control.remove(lockId),
  };
}
