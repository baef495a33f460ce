import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Discovery, Driver, DriverModule, Surroundings } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import { asObject, list } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { form, parseConfig, type ZwaveConfig } from "./config.ts";
import { clearCredential, limitsOf, lookAtCredentials, setCredential } from "./credentials.ts";
import { readEvent, wokenNode } from "./events.ts";
import { holdAwake } from "./hold-awake.ts";
import { type NotesOf, notebook } from "./notes.ts";
import { type CredentialLimits, codesOf, isLock, report } from "./report.ts";
import { type Reply, type ZwaveServer, zwaveServer } from "./server.ts";
import { type Site, troubleOf } from "./site.ts";
import { turn } from "./turn.ts";
import { clearUserCode, lookAtSlots, setUserCode } from "./user-codes.ts";
import { readNode, type ZwaveNode } from "./wire.ts";

/** Locks on a Z-Wave network, through the Z-Wave JS server that owns the stick. */
export const zwave: DriverModule<ZwaveConfig> = {
  manifest: { driver: "zwave", displayName: "Z-Wave JS", transport: "local", proof: "peer", form },
  parseConfig,
  connect,
  receive: () => undefined,
};

/** A driver's parts. */
interface Parts {
  readonly server: ZwaveServer;
  readonly runtime: Runtime;
  readonly notesOf: NotesOf;
  readonly zone: string | undefined;
}

function connect({ url, timeZone }: ZwaveConfig, { runtime, listener }: Surroundings): Driver {
  const life = new AbortController();
  const notesOf = notebook();
  const server = zwaveServer(runtime, url, {
    heard: (event) => {
      const scene = { now: runtime.now(), nativeOf: (nodeId: number) => nativeId(server, nodeId), notesOf };
      for (const sighting of readEvent(event, scene)) listener.sighting(sighting);
      const woken = wokenNode(event);
      if (woken !== undefined) void holdAwake({ server, runtime }, woken, notesOf(woken), life.signal);
    },
    // What changed while nobody listened is found by looking.
    lost: () => listener.sighting({ kind: "devices_changed", at: runtime.now() }),
  });
  const parts: Parts = { server, runtime, notesOf, zone: timeZone };
  const until = (signal: AbortSignal) => AbortSignal.any([signal, life.signal]);
  return {
    discover: (signal) => discover(parts, until(signal)),
    observe: (device, signal, places = []) => observe(parts, device, places, until(signal)),
    apply: (device, step, signal) => apply(parts, device, step, until(signal)),
    close: async () => {
      life.abort();
      server.close();
    },
  };
}

/** A node's number is its own within one network only. */
function nativeId(server: ZwaveServer, nodeId: number): NativeId {
  return `${server.homeId() ?? 0}-${nodeId}` as NativeId;
}

async function discover(parts: Parts, signal: AbortSignal): Promise<Discovery> {
  const { server } = parts;
  const reply = await server.ask("start_listening", {}, signal);
  if (reply.kind !== "answered") return unfound(asFailed(reply));
  const listed = list(asObject(reply.result.state) ?? {}, "nodes");
  if (listed === undefined) return unfound(unreadable());
  const devices: DeviceReport[] = [];
  for (const each of listed) {
    const node = readNode(asObject(each) ?? {});
    if (node === undefined) return unfound(unreadable());
    // What a node is shows only once it has been interviewed.
    if (!node.isReady || !isLock(node)) continue;
    const limits = await knownLimits(siteOf(parts, node, signal));
    if (limits !== undefined && "kind" in limits) return unfound(asFailed(limits));
    devices.push(report(nativeId(server, node.nodeId), node, parts.zone, limits));
  }
  return { kind: "found", devices };
}

function siteOf({ server, runtime, notesOf, zone }: Parts, node: ZwaveNode, signal: AbortSignal): Site {
  return { server, runtime, node, notes: notesOf(node.nodeId), zone, signal };
}

async function knownLimits(site: Site): Promise<CredentialLimits | undefined | Exclude<Reply, { kind: "answered" }>> {
  return codesOf(site.node) === "user_credential" ? limitsOf(site) : undefined;
}

