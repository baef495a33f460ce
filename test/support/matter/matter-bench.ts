import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { Bench, BenchLock, Faults } from "#drivers/contract/bench.ts";
import { invitationsIn } from "#drivers/matter/config.ts";
import type { Answer, News, Question } from "#drivers/matter/fabric-messages.ts";
import { connectWith } from "#drivers/matter/matter.ts";
import { type Stack, threadedStack, trouble } from "#drivers/matter/stack.ts";
import { ClockFile } from "#test/support/clock-file.ts";
import type { LockHabits } from "./keypad-lock.ts";
import { type MatterPeer, type PeerLock, startMatterPeer } from "./matter-peer.ts";

/** Matter locks in a process of their own and a fabric that they have joined, for as many benches as are opened there. */
export interface MatterGrounds {
  readonly peer: MatterPeer;
  readonly stack: Stack;
  /** `habits`: how its locks behave where locks differ. */
  openBench(habits?: Partial<LockHabits>): Promise<MatterBench>;
  close(): Promise<void>;
}

/** A bench, and the lock behind each of its locks. */
export interface MatterBench extends Bench {
  makeLock(): Promise<BenchLock & { readonly lock: PeerLock }>;
}

interface Joined {
  readonly id: NativeId;
  readonly lock: PeerLock;
  readonly habits: Partial<LockHabits>;
}

/** What grounds are opened with. */
interface GroundsOptions {
  /** What runs in the fabric's thread. Default: the protocol. */
  readonly program?: URL;
  /** How many locks have joined before the first bench is opened. */
  readonly ready?: number;
}

const fillers = ["31827411", "42719322", "53628133", "64539244"];
const writing = new Set(["setUser", "clearUser", "setCredential", "clearCredential", "setYearDaySchedule"]);

