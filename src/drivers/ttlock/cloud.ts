import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import type { Call } from "#drivers/kit/exchange-json.ts";
import { httpTrouble } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import { asObject, list, number, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Application } from "./config.ts";
import { errcodeOf, type Meaning, meaningOf } from "./errcodes.ts";

/** What became of one call. */
export type Reply = { readonly kind: "answered"; readonly body: Untrusted } | Meaning;

/** A whole list, page by page. `complete`: it has as many entries as the cloud says there are. */
export interface Listed {
  readonly kind: "listed";
  readonly entries: readonly unknown[];
  readonly complete: boolean;
}

type Values = Readonly<Record<string, string>>;

export interface Cloud {
  ask(path: string, values: Values, signal: AbortSignal): Promise<Reply>;
  /** A call that changes something: a lost reply leaves open what happened. */
  order(path: string, values: Values, signal: AbortSignal): Promise<Reply>;
  everyPage(path: string, values: Values, signal: AbortSignal, mostPages?: number): Promise<Listed | Meaning>;
}

const pageSize = 100;
/** More pages than this are not read: ten thousand entries. */
const mostPagesOfAll = 100;

export function cloud(runtime: Runtime, application: Application, access: AccessKeeper): Cloud {
  const send = async (path: string, values: Values, signal: AbortSignal, writes: boolean): Promise<Reply> => {
    const body = new URLSearchParams({ clientId: application.clientId, ...values, date: `${runtime.now()}` });
    const call: Call = { method: "POST", url: new URL(`${application.url}${path}`), body };
    const answer = await signedExchange(runtime, { access, carry, isRejected }, call, signal);
    if (answer.kind === "failed") return answer;
    const trouble = httpTrouble(answer, runtime.now(), writes);
    if (trouble !== undefined) return trouble;
    const errcode = errcodeOf(answer);
    if (errcode !== undefined) return meaningOf(errcode, runtime.now(), writes);
    const said = answer.kind === "answered" && answer.status < 300 ? asObject(answer.body) : undefined;
    return said === undefined ? unreadable("an answer", writes) : { kind: "answered", body: said };
  };
  const everyPage: Cloud["everyPage"] = async (path, values, signal, mostPages = mostPagesOfAll) => {
    const entries: unknown[] = [];
    for (let pageNo = 1; ; pageNo += 1) {
      const reply = await send(path, { ...values, pageNo: `${pageNo}`, pageSize: `${pageSize}` }, signal, false);
      if (reply.kind !== "answered") return reply;
      const page = list(reply.body, "list");
      if (page === undefined) return unreadable("a list", false);
      entries.push(...page);
      if (pageNo < mostPages && pageNo < (number(reply.body, "pages") ?? 1)) continue;
      return { kind: "listed", entries, complete: entries.length >= (number(reply.body, "total") ?? 0) };
    }
  };
  return {
    ask: (path, values, signal) => send(path, values, signal, false),
    order: (path, values, signal) => send(path, values, signal, true),
    everyPage,
  };
}

/** The access token is one of the form's fields. */
function carry(call: Call, token: string): Call {
  const body = new URLSearchParams(call.body as URLSearchParams);
  body.set("accessToken", token);
  return { ...call, body };
}

const isRejected: NonNullable<Parameters<typeof signedExchange>[1]["isRejected"]> = (answer) => {
  const said = errcodeOf(answer);
  return said === 10_003 || said === 10_004;
};
