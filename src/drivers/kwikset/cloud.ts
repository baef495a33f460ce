import type { NativeId } from "#domain/ids.ts";
import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import type { Call } from "#drivers/kit/exchange-json.ts";
import { type Reply, usualReply } from "#drivers/kit/reply.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import type { Runtime } from "#runtime/runtime.ts";

type Message = Readonly<Record<string, unknown>>;

/** The cloud's addresses, as calls. */
export interface Cloud {
  homes(signal: AbortSignal): Promise<Reply>;
  devices(home: string, signal: AbortSignal): Promise<Reply>;
  device(device: NativeId, signal: AbortSignal): Promise<Reply>;
  storeCode(device: NativeId, message: Message, signal: AbortSignal): Promise<Reply>;
  removeCode(device: NativeId, message: Message, signal: AbortSignal): Promise<Reply>;
  /** What the lock has answered to a write, by its token. */
  follow(device: NativeId, token: string, signal: AbortSignal): Promise<Reply>;
  turn(device: NativeId, to: "locked" | "unlocked", signal: AbortSignal): Promise<Reply>;
}

/** What the history of the owner's app shows of who turned a lock; it is cut to seven letters there (aiokwikset 0.3). */
const source = JSON.stringify({ name: "Pintumb", device: "server" });

export function cloud(runtime: Runtime, url: string, access: AccessKeeper): Cloud {
  const send = async (
    method: Call["method"],
    path: readonly string[],
    signal: AbortSignal,
    { query, body }: { readonly query?: Readonly<Record<string, string>>; readonly body?: Message } = {},
  ): Promise<Reply> => {
    const target = addressUnder(url, path, query);
    const call = { method, url: target, ...(body !== undefined && { body }) };
    const answer = await signedExchange(runtime, { access }, call, signal);
    if (answer.kind === "failed") return answer;
    return usualReply(answer, runtime.now(), method !== "GET");
  };
  return {
    homes: (signal) => send("GET", ["users", "me", "homes"], signal, { query: { top: "200" } }),
    devices: (home, signal) => send("GET", ["homes", home, "devices"], signal),
    device: (device, signal) => send("GET", ["devices_v2", device], signal),
    storeCode: (device, body, signal) => send("POST", ["devices", device, "accesscode"], signal, { body }),
    removeCode: (device, body, signal) => send("DELETE", ["devices", device, "accesscode"], signal, { body }),
    follow: (device, token, signal) => send("GET", ["devices", device, "accesscode", token], signal),
    turn: (device, to, signal) =>
      send("PATCH", ["devices", device, "status"], signal, {
        body: { action: to === "locked" ? "lock" : "unlock", source },
      }),
  };
}
