import { parentPort, workerData } from "node:worker_threads";
import type { ClientNode, Endpoint } from "@matter/main";
import {
  AbortedError,
  Environment,
  Logger,
  LogLevel,
  MatterError,
  Millis,
  Seconds,
  ServerNode,
  Time,
} from "@matter/main";
import { BasicInformationClient } from "@matter/main/behaviors/basic-information";
import { DescriptorClient } from "@matter/main/behaviors/descriptor";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";
import { PowerSourceClient } from "@matter/main/behaviors/power-source";
import { TimeSynchronizationClient } from "@matter/main/behaviors/time-synchronization";
import { ChangeNotificationService, CommissioningClient, ControllerBehavior } from "@matter/main/node";
import { PeerCommunicationError, PeerSet, PeerUnreachableError, Read } from "@matter/main/protocol";
import { ManualPairingCodeCodec, StatusResponseError } from "@matter/main/types";
import type { Answer, FromThread, LockCommand, NetworkAddress, News, Question, ToThread } from "./fabric-messages.ts";

// The protocol, in a thread of its own: to load it alone keeps a thread busy for seconds.

/** A door of a node, under the name by which the rest of the driver knows it. */
interface Lock {
  readonly id: string;
  readonly node: ClientNode;
  readonly door: Endpoint;
}

const doorLock = 0x0101;
const readOfLook = [{ clusterId: doorLock }, { clusterId: 0x002f }, { clusterId: 0x0038 }, { clusterId: 0x0028 }];
const doorAttributes = [
  "lockState",
  "doorState",
  "numberOfTotalUsersSupported",
  "numberOfPinUsersSupported",
  "minPinCodeLength",
  "maxPinCodeLength",
  "numberOfYearDaySchedulesSupportedPerUser",
  "requirePinForRemoteOperation",
];
/**
 * A lock that is away fails within a house's patience, and not after the minute and a half that the library waits; one
 * that is back is found as soon, and not after two minutes.
 */
const connectWithin = Seconds(10);
/** A lock that is being read anew is asked about again after this. */
const readAgainAfter = Millis(200);
/** More than locks keep; the oldest is forgotten first. */
const remembersEvents = 10_000;
const commissionWithin = Seconds(60);

// At more talkative levels the library prints the digits of PINs; what it prints is thrown away all the same.
Logger.level = LogLevel.NOTICE;
Environment.default.vars.set("storage.path", (workerData as { readonly directory: string }).directory);

const fabric = await ServerNode.create(ServerNode.RootEndpoint.with(ControllerBehavior), {
  id: "fabric",
  network: {
    port: 0,
    timing: {
      defaultConnectionTimeout: connectWithin,
      maxDelayBetweenInitialContactRetries: connectWithin,
      delayAfterNetworkError: connectWithin,
    },
  },
  controller: { adminFabricLabel: "Pintumbler", ble: false },
  commissioning: { enabled: false },
});

listen();
await fabric.start();
parentPort?.on("message", ({ number, question }: ToThread) => void reply(number, question));
parentPort?.postMessage({ answers: 0, answer: { kind: "answered", body: undefined } } satisfies FromThread);

async function reply(number: number, question: Question): Promise<void> {
  const answer = await answerTo(question).catch(asAnswer);
  parentPort?.postMessage({ answers: number, answer } satisfies FromThread);
}

async function answerTo(question: Question): Promise<Answer> {
  switch (question.ask) {
    case "commission":
      await commission(question.code, question.address);
      return answered(undefined);
    case "locks":
      if (!(await eachIsKnown())) return unknown();
      return answered(await Promise.all(locks().map(readIfReachable)));
    case "close":
      await fabric.close();
      return answered(undefined);
    case "look":
    case "records":
    case "command": {
      const lock = locks().find(({ id }) => id === question.lock);
      if (lock === undefined) return missing(question.lock);
      if (question.ask === "look") return answered({ ...(await read(lock)), online: true });
      if (question.ask === "records") return answered(await records(lock));
      return answered(await command(lock, question.command, question.fields));
    }
  }
}