export async function openMatterGrounds({ program, ready = 0 }: GroundsOptions = {}): Promise<MatterGrounds> {
  const folder = await mkdtemp(join(tmpdir(), "pintumbler-matter-"));
  const clock = new ClockFile(join(folder, "clock"));
  const peer = await startMatterPeer(folder, clock.file);
  const ears = new Set<(news: News) => void>();
  const overheard: string[] = [];
  const stack = threadedStack({
    runtime: clock.runtime,
    directory: join(folder, "fabric"),
    hear: (news) => {
      for (const ear of ears) ear(news);
    },
    overhear: (text) => overheard.push(text),
    ...(program !== undefined && { program }),
  });
  const idle: Joined[] = [];
  let made = 0;
  const takeIn = async (habits: Partial<LockHabits>): Promise<Joined> => {
    made += 1;
    const lock = await peer.addLock(`lock-${made}`, { zone: "Europe/Berlin", places: fillers.length, ...habits });
    const [invitation] = invitationsIn(lock.setupCode) ?? [];
    if (invitation === undefined) throw new Error("The peer's setup code is none.");
    const answer = await stack.ask({ ask: "commission", ...invitation });
    if (answer.kind !== "answered") throw new Error(`The lock did not join: ${JSON.stringify(answer)}`);
    return { id: await idOf(stack, lock.name), lock, habits };
  };
  for (let at = 0; at < ready; at += 1) idle.push(await takeIn({}));
  const takeLock = async (habits: Partial<LockHabits>) => {
    const at = idle.findIndex((one) => JSON.stringify(one.habits) === JSON.stringify(habits));
    return at < 0 ? takeIn(habits) : (idle.splice(at, 1)[0] as Joined);
  };
  const leaveLocks = (locks: readonly Joined[]) => idle.push(...locks);
  return {
    peer,
    stack,
    openBench: async (habits = {}) =>
      openBench({ folder, clock, stack, ears, overheard, takeLock: () => takeLock(habits), leaveLocks }),
    close: async () => {
      await stack.close();
      await peer.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Ground {
  readonly folder: string;
  readonly clock: ClockFile;
  readonly stack: Stack;
  readonly ears: Set<(news: News) => void>;
  /** What the library has printed. */
  readonly overheard: readonly string[];
  takeLock(): Promise<Joined>;
  leaveLocks(locks: readonly Joined[]): void;
}

function openBench({ folder, clock, stack, ears, overheard, takeLock, leaveLocks }: Ground): MatterBench {
  const line = faultyStack(stack);
  const sightings: Sighting[] = [];
  const logged: unknown[] = [];
  const taken: Joined[] = [];
  const ear = { hear: (_: News) => {} };
  const driver = connectWith(
    ({ hear }) => {
      ear.hear = hear;
      return line.stack;
    },
    { setupCodes: "" },
    {
      runtime: { ...clock.runtime, log: (event, fields) => logged.push([event, fields]) },
      listener: { sighting: (sighting) => sightings.push(sighting), configChanged: () => {} },
      deliveryUrl: undefined,
      directory: folder,
    },
  );
  const listen = (news: News) => ear.hear(news);
  ears.add(listen);
  return {
    driver,
    faults: line.faults,
    calls: line.calls,
    sightings,
    logged: () => JSON.stringify(logged) + overheard.join(""),
    now: () => clock.now(),
    advance: async (ms) => clock.advance(ms),
    settle: async () => {},
    makeLock: async () => {
      const joined = await takeLock();
      await joined.lock.empty();
      taken.push(joined);
      const { lock } = joined;
      return { ...benchLock(joined, line.setConnection, () => taken.splice(taken.indexOf(joined), 1)), lock };
    },
    close: async () => {
      ears.delete(listen);
      await driver.close();
      leaveLocks(taken);
    },
  };
}

function benchLock(
  { id, lock }: Joined,
  setConnection: (id: string, online: boolean) => void,
  leave: () => void,
): BenchLock {
  return {
    id,
    goodPins: ["52917438", "83046195", "61738240"],
    badPin: "98317465028371",
    asTyped: (pin) => pin.reveal(),
    wouldOpen: (digits) => lock.judge(digits),
    countCodes: async () => (await lock.describe()).pins,
    personAdds: async (name, digits) => void (await lock.program(name, digits)),
    personChanges: async (from, to) => void (await lock.change(from, to)),
    personRemoves: async (digits) => void (await lock.remove(digits)),
    fillUp: async () => {
      for (const [at, digits] of fillers.entries()) await lock.program(`Filler${at}`, digits);
    },
    setConnection: async (online) => setConnection(id, online),
    remove: async () => {
      leave();
      await lock.erase();
    },
  };
}

/** Under which name a lock stands in the fabric. */
async function idOf(stack: Stack, name: string): Promise<NativeId> {
  const answer = await stack.ask({ ask: "locks" });
  const locks =
    answer.kind === "answered" ? (answer.body as readonly { lock: string; about: { nodeLabel: string } }[]) : [];
  const found = locks.find(({ about }) => about.nodeLabel === name);
  if (found === undefined) throw new Error("The lock has not joined.");
  return found.lock as NativeId;
}

interface FaultyStack {
  readonly stack: Stack;
  readonly faults: Faults;
  readonly calls: readonly string[];
  setConnection(id: string, online: boolean): void;
}

/** Puts a line with faults between the driver and the protocol; people at the lock do not talk over it. */
function faultyStack(stack: Stack): FaultyStack {
  const calls: string[] = [];
  const troubles = new Set<"outage" | "breakdown" | "nonsense" | "silence" | "spoils" | "loses">();
  const away = new Set<string>();
  const switchTo = (name: "outage" | "breakdown" | "nonsense" | "silence" | "spoils") => (on: boolean) => {
    if (on) troubles.add(name);
    else troubles.delete(name);
  };
  const ask = async (question: Question): Promise<Answer> => {
    calls.push(lineOf(question));
    if (troubles.has("outage")) return trouble("stack", "Error");
    if (troubles.has("silence")) return new Promise<Answer>(() => {});
    if (troubles.has("breakdown")) return { kind: "status", status: 1 };
    if (troubles.has("nonsense")) return { kind: "answered", body: { lock: [1], userIndex: "one", status: {} } };
    if ("lock" in question && away.has(question.lock)) return trouble("unreachable", "Error");
    const answer = await stack.ask(question);
    if (answer.kind !== "answered" || question.ask !== "command") return answer;
    if (troubles.has("loses") && writing.has(question.command)) {
      troubles.delete("loses");
      return trouble("silent", "Error");
    }
    return troubles.has("spoils") && question.command === "getUser" ? spoiled(answer.body) : answer;
  };
  return {
    calls,
    stack: { ask, close: async () => {} },
    setConnection: (id, online) => void (online ? away.delete(id) : away.add(id)),
    faults: {
      outage: switchTo("outage"),
      breakdown: switchTo("breakdown"),
      nonsense: switchTo("nonsense"),
      silence: switchTo("silence"),
      spoilListings: switchTo("spoils"),
      // No account signs in to a fabric, and no lock asks to be left alone.
      refuseCredentials: () => {},
      throttle: () => {},
      loseNextReply: () => void troubles.add("loses"),
    },
  };
}

/** What is asked, but for which lock: each bench has others. */
function lineOf(question: Question): string {
  const { ask, ...rest } = { lock: undefined, ...question, ...("lock" in question && { lock: undefined }) };
  return `${ask} ${JSON.stringify(rest)}`;
}

/** The last user of every lock is unreadable. */
function spoiled(body: unknown): Answer {
  const entry = body as { readonly nextUserIndex?: number | null };
  return { kind: "answered", body: entry.nextUserIndex == null ? { ...entry, userIndex: null } : entry };
}
