import type { NativeId } from "#domain/ids.ts";
import { wallTime } from "#domain/local-time.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Bench, BenchLock } from "#drivers/contract/bench.ts";
import { zwave } from "#drivers/zwave/zwave.ts";
import { realRuntime } from "#runtime/real-runtime.ts";
import { until } from "#test/support/house.ts";
import { faultyDial } from "./faulty-dial.ts";
import { type Held, type LockKind, places } from "./mock-locks.ts";
import type { ZwaveNetwork } from "./zwave-network.ts";

export const zone = "Europe/Berlin";
const fillers = ["318274", "427193", "536281", "645392", "754813", "863524"];

/** Locks of a network that were taken out of it. */
const excluded = new WeakMap<ZwaveNetwork, Set<number>>();

/** A driver on a network that is shared by many benches, each of which gets emptied locks of one kind. */
export async function zwaveBench(network: ZwaveNetwork, kind: LockKind): Promise<Bench> {
  const sightings: Sighting[] = [];
  const logged: string[] = [];
  const given: number[] = [];
  const line = faultyDial(given);
  const real = realRuntime();
  let ahead = 0;
  const now = () => real.now() + ahead;
  const driver = zwave.connect(
    { url: network.url, timeZone: zone },
    {
      runtime: {
        ...real,
        now,
        dial: line.dial,
        log: (event, fields) => logged.push(JSON.stringify({ event, fields })),
      },
      listener: { sighting: (sighting) => sightings.push(sighting), configChanged: () => {} },
      deliveryUrl: undefined,
    },
  );
  return {
    driver,
    faults: line.faults,
    sightings,
    calls: line.calls,
    logged: () => logged.join("\n"),
    now,
    advance: async (ms) => {
      ahead += ms;
      await real.sleep(20, new AbortController().signal);
    },
    settle: async () => {},
    makeLock: async () => {
      const gone = excluded.get(network) ?? new Set<number>();
      const all = network.kinds.flatMap((each, at) => (each === kind ? [at + 2] : []));
      const node = all.find((each) => !gone.has(each) && !given.includes(each));
      if (node === undefined) throw new Error("The network has no lock of this kind left.");
      given.push(node);
      await makeEmpty(network, node, kind);
      return benchLock(network, node, kind, now);
    },
    close: () => driver.close(),
  };
}

async function makeEmpty(network: ZwaveNetwork, node: number, kind: LockKind): Promise<void> {
  await setRadio(network, node, true);
  for (const { slot } of await network.held(node)) await network.ask({ do: "erase", node, slot });
  await known(network, node, kind);
}

/** Waits until the server has heard what the lock told of its codes. */
async function known(network: ZwaveNetwork, node: number, kind: LockKind): Promise<void> {
  await until(
    async () => {
      const held = (await network.held(node)).map(({ slot, code }) => `${slot} ${kind === "masked" ? "" : code}`);
      return held.join() === (await remembered(network, node, kind)).join();
    },
    { what: "word of the lock's codes at the server" },
  );
}

async function remembered(network: ZwaveNetwork, node: number, kind: LockKind): Promise<readonly string[]> {
  if (kind === "user_credential") {
    const fields = { nodeId: node, endpoint: 0 };
    const { users } = await network.command("endpoint.access_control.get_users_cached", fields);
    const { credentials } = await network.command("endpoint.access_control.get_all_credentials_cached", fields);
    type Entry = { readonly userId: number; readonly slot: number; readonly data: string };
    // A slot that was asked for while it was empty is remembered with an owner 0.
    const entries = (credentials as readonly Entry[]).filter(({ userId }) => userId !== 0);
    const left = (users as readonly unknown[]).length - entries.length;
    return left > 0 ? ["a user without a code"] : entries.map(({ slot, data }) => `${slot} ${data}`).sort();
  }
  const { state } = await network.command("node.get_state", { nodeId: node });
  const { values } = state as { readonly values: readonly Record<string, unknown>[] };
  const of = (property: string) => values.filter((value) => value.commandClass === 99 && value.property === property);
  const codes = new Map(of("userCode").map((value) => [value.propertyKey, value.value]));
  const taken = of("userIdStatus").filter((value) => value.propertyKey !== 0 && Number(value.value ?? 0) !== 0);
  return taken.map(({ propertyKey: slot }) => `${slot} ${kind === "masked" ? "" : codes.get(slot)}`).sort();
}

/** The server learns of it at once: a lock out of reach is dead to it after the first call in vain. */
async function setRadio(network: ZwaveNetwork, node: number, on: boolean): Promise<void> {
  await network.ask({ do: "radio", node, on });
  await until(async () => (await network.command("node.ping", { nodeId: node })).responded === on, {
    what: `lock ${node} ${on ? "in" : "out of"} reach`,
  });
}

/** What the keypad does with digits, by the clock on its wall. */
export function opens(held: readonly Held[], digits: string, at: number): boolean {
  return held.some(({ code, isEnabled, schedule }) => {
    if (code !== digits || !isEnabled) return false;
    if (schedule === undefined) return true;
    const edge = (name: string) =>
      Date.UTC(
        2000 + (schedule[`${name}Year`] ?? 0),
        (schedule[`${name}Month`] ?? 1) - 1,
        schedule[`${name}Day`] ?? 1,
        schedule[`${name}Hour`] ?? 0,
        schedule[`${name}Minute`] ?? 0,
      );
    const shown = wallTime(at, zone);
    return edge("start") <= shown && shown < edge("stop");
  });
}

function benchLock(network: ZwaveNetwork, node: number, kind: LockKind, now: () => number): BenchLock {
  const slotOf = async (digits: string) => (await network.held(node)).find(({ code }) => code === digits)?.slot ?? 0;
  const put = async (slot: number, code: string, name: string) => {
    await network.ask({ do: "program", node, slot, code, name, announced: true });
    await known(network, node, kind);
  };
  // People who choose a number at the keypad begin from the other end than we do.
  const lastFree = async () => {
    const taken = new Set((await network.held(node)).map(({ slot }) => slot));
    return Array.from({ length: places }, (_, at) => at + 1).findLast((slot) => !taken.has(slot)) ?? 0;
  };
  return {
    id: `${network.homeId}-${node}` as NativeId,
    goodPins: ["529174", "830461", "617382"],
    badPin: "98317465028371",
    asTyped: (pin) => pin.reveal(),
    wouldOpen: async (digits) => opens(await network.held(node), digits, now()),
    countCodes: async () => (await network.held(node)).length,
    personAdds: async (name, digits) => put(await lastFree(), digits, name),
    personChanges: async (from, to) => put(await slotOf(from), to, "Guest"),
    personRemoves: async (digits) => {
      await network.ask({ do: "erase", node, slot: await slotOf(digits) });
      await known(network, node, kind);
    },
    fillUp: async () => {
      for (const [at, digits] of fillers.entries()) await put(at + 1, digits, `Filler ${at}`);
    },
    setConnection: (online) => setRadio(network, node, online),
    remove: async () => {
      await network.ask({ do: "exclude", node });
      await network.command("controller.begin_exclusion");
      const isGone = () =>
        network.command("node.get_state", { nodeId: node }).then(
          () => false,
          () => true,
        );
      await until(isGone, { what: `network without lock ${node}` });
      excluded.set(network, new Set([...(excluded.get(network) ?? []), node]));
    },
  };
}
