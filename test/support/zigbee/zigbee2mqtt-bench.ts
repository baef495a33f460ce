import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Bench, BenchLock, Faults } from "#drivers/contract/bench.ts";
import { limitsProperty } from "#drivers/zigbee2mqtt/wire.ts";
import { zigbee2mqtt } from "#drivers/zigbee2mqtt/zigbee2mqtt.ts";
import { realRuntime } from "#runtime/real-runtime.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { LoggedLine } from "#runtime/test-runtime.ts";
import { turnOfTheLoop } from "#runtime/turn-of-the-loop.ts";
import type { Trouble } from "./broker-messages.ts";
import type { ZigbeeLock } from "./zigbee-lock.ts";
import type { NetworkedKind, ZigbeePeer } from "./zigbee-peer.ts";

/** Where silence is to be expected, a driver's patience is a sixteenth of what it is; elsewhere it has all of it. */
const hurry = 16;
/** What is shorter than that only keeps two questions apart. */
const shortestPatienceMs = 2_000;
/** Its clock goes at a quarter of the speed, so that a machine that is at other work runs no driver out of time. */
const slowness = 4;

/** A bench, and the lock behind each of its locks. */
export interface Zigbee2MqttBench extends Bench {
  /** Its user at the broker. */
  readonly user: string;
  makeLockLike(kind: NetworkedKind): Promise<BenchLock & { readonly lock: ZigbeeLock }>;
}

let benches = 0;

/** A driver at the broker of a Zigbee network, under a user of its own; each lock that it makes is new there. */
export async function zigbee2mqttBench(peer: ZigbeePeer, kind: NetworkedKind): Promise<Zigbee2MqttBench> {
  benches += 1;
  const user = `bench-${benches}`;
  const locks: ZigbeeLock[] = [];
  let isCutOff = false;
  const isSilent = () => isCutOff || locks.some((lock) => !lock.isListening());
  const { driver, ...seen } = connected(peer, user, isSilent);
  const calls: string[] = [];
  peer.overhear(user, (line) => {
    // Whether a lock has to be asked for its limits depends on what Zigbee2MQTT still remembers of it.
    if (!line.includes(limitsProperty)) calls.push(withoutNames(line, locks));
  });
  const heard = async () => {
    await peer.synced();
    for (let turn = 0; turn < 8; turn += 1) await turnOfTheLoop();
  };
  const makeLockLike: Zigbee2MqttBench["makeLockLike"] = async (more) => {
    const lock = await peer.takeLock(more);
    locks.push(lock);
    return { ...benchLock(peer, lock), lock };
  };
  return {
    // The broker is told of trouble in another way than it is spoken to: it must have heard of it first, and we of that.
    driver: {
      discover: (signal) => heard().then(() => driver.discover(signal)),
      observe: (device, signal, places) => heard().then(() => driver.observe(device, signal, places)),
      apply: (device, step, signal) => heard().then(() => driver.apply(device, step, signal)),
      close: () => driver.close(),
    },
    ...seen,
    user,
    faults: faultsFor(peer, user, (is) => {
      isCutOff = is;
    }),
    calls,
    advance: async (ms) => {
      seen.advance(ms);
      await peer.synced();
    },
    settle: async () => {
      isCutOff = false;
      peer.toBroker({ kind: "trouble", user, trouble: "loss", on: false });
      await peer.synced();
    },
    makeLock: () => makeLockLike(kind),
    makeLockLike,
    close: async () => {
      await driver.close();
      for (const lock of locks) peer.giveBack(lock);
    },
  };
}

/** A driver in a world that is in a hurry, and what it tells there. */
function connected(peer: ZigbeePeer, user: string, isSilent: () => boolean) {
  const real = realRuntime();
  const sightings: Sighting[] = [];
  const logged: LoggedLine[] = [];
  let ahead = 0;
  const began = real.now();
  const now = () => began + (real.now() - began) / slowness + ahead;
  const runtime: Runtime = {
    ...real,
    now,
    sleep: async (ms, signal) => {
      const start = real.now();
      const isOver = () => real.now() - start >= (ms < shortestPatienceMs || isSilent() ? ms / hurry : ms);
      while (!signal.aborted && !isOver()) await real.sleep(10, signal);
    },
    log: (event, fields = {}) => void logged.push({ event, fields }),
  };
  const driver = zigbee2mqtt.connect(
    { url: peer.url, username: user, password: peer.password, baseTopic: "zigbee2mqtt" },
    {
      runtime,
      listener: { sighting: (sighting) => void sightings.push(sighting), configChanged: () => {} },
      deliveryUrl: undefined,
    },
  );
  const advance = (ms: number) => {
    ahead += ms;
  };
  return { driver, sightings, logged: () => JSON.stringify(logged), now, advance };
}

function faultsFor(peer: ZigbeePeer, user: string, cutOff: (is: boolean) => void): Faults {
  const trouble = (of: Trouble) => (on: boolean) => {
    cutOff(on);
    peer.toBroker({ kind: "trouble", user, trouble: of, on });
  };
  return {
    outage: trouble("outage"),
    breakdown: trouble("breakdown"),
    nonsense: trouble("nonsense"),
    refuseCredentials: trouble("refusal"),
    silence: trouble("silence"),
    spoilListings: (on) => peer.toBroker({ kind: "trouble", user, trouble: "spoiling", on }),
    // Nobody slows a driver down on a network of one's own.
    throttle: () => {},
    loseNextReply: () => {
      cutOff(true);
      peer.toBroker({ kind: "lose_next_reply", user });
    },
  };
}

/** Which lock it is, and which question, is by chance. */
function withoutNames(line: string, locks: readonly ZigbeeLock[]): string {
  const unnamed = locks.reduce((text, { address }, at) => text.replaceAll(address, `lock ${at}`), line);
  return unnamed.replace(/"transaction":"[^"]*"/, '"transaction":""');
}

const fillers = ["318274", "427193", "536281", "645392", "754126", "863517", "972648"];

function benchLock(peer: ZigbeePeer, lock: ZigbeeLock): BenchLock {
  // People begin at the last place, we at the first.
  let lastPlace = lock.places;
  const emptyPlace = () => {
    do lastPlace -= 1;
    while (lock.codes().has(lastPlace));
    return lastPlace;
  };
  return {
    id: lock.address as NativeId,
    goodPins: ["0174", "830461", "61738249"],
    badPin: "98317465028371",
    asTyped: (pin) => pin.reveal(),
    wouldOpen: async (digits) => lock.wouldOpen(digits),
    countCodes: async () => lock.codes().size,
    personAdds: async (_name, digits) => lock.program(emptyPlace(), digits),
    personChanges: async (from, to) => lock.program(lock.placeOf(from) ?? emptyPlace(), to),
    personRemoves: async (digits) => lock.erase(lock.placeOf(digits) ?? -1),
    fillUp: async () => {
      for (let place = 0; place < lock.places; place += 1)
        if (!lock.codes().has(place)) lock.program(place, fillers[place] ?? "");
    },
    setConnection: async (online) => lock.setDeaf(!online),
    remove: () => peer.removeLock(lock),
  };
}
