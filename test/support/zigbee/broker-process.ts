/**
 * An MQTT broker in a process of its own. Each user that it knows may be given trouble, so that a test sees what a
 * driver makes of it; everybody else is served as always.
 */

import { createServer } from "node:net";
import { Aedes, type AedesPublishPacket, type AuthenticateError, type Client } from "aedes";
import type { FromBroker, ToBroker, Trouble } from "./broker-messages.ts";

const [, , port = "0", password = ""] = process.argv;
const tell = (message: FromBroker) => process.send?.(message);
const users = new Map<Client, string>();
const troubles = new Map<string, Set<Trouble>>();
const telling = new Set<Promise<void>>();
const losing = new Set<string>();
const retained = new Map<string, AedesPublishPacket>();
const has = (user: string | undefined, trouble: Trouble) =>
  user !== undefined && troubles.get(user)?.has(trouble) === true;

const broker = await Aedes.createBroker({
  authenticate: (client, user = "", given, done) => {
    if (has(user, "silence")) return;
    if (has(user, "outage")) {
      client.close();
      return;
    }
    if (given?.toString() !== password || has(user, "refusal")) {
      done(Object.assign(new Error("No."), { returnCode: 5 }) as AuthenticateError, false);
      return;
    }
    users.set(client, user);
    done(null, true);
  },
  authorizePublish: (client, packet, done) => {
    const user = client === null ? undefined : users.get(client);
    if (user === undefined) {
      done(null);
      return;
    }
    tell({ kind: "published", user, topic: packet.topic, payload: packet.payload.toString() });
    if (has(user, "silence")) return;
    if (losing.has(user) && packet.topic.endsWith("/set")) {
      losing.delete(user);
      switchTo(user, "loss", true);
    }
    done(null);
  },
  authorizeSubscribe: (client, subscription, done) =>
    done(null, has(users.get(client), "deafness") ? null : subscription),
  authorizeForward: (client, packet) => forwarded(users.get(client), packet),
});
broker.on("clientDisconnect", (client) => users.delete(client));
broker.on("publish", (packet) => {
  if (packet.retain && /\/bridge\/(state|devices|info)$/.test(packet.topic)) retained.set(packet.topic, packet);
});

const server = createServer({ noDelay: true }, broker.handle);
server.listen(Number(port), "127.0.0.1", () => {
  const address = server.address();
  tell({ kind: "listening", port: typeof address === "object" && address !== null ? address.port : 0 });
});

process.on("message", (message) => {
  const told = message as ToBroker;
  if (told.kind === "sync") void allTold().then(() => tell({ kind: "synced", id: told.id }));
  else if (told.kind === "lose_next_reply") losing.add(told.user);
  else switchTo(told.user, told.trouble, told.on);
});
process.once("disconnect", () => process.exit(0));

function switchTo(user: string, trouble: Trouble, on: boolean): void {
  const had = troubles.get(user) ?? new Set();
  troubles.set(user, had);
  if (on) had.add(trouble);
  else had.delete(trouble);
  const own = [...users].flatMap(([client, name]) => (name === user ? [client] : []));
  if (trouble === "outage" || trouble === "refusal") for (const client of own) client.close();
  // What everybody is told who comes is told anew to who is there.
  if (trouble === "nonsense" || trouble === "breakdown")
    for (const client of own) for (const packet of retained.values()) tellAnew(client, packet);
}

function tellAnew(client: Client, { topic, payload }: AedesPublishPacket): void {
  const packet = { cmd: "publish", topic, payload, qos: 0, retain: false, dup: false } as const;
  const told = new Promise<void>((resolve) => client.publish(packet, () => resolve()));
  telling.add(told);
  void told.then(() => telling.delete(told));
}

async function allTold(): Promise<void> {
  await Promise.all(telling);
}

/** What of a message reaches this user. */
function forwarded(user: string | undefined, packet: AedesPublishPacket): AedesPublishPacket | null {
  if (user === undefined) return packet;
  const isLocks = !packet.topic.includes("/bridge/");
  if (has(user, "silence") || (has(user, "loss") && isLocks)) return null;
  if (has(user, "nonsense")) return { ...packet, payload: Buffer.from('{"__proto__":[1],"state":7}') };
  if (has(user, "breakdown")) {
    const isState = packet.topic.endsWith("/bridge/state");
    return isState ? { ...packet, payload: Buffer.from('{"state":"offline"}') } : null;
  }
  return has(user, "spoiling") && isLocks ? { ...packet, payload: spoiled(packet.payload) } : packet;
}

/** The same, but the first code of the lock has become unreadable. */
function spoiled(payload: Buffer | string): Buffer {
  const state = JSON.parse(payload.toString()) as { users?: Record<string, { status?: unknown }> };
  const [place] = Object.entries(state.users ?? {}).find(([, user]) => user.status !== "available") ?? [];
  const users = place === undefined ? state.users : { ...state.users, [place]: { status: 7 } };
  return Buffer.from(JSON.stringify({ ...state, users }));
}
