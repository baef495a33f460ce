import type { Desk } from "#app/desk.ts";
import { type ConnectedDrivers, connectDrivers } from "#connect-drivers.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Driver } from "#drivers/driver.ts";
import type { DriverFor } from "#reconcile/device-pass.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { context, type ProviderCall } from "#sim/context.ts";
import type { FaultPlan } from "#sim/faults.ts";
import type { Life } from "#sim/life.ts";
import { begin, type CallNumbers } from "#sim/provider-line.ts";
import type { World } from "#sim/world.ts";
import type { MakerLock } from "./maker-lock.ts";
import type { MakerSite } from "./maker-site.ts";

interface Parts {
  readonly world: World;
  readonly life: Life;
  readonly faults: FaultPlan;
  readonly calls: CallNumbers;
}

/** The makers' own drivers, connected as a server connects them; what they are asked and answer is told. */
export function makerDrivers(parts: Parts, desk: Desk, sites: ReadonlyMap<string, MakerSite>): DriverFor {
  // An operator's settings say where a cloud is, and each account here has one of its own.
  const connected = new Map<string, ConnectedDrivers>();
  const told = new Map<Driver, Driver>();
  const waiting = { ...desk, runtime: { ...desk.runtime, sleep: sleepWithin(desk.runtime.sleep) } };
  return async (account) => {
    const drivers = connected.get(account.id) ?? connectDrivers(waiting, whereabouts(sites.get(account.id)));
    connected.set(account.id, drivers);
    const driver = await drivers.driverFor(account);
    if (driver === undefined) return undefined;
    const known = told.get(driver) ?? toldDriver(parts, driver, sites.get(account.id)?.locks ?? []);
    told.set(driver, known);
    return known;
  };
}

function whereabouts(site: MakerSite | undefined) {
  const settings = site?.make.entrance.settings(site.url) ?? {};
  return { deliveriesAt: "https://home.example/deliveries", dataDirectory: "", settingsOf: () => settings };
}

function toldDriver(parts: Parts, driver: Driver, locks: readonly MakerLock[]): Driver {
  const { world, life, faults } = parts;
  const told = async <Answer extends Outcome | Observation>(
    lock: NativeId,
    step: Step | "observe",
    verb: () => Promise<Answer>,
  ): Promise<Answer> => {
    const number = begin(parts, lock, step);
    const isStale = step === "observe" && faults.breaks("stale_list");
    const staleMs = isStale ? world.draw("staleness").between(1_000, 600_000) : 0;
    const answer = await within(parts, { number, asks: { lock, step }, staleMs, isDone: false, waiting: 0 }, verb);
    world.tell({ kind: "call_answered", call: number, process: life.name, lock, step, answer });
    return answer;
  };
  const untold = <Answer>(verb: () => Promise<Answer>) =>
    within(parts, { number: 0, asks: undefined, staleMs: 0, isDone: false, waiting: 0 }, verb);
  const isLock = (device: NativeId) => locks.some(({ nativeId }) => nativeId === device);
  return {
    discover: async (signal) => {
      const answer = await untold(() => driver.discover(signal));
      world.tell({ kind: "discovered", process: life.name, answer });
      return answer;
    },
    // A hub has no codes, and nothing is promised of it.
    observe: (device, signal, places) => {
      const verb = () => driver.observe(device, signal, places);
      return isLock(device) ? told(device, "observe", verb) : untold(verb);
    },
    apply: (lock, step, signal) => told(lock, step, () => driver.apply(lock, step, signal)),
    close: () => driver.close(),
  };
}

/** A driver that sleeps within a step waits for time, and time goes on meanwhile. */
function sleepWithin(sleep: Runtime["sleep"]): Runtime["sleep"] {
  return async (ms, signal) => {
    const call = context.getStore()?.call;
    if (call === undefined) return sleep(ms, signal);
    call.waiting += 1;
    try {
      await sleep(ms, signal);
    } finally {
      call.waiting -= 1;
    }
  };
}

/** Time stands still while the driver works and waits for nothing. */
async function within<Answer>(
  { world, life }: Parts,
  call: ProviderCall,
  verb: () => Promise<Answer>,
): Promise<Answer> {
  const end = () => void world.requests.delete(call);
  const forget = life.onEnd(end);
  world.requests.add(call);
  try {
    return await context.run({ call }, verb);
  } finally {
    end();
    forget();
  }
}