async function commission(code: string, address: NetworkAddress | undefined): Promise<void> {
  // What its maker certified is between the owner and the maker: the lock is the owner's, who shares it with us.
  const options = { timeout: commissionWithin, onAttestationFailure: () => true };
  if (address === undefined) {
    await fabric.peers.commission({ ...options, pairingCode: code });
    return;
  }
  const { ip, port } = address;
  // Without a name service nobody else says where the lock answers once it has joined.
  const added = fabric.env.get(PeerSet).added;
  const tellAddress = (peer: { descriptor: { operationalAddress?: unknown } }) => {
    peer.descriptor.operationalAddress ??= { type: "udp", ip, port };
  };
  added.on(tellAddress);
  try {
    const { passcode } = ManualPairingCodeCodec.decode(code);
    const peer = await fabric.peers.forDescriptor({
      addresses: [{ type: "udp", ip, port }],
      deviceIdentifier: `${ip}:${port}`,
      CM: 1,
    });
    await peer.commission({ ...options, passcode });
  } finally {
    added.off(tellAddress);
  }
}

function locks(): readonly Lock[] {
  return [...fabric.peers].flatMap((node) => {
    const address = node.peerAddress;
    if (address === undefined) return [];
    return doorsOf(node).map((door) => ({ id: `${address.nodeId}-${door.number}`, node, door }));
  });
}

/**
 * Whether we know what a node consists of. Of one that had only just joined when a thread died that may be lost: it is read
 * anew, and until then its door is not gone.
 */
function isKnown(node: ClientNode): boolean {
  const all = (of: Endpoint): readonly Endpoint[] => [of, ...[...of.parts].flatMap(all)];
  return node.parts.size > 0 && all(node).every((part) => part.behaviors.has(DescriptorClient));
}

/** Gives what is being read anew its time. */
async function eachIsKnown(): Promise<boolean> {
  const until = Time.nowMs + connectWithin;
  const isSo = () => [...fabric.peers].every((node) => node.peerAddress === undefined || isKnown(node));
  while (!isSo() && Time.nowMs < until) await Time.sleep("structure of a node", readAgainAfter);
  return isSo();
}

function unknown(): Answer {
  return { kind: "failed", trouble: "unreachable", detail: "structure" };
}

function missing(lock: string): Answer {
  const node = [...fabric.peers].find(({ peerAddress }) => lock.startsWith(`${peerAddress?.nodeId}-`));
  return node === undefined || isKnown(node) ? { kind: "gone" } : unknown();
}

function doorsOf(of: Endpoint): readonly Endpoint[] {
  return [...of.parts].flatMap((part) => [...(part.behaviors.has(DoorLockClient) ? [part] : []), ...doorsOf(part)]);
}

async function readIfReachable(lock: Lock): Promise<object> {
  try {
    return { ...(await read(lock)), online: true };
  } catch (error) {
    MatterError.accept(error);
    return { ...remembered(lock), online: false };
  }
}

async function read(lock: Lock): Promise<object> {
  const attributes = readOfLook as unknown as NonNullable<Read.Options["attributes"]>;
  for await (const chunk of lock.node.interaction.read(Read({ attributes }))) for await (const _ of chunk);
  return remembered(lock);
}

/** What the library keeps of a lock, which each read and each report of the lock renews. */
function remembered({ id, node, door }: Lock): object {
  const power = [node, ...node.parts].find((part) => part.behaviors.has(PowerSourceClient));
  return {
    lock: id,
    fabric: node.stateOf(CommissioningClient).fabricIndexOnPeer,
    about: stateOf(node, BasicInformationClient, ["nodeLabel", "productName", "vendorName"]),
    time: stateOf(node, TimeSynchronizationClient, ["utcTime", "timeZone"]),
    power: power && stateOf(power, PowerSourceClient, ["batPercentRemaining"]),
    door: {
      ...stateOf(door, DoorLockClient, doorAttributes),
      features: plain(door.globalsOf(DoorLockClient).featureMap),
    },
  };
}