/** A node as the server knows it, woken up where it is thought dead; or what is in the way. */
async function nodeOf(
  { server }: Parts,
  device: NativeId,
  signal: AbortSignal,
): Promise<ZwaveNode | Exclude<Reply, { kind: "answered" }>> {
  const [, homeId, nodeId] = /^([0-9]+)-([0-9]+)$/.exec(device) ?? [];
  const ask = () => server.ask("node.get_state", { nodeId: Number(nodeId) }, signal);
  const reply = await ask();
  if (reply.kind !== "answered") return reply;
  if (String(server.homeId()) !== homeId) return { kind: "missing" };
  const node = readNode(asObject(reply.result.state) ?? {});
  if (node === undefined) return unreadable();
  if (node.status !== "dead") return node;
  const ping = await server.ask("node.ping", { nodeId: node.nodeId }, signal);
  if (ping.kind !== "answered") return ping;
  return ping.result.responded === true ? { ...node, status: "reachable" } : node;
}

async function observe(
  parts: Parts,
  device: NativeId,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Observation> {
  const { runtime, server, zone } = parts;
  const notSeen = (trouble: Failed, known?: DeviceReport) => unseen(trouble, known, runtime.now());
  const node = await nodeOf(parts, device, signal);
  if ("kind" in node) return node.kind === "missing" ? { kind: "gone", at: runtime.now() } : notSeen(asFailed(node));
  if (!node.isReady) return notSeen(failed("busy", "The Z-Wave JS server has yet to get to know this lock."));
  const site = siteOf(parts, node, signal);
  // What is decided by a memory of it would fail and be put off, and it may be awake for no longer than a second.
  if (node.status === "asleep") return notSeen(asleep(), report(device, node, zone, undefined));
  return working(site, async () => {
    const limits = await knownLimits(site);
    if (limits !== undefined && "kind" in limits) return notSeen(asFailed(limits));
    const known = report(device, node, zone, limits);
    const dead = { ...known, disconnected: "device_disconnected" } as const;
    if (node.status === "dead") return notSeen(failed("unreachable", "The lock does not answer over the radio."), dead);
    if (places.length === 0 && node.status === "reachable") {
      // The server's memory shows a lock as it was; only the lock itself shows that it is there.
      const ping = await server.ask("node.ping", { nodeId: node.nodeId }, signal);
      if (ping.kind !== "answered") return notSeen(asFailed(ping));
      if (ping.result.responded !== true)
        return notSeen(failed("unreachable", "The lock does not answer over the radio."), dead);
    }
    const kind = codesOf(node);
    const seen = { kind: "seen", at: runtime.now(), device: known } as const;
    if (kind === undefined) return { ...seen, residents: [], complete: true };
    const look = kind === "user_code" ? await lookAtSlots(site, places) : await lookAtCredentials(site, places);
    if ("kind" in look)
      return look.kind === "unheard" ? notSeen(troubleOf(look) as Failed, dead) : notSeen(asFailed(look));
    const { residents, free, complete, lookedInto } = look;
    return { ...seen, at: runtime.now(), residents, free, complete, lookedInto };
  });
}

/** Whatever a lock tells while we talk to it is our own echo, or is seen by the talk itself. */
async function working<T>({ notes }: Site, work: () => Promise<T>): Promise<T> {
  notes.working += 1;
  try {
    return await work();
  } finally {
    notes.working -= 1;
  }
}

async function apply(parts: Parts, device: NativeId, step: Step, signal: AbortSignal): Promise<Outcome> {
  const node = await nodeOf(parts, device, signal);
  if ("kind" in node) return troubleOf(node);
  if (node.status === "dead") return failed("unreachable", "The lock does not answer over the radio.");
  if (node.status === "asleep") return asleep();
  const site = siteOf(parts, node, signal);
  return working(site, () => take(site, step));
}

function asleep(): Failed {
  return failed("unreachable", "The lock sleeps, and is told when it next wakes.");
}

async function take(site: Site, step: Step): Promise<Outcome> {
  const kind = codesOf(site.node);
  switch (step.kind) {
    case "issue":
      return { kind: "refused", because: "unsupported", detail: "Nobody computes PINs for this lock." };
    case "turn":
      return turn(site, step);
    case "set":
      if (kind === undefined) return noCodes();
      return kind === "user_code" ? setUserCode(site, step) : setCredential(site, step);
    case "clear":
      if (kind === undefined) return noCodes();
      return kind === "user_code" ? clearUserCode(site, step) : clearCredential(site, step);
  }
}

function noCodes(): Outcome {
  return { kind: "refused", because: "unsupported", detail: "This lock has no codes." };
}

function unreadable(): Failed {
  return failed("provider", "The Z-Wave JS server answered with something that could not be read.");
}

function asFailed(reply: Exclude<Reply, { kind: "answered" }>): Failed {
  const trouble = troubleOf(reply);
  return trouble.kind === "failed" ? trouble : failed("provider", trouble.detail);
}
