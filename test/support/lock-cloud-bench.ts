import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Bench, BenchLock } from "#drivers/contract/bench.ts";
import { type Dialect, type FaultyLine, faultyLine } from "#drivers/contract/faulty-line.ts";
import type { LockCloudConfig } from "#drivers/lock-cloud/config.ts";
import { lockCloud } from "#drivers/lock-cloud/lock-cloud.ts";
import { type TestRuntime, testRuntime } from "#runtime/test-runtime.ts";
import { type ControlClient, controlClient } from "#virtual-locks/control-client.ts";
import type { DeviceInput } from "#virtual-locks/control-contract.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";

const baseUrl = "https://virtual-locks.test";
const token = "control";
const client = { client_id: "pintumbler", client_secret: "client-secret", redirect_uris: [] };
const hubs: Readonly<Record<string, string>> = { smartthings: "smartthings_hub", august: "august_connect" };
/** Longer than any model takes to program a code. */
const programmedWithinMs = 31_000;

/** A bench on the virtual lock cloud, with what people do there. */
export interface LockCloudBench extends Bench {
  readonly control: ControlClient;
  /** What the account's configuration became, oldest first. */
  readonly configurations: readonly LockCloudConfig[];
  /** A lock of the bench's model that differs in this. */
  makeLockLike(more: Partial<DeviceInput>): Promise<BenchLock>;
}

/**
 * The virtual lock cloud with one account whose locks are of one model, and a driver connected to it. Its
 * events are read by the driver's own `receive`; what that does not take for genuine is no sighting.
 */
export async function lockCloudBench(profile: string): Promise<LockCloudBench> {
  const sightings: Sighting[] = [];
  const configurations: LockCloudConfig[] = [];
  const { world, line, control, cloud } = openWorld(async (request) => {
    const delivery = { headers: request.headers, body: await request.text() };
    for (const config of configurations.slice(-1)) sightings.push(...(lockCloud.receive(config, delivery) ?? []));
    return new Response(null, { status: 204 });
  });
  const {
    account_id,
    refresh_token: refreshToken,
    access_token: accessToken,
  } = await control.createAccount({
    account_id: "account",
    email: "owner@example.com",
    password: "password",
    client_id: client.client_id,
    locks: hubs[profile] === undefined ? [] : [{ profile: hubs[profile], name: "Hub", lock_id: "hub" }],
  });
  const { client_id: clientId, client_secret: clientSecret } = client;
  const config: LockCloudConfig = { baseUrl, clientId, clientSecret, accessToken, refreshToken };
  configurations.push(config);
  const driver = lockCloud.connect(config, {
    runtime: { ...world, fetch: line.fetch },
    listener: {
      sighting: (sighting) => sightings.push(sighting),
      configChanged: (changed) => {
        const read = lockCloud.parseConfig(changed);
        if (read !== undefined) configurations.push(read);
      },
    },
    deliveryUrl: "https://pintumbler.test/deliveries",
  });
  const makeLockLike: LockCloudBench["makeLockLike"] = async (more) => {
    const hub = hubs[profile] === undefined ? {} : { hub: "hub" };
    const { locks } = await control.addLock(account_id, { profile, name: "Front door", ...hub, ...more });
    return benchLock(control, locks[0]?.lock_id ?? "");
  };
  return {
    driver,
    control,
    makeLockLike,
    configurations,
    faults: line.faults,
    sightings,
    calls: line.calls,
    logged: () => JSON.stringify(world.logged),
    now: world.now,
    advance: world.advance,
    settle: () => world.advance(programmedWithinMs),
    makeLock: () => makeLockLike({ overrides: { max_active_codes_supported: fillers.length } }),
    close: async () => {
      await driver.close();
      cloud.close();
    },
  };
}

/** `receive` takes what the cloud sends by itself: its events. */
function openWorld(receive: (request: Request) => Promise<Response>) {
  const world: TestRuntime = testRuntime({ fetch: receive });
  const cloud = createVirtualLockCloud({
    runtime: world,
    journal: memoryJournal(),
    controlToken: token,
    clients: [client],
  });
  const line: FaultyLine = faultyLine(cloud.fetch, dialect(world));
  return { world, cloud, line, control: controlClient({ baseUrl, token, fetch: cloud.fetch }) };
}

function dialect(world: TestRuntime): Dialect {
  return {
    now: world.now,
    refusal: (request) =>
      request.url.endsWith("/oauth/token")
        ? Response.json({ error: "invalid_grant" }, { status: 400 })
        : Response.json({ error_code: "UNAUTHORIZED", message: "No." }, { status: 401 }),
    spoil: (request, body) => {
      if (!request.url.endsWith("/access_codes")) return body;
      const { access_codes } = body as { readonly access_codes: readonly object[] };
      return { access_codes: access_codes.map((entry, at) => (at === 0 ? { ...entry, access_code_id: null } : entry)) };
    },
  };
}

const fillers = ["318274", "427193", "536281", "645392"];

function benchLock(control: ControlClient, lockId: string): BenchLock {
  const codeIdOf = async (digits: string) => {
    const { access_codes } = await control.inspect(lockId);
    return access_codes.find((code) => code.on_lock?.code === digits)?.access_code_id ?? "";
  };
  return {
    id: lockId as NativeId,
    goodPins: ["529174", "830461", "617382"],
    badPin: "98317465028371",
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
