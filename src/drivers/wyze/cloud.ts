import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import type { Answer, Call } from "#drivers/kit/exchange-json.ts";
import { failed, httpTrouble } from "#drivers/kit/failed.ts";
import { type Reply, unreadable } from "#drivers/kit/reply.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Clouds } from "./config.ts";
import { errnoOf, isTokenTrouble, meaningOf } from "./errnos.ts";
import { signed } from "./signing.ts";

type Values = Readonly<Record<string, string>>;
type Carry = (call: Call, token: string) => Call;

/** One account at Wyze's clouds. */
export interface Cloud {
  /** Everything that the account has, as the app's first page shows it. */
  home(signal: AbortSignal): Promise<Reply>;
  /** Something of a lock's. */
  ask(path: string, values: Values, signal: AbortSignal): Promise<Reply>;
  /** A call that changes something: a lost reply leaves open what happened. */
  order(path: string, values: Values, signal: AbortSignal, method?: "POST" | "PUT"): Promise<Reply>;
}

/** What a client with a developer's key calls itself (wyze-api 1.1, read November 2026). */
const developer = "wyze_developer_api";

export function cloud(runtime: Runtime, clouds: Clouds, access: AccessKeeper): Cloud {
  const send = async (call: Call, carry: Carry, signal: AbortSignal, writes = false): Promise<Reply> => {
    const answer = await signedExchange(runtime, { access, carry, isRejected: isTokenTrouble }, call, signal);
    return "because" in answer ? answer : replyOf(answer, runtime.now(), writes);
  };
  const atLocks: Carry = (call, token) => signed(call, token, clouds, runtime.now());
  const at = (path: string) => new URL(`${clouds.lockUrl}${path}`);
  return {
    home: (signal) => {
      const call = accountCall(clouds, "/app/v2/home_page/get_object_list", { ts: runtime.now() });
      return send(call, (one, token) => ({ ...one, body: { ...(one.body as object), access_token: token } }), signal);
    },
    ask: (path, values, signal) => {
      const url = at(path);
      url.search = new URLSearchParams(values).toString();
      return send({ method: "GET", url }, atLocks, signal);
    },
    order: (path, values, signal, method = "POST") =>
      send({ method, url: at(path), body: values }, atLocks, signal, true),
  };
}

/** A call to the account's cloud, which says in a header of its own when it takes calls again. */
export function accountCall({ apiUrl }: Clouds, path: string, values: Readonly<Record<string, unknown>>): Call {
  const body = {
    app_name: "com.hualai.WyzeCam",
    app_ver: developer,
    app_version: developer,
    phone_id: developer,
    phone_system_type: "1",
    sc: developer,
    sv: developer,
    ...values,
  };
  return { method: "POST", url: new URL(`${apiUrl}${path}`), body, retryHeader: "x-ratelimit-reset-by" };
}

/** What an answer says. One that neither names an error nor says that all is well is believed in what it shows alone. */
function replyOf(answer: Answer, now: number, writes: boolean): Reply {
  // Also the new token was taken no more.
  if (isTokenTrouble(answer)) return failed("unauthorized", "The provider refused our credentials.");
  const trouble = httpTrouble(answer, now, writes);
  if (trouble !== undefined) return trouble;
  const errno = errnoOf(answer);
  if (typeof errno === "number") return meaningOf(errno, now, writes);
  if (answer.kind !== "answered" || answer.status >= 300 || (writes && errno === "none"))
    return unreadable("an answer", writes);
  return { kind: "answered", body: answer.body };
}
