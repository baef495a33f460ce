import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import type { Answer } from "#drivers/kit/exchange-json.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { type Reply, unreadable, usualReply } from "#drivers/kit/reply.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import { asObject, field, list, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { UltraloqAt } from "./config.ts";
import { type Addressed, type Command, spelled } from "./wire.ts";

/** What the maker's one address does, as calls. What answers a call is the payload, or the part of it about one device. */
export interface Cloud {
  owner(signal: AbortSignal): Promise<Reply>;
  /** Every device of the account. */
  discover(signal: AbortSignal): Promise<Reply>;
  /** How these devices are now. */
  query(devices: readonly Addressed[], signal: AbortSignal): Promise<Reply>;
  command(device: Addressed, command: Command, signal: AbortSignal): Promise<Reply>;
  /** The maker is to post to this address, and to prove itself with the token. */
  notify(url: string, token: string, signal: AbortSignal): Promise<Reply>;
}

const longestListing = 8 * 1024 * 1024;

export function cloud(
  runtime: Runtime,
  { actionUrl, userArguments }: Pick<UltraloqAt, "actionUrl" | "userArguments">,
  access: AccessKeeper,
): Cloud {
  const act = async (
    [namespace, name]: readonly [string, string],
    payload: Untrusted,
    signal: AbortSignal,
    writes = false,
  ): Promise<Reply> => {
    const header = { namespace, name, messageId: runtime.uuid(), payloadVersion: "1" };
    const call = { method: "POST", url: actionUrl, body: { header, payload }, maxBytes: longestListing } as const;
    const answer = await signedExchange(runtime, { access, isRejected: isTokenRejected }, call, signal);
    return answer.kind === "failed" ? answer : replyOf(answer, runtime.now(), writes);
  };
  return {
    owner: (signal) => act(["Uhome.User", "Get"], {}, signal),
    discover: (signal) => act(["Uhome.Device", "Discovery"], {}, signal),
    query: (devices, signal) => act(["Uhome.Device", "Query"], { devices }, signal),
    command: async (device, command, signal) => {
      const writes = command.name !== "list" && command.name !== "get";
      const payload = { devices: [{ ...device, command: spelled(command, userArguments) }] };
      const reply = await act(["Uhome.Device", "Command"], payload, signal, writes);
      return reply.kind === "answered" ? partOf(reply.body, device.id, writes) : reply;
    },
    notify: (url, token, signal) =>
      act(["Uhome.Configure", "Set"], { configure: { notification: { access_token: token, url } } }, signal),
  };
}

/** What an answer says: trouble is told with status 200 as well, in the payload (the maker's Postman pages, 2026). */
function replyOf(answer: Answer, now: number, writes: boolean): Reply {
  const reply = usualReply(answer, now, writes);
  if (reply.kind !== "answered") return reply;
  const body = asObject(reply.body);
  const payload = body && field(body, "payload");
  const trouble = troubleOf(asObject(payload));
  if (trouble !== undefined) return trouble;
  return typeof payload === "object" && payload !== null
    ? { kind: "answered", body: payload }
    : unreadable("something", writes);
}

/** What it says of the one device that was asked about. */
function partOf(payload: unknown, id: string, writes: boolean): Reply {
  const [part] = list(asObject(payload) ?? {}, "devices") ?? [];
  const device = asObject(part);
  // An open client has met answers that leave the id out (corvmc/corvmc.org at b41096a).
  if (device === undefined || (field(device, "id") ?? id) !== id) return unreadable("another device", writes);
  return troubleOf(device) ?? { kind: "answered", body: device };
}

/** What is wrong with a payload, or with one device in it; `undefined`: nothing. */
export function troubleOf(of: Untrusted | undefined): Extract<Reply, { kind: "failed" | "refused" }> | undefined {
  const code = of && errorIn(of);
  switch (code) {
    case undefined:
      return undefined;
    case "INVALID_TOKEN":
      return failed("unauthorized", "The provider does not take our access token.");
    case "DEVICE_OFFLINE":
      return failed("unreachable", "The lock is offline.");
    case "BAD_REQUEST":
      return refused("constraint", "The provider does not take this.");
    default:
      return failed("provider", `The provider answered with ${code}.`);
  }
}

function isTokenRejected(answer: Answer): boolean {
  if (answer.kind === "unanswered" || answer.kind === "garbled") return false;
  const payload = asObject(field(asObject(answer.body) ?? {}, "payload"));
  return answer.status === 401 || (payload !== undefined && errorIn(payload) === "INVALID_TOKEN");
}

/** The code of an error in one spelling: lines in it have been seen below and between. What else it says is not repeated. */
function errorIn(of: Untrusted): string | undefined {
  const error = asObject(field(of, "error"));
  if (error === undefined) return undefined;
  const code = (text(error, "code", 80) ?? "").toUpperCase().replaceAll("-", "_");
  return /^[A-Z][A-Z_]{1,40}$/.test(code) ? code : "an error without a name";
}