type Known =
  | typeof BasicInformationClient
  | typeof TimeSynchronizationClient
  | typeof PowerSourceClient
  | typeof DoorLockClient;

function stateOf(of: Endpoint, type: Known, names: readonly string[]): object | undefined {
  if (!of.behaviors.has(type)) return undefined;
  const state = of.stateOf(type.id) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(names.map((name) => [name, plain(state[name])]));
}

/** The library's own objects do not pass from one thread to another. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

async function records({ node, door }: Lock): Promise<unknown> {
  const events = [{ endpointId: door.number, clusterId: doorLock, eventId: 4 }] as unknown;
  const request = Read({ events: events as NonNullable<Read.Options["events"]>, fabricFilter: false });
  const found: unknown[] = [];
  for await (const chunk of node.interaction.read(request)) {
    for await (const report of chunk) if (report.kind === "event-value") found.push(plain(report.value));
  }
  return found;
}

async function command({ door }: Lock, name: LockCommand, fields: object): Promise<unknown> {
  const commands = door.commandsOf(DoorLockClient) as unknown as Record<string, (fields: object) => Promise<unknown>>;
  return plain(await commands[name]?.(fields));
}

/** Everything that locks tell by themselves, and what becomes of them. */
function listen(): void {
  /** What was told already: a read of a lock's records tells it again. */
  const heard = new Set<string>();
  fabric.env.get(ChangeNotificationService).change.on((change) => {
    if (change.kind !== "event") return;
    const lock = locks().find(({ door }) => door === change.endpoint);
    if (lock === undefined) return;
    if (heard.has(`${lock.id} ${change.number}`)) return;
    heard.add(`${lock.id} ${change.number}`);
    for (const oldest of heard) {
      if (heard.size <= remembersEvents) break;
      heard.delete(oldest);
    }
    void pass(lock, change.event.propertyName, Time.nowMs - Number(change.timestamp), plain(change.payload));
  });
  fabric.peers.deleted.on(() => tell({ news: "left" }));
  const watch = (node: ClientNode) => {
    node.lifecycle.online.on(() => {
      for (const lock of locks()) if (lock.node === node) tell({ news: "online", lock: lock.id });
    });
  };
  fabric.peers.added.on(watch);
  for (const node of fabric.peers) watch(node);
}

/** Passes on an event of a lock, with who it was: an event names a user by its index alone. */
async function pass(lock: Lock, event: string, ageMs: number, body: unknown): Promise<void> {
  const userIndex = (body as { readonly userIndex?: unknown } | undefined)?.userIndex;
  const isAboutUser = event !== "lockUserChange" && typeof userIndex === "number";
  const user = isAboutUser ? await command(lock, "getUser", { userIndex }).catch(() => undefined) : undefined;
  const ours = lock.node.maybeStateOf(CommissioningClient)?.fabricIndexOnPeer;
  tell({ news: "event", lock: lock.id, event, ageMs, fabric: ours, body, user });
}

function tell(told: News): void {
  parentPort?.postMessage({ answers: undefined, told } satisfies FromThread);
}

function answered(body: unknown): Answer {
  return { kind: "answered", body };
}

function asAnswer(error: unknown): Answer {
  const status = StatusResponseError.of(error);
  if (status !== undefined) return { kind: "status", status: status.code };
  const name = error instanceof Error ? error.constructor.name : "an error";
  // Its name says enough; its text may quote what was sent.
  if (error instanceof PeerUnreachableError || error instanceof AbortedError)
    return { kind: "failed", trouble: "unreachable", detail: name };
  if (error instanceof PeerCommunicationError) return { kind: "failed", trouble: "silent", detail: name };
  return { kind: "failed", trouble: "stack", detail: name };
}
