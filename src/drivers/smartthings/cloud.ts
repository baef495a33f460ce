import type { NativeId } from "#domain/ids.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import type { Call } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed, httpTrouble } from "#drivers/kit/failed.ts";
import type { Reply } from "#drivers/kit/reply.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type Command, errorCodeOf } from "./wire.ts";

/** SmartThings' addresses, as calls. */
export interface Cloud {
  /** `next`: the address of a further page, as the page before named it. */
  devices(next: string | undefined, signal: AbortSignal): Promise<Reply>;
  device(device: NativeId, signal: AbortSignal): Promise<Reply>;
  health(device: NativeId, signal: AbortSignal): Promise<Reply>;
  status(device: NativeId, signal: AbortSignal): Promise<Reply>;
  location(location: string, signal: AbortSignal): Promise<Reply>;
  history(location: string, device: NativeId, signal: AbortSignal): Promise<Reply>;
  /** Accepted is not done: what a device makes of a command shows in its attributes. */
  order(device: NativeId, command: Command, signal: AbortSignal): Promise<Reply>;
}

/** A page of devices with all their components is larger than anything else. */
const longestListing = 16 * 1024 * 1024;
/** No window of their limits that matters here is longer (developer.smartthings.com, rate limits, read November 2026). */
const longestThrottleMs = 15 * 60_000;

export function cloud(runtime: Runtime, baseUrl: string, access: AccessKeeper): Cloud {
  const call = async (
    method: Call["method"],
    url: URL,
    signal: AbortSignal,
    more: Pick<Call, "body" | "maxBytes"> = {},
  ): Promise<Reply> => {
    const asked = { method, url, retryHeader: "x-ratelimit-reset", ...more };
    const answer = await signedExchange(runtime, { access }, asked, signal);
    if (answer.kind === "failed") return answer;
    const trouble = httpTrouble(answer, runtime.now(), method !== "GET");
    if (trouble !== undefined) return bounded(trouble, runtime.now());
    return answer.kind === "answered"
      ? replyOf(answer.status, answer.body)
      : failed("provider", "The provider's answer could not be read.");
  };
  const at = (...path: readonly string[]) => addressUnder(`${baseUrl}/v1`, path);
  return {
    devices: async (next, signal) => {
      const url = next === undefined ? at("devices") : pageAt(next, baseUrl);
      if (url === undefined) return failed("provider", "The provider's next page is at another address.");
      return call("GET", url, signal, { maxBytes: longestListing });
    },
    device: (device, signal) => call("GET", at("devices", device), signal),
    health: (device, signal) => call("GET", at("devices", device, "health"), signal),
    status: (device, signal) => call("GET", at("devices", device, "status"), signal),
    location: (location, signal) => call("GET", at("locations", location), signal),
    history: (location, device, signal) => {
      const query = { locationId: location, deviceId: device, limit: "50" };
      return call("GET", addressUnder(`${baseUrl}/v1`, ["history", "devices"], query), signal);
    },
    order: (device, command, signal) =>
      call("POST", at("devices", device, "commands"), signal, { body: { commands: [command] } }),
  };
}

/** Our token goes to no other host, whatever a page says. */
function pageAt(next: string, baseUrl: string): URL | undefined {
  if (!URL.canParse(next, baseUrl)) return undefined;
  const url = new URL(next, baseUrl);
  return url.origin === new URL(baseUrl).origin ? url : undefined;
}

function bounded(trouble: Failed, now: number): Failed {
  if (trouble.because !== "throttled" || trouble.notBefore === undefined) return trouble;
  return { ...trouble, notBefore: Math.min(trouble.notBefore, now + longestThrottleMs) };
}

/** What an answer below 500 says, apart from what HTTP itself says by its status. */
function replyOf(status: number, body: unknown): Reply {
  if (status < 300) return { kind: "answered", body };
  const code = errorCodeOf(body);
  const said = code === undefined ? `${status}` : `${status} ${code}`;
  // A 404 without SmartThings' own word is as likely a proxy's, and must not make a lock look removed.
  if (status === 404 && code !== undefined) return { kind: "missing" };
  // "Invalid device state" is what devices answer that take no command at present.
  if (status === 409) return failed("busy", `The provider answered ${said}.`);
  if (status === 400 || status === 422)
    return { kind: "refused", because: "constraint", detail: `The provider does not take this (${said}).` };
  return failed("provider", `The provider answered ${said}.`);
}
