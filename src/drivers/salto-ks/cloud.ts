import type { AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import type { Answer, Call } from "#drivers/kit/exchange-json.ts";
import { failed } from "#drivers/kit/failed.ts";
import { type Reply, usualReply } from "#drivers/kit/reply.ts";
import { signedExchange } from "#drivers/kit/signed-exchange.ts";
import { asObject, field, list, text } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";

type Body = NonNullable<Call["body"]>;

/** The Connect API: its calls, with the versions of the addresses that they were seen at. */
export interface Cloud {
  get(version: Version, path: readonly string[], signal: AbortSignal): Promise<Reply>;
  /** Every page of a listing. */
  all(version: Version, path: readonly string[], signal: AbortSignal, query?: Query): Promise<Listed>;
  send(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    version: Version,
    path: readonly string[],
    signal: AbortSignal,
    body?: Body,
  ): Promise<Reply>;
}

export type Version = "v1.1" | "v1.2";
export type Query = Readonly<Record<string, string>>;
export type Listed =
  | { readonly kind: "listed"; readonly entries: readonly unknown[] }
  | Exclude<Reply, { kind: "answered" }>;

/** A site of a few thousand users, some 800 bytes each. */
const longestPage = 16 * 1024 * 1024;
/** No site has more; a list that does not end is no list. */
const mostPages = 50;
/** For about a minute a new guest may be unknown to other calls (README.md, "Guests arrive late"). */
const arrivalMs = 15_000;

export function cloud(runtime: Runtime, baseUrl: string, access: AccessKeeper): Cloud {
  const call = async (asked: Call, signal: AbortSignal): Promise<Reply> => {
    const answer = await signedExchange(runtime, { access }, asked, signal);
    if (answer.kind === "failed") return answer;
    const writes = asked.method !== "GET";
    if (isNotThereYet(answer))
      return failed("busy", "Salto KS does not know everywhere yet what was made a moment ago, or does not let us.", {
        notBefore: runtime.now() + arrivalMs,
        mayHaveHappened: writes,
      });
    return usualReply(answer, runtime.now(), writes);
  };
  const at = (version: Version, path: readonly string[], query?: Query) =>
    addressUnder(baseUrl, [version, ...path], query);
  return {
    get: (version, path, signal) => call({ method: "GET", url: at(version, path) }, signal),
    all: async (version, path, signal, query = {}) => {
      const entries: unknown[] = [];
      let url: URL | undefined = at(version, path, query);
      for (let page = 0; page < mostPages; page += 1) {
        const reply: Reply = await call({ method: "GET", url, maxBytes: longestPage }, signal);
        if (reply.kind !== "answered") return reply;
        // Some lists come bare, others as `items`, and one has been seen to come as either.
        const bare: unknown = reply.body;
        const items = Array.isArray(bare) ? bare : list(asObject(bare) ?? {}, "items");
        if (items === undefined) return failed("provider", "The provider answered with a list that could not be read.");
        entries.push(...items);
        const next = nextPage(bare);
        if (next === undefined) return { kind: "listed", entries };
        url = onSameHost(next, baseUrl);
        if (url === undefined) return failed("provider", "The provider's next page is at another address.");
      }
      return failed("provider", "The provider's list does not end.");
    },
    send: (method, version, path, signal, body) =>
      call({ method, url: at(version, path), ...(body !== undefined && { body }) }, signal),
  };
}

function nextPage(body: unknown): string | undefined {
  const page = asObject(body);
  return page && text(page, "next_page_link", 2_000);
}

/** Our token goes to no other host, whatever a page says. */
function onSameHost(next: string, baseUrl: string): URL | undefined {
  if (!URL.canParse(next, baseUrl)) return undefined;
  const url = new URL(next, baseUrl);
  return url.origin === new URL(baseUrl).origin ? url : undefined;
}

/** Salto's own word for "no permission for this on that": of a person, and not of the account that asks. */
const forbiddenThere = "2203";

/** A 403 with that word is no refusal of our credentials, as a bare one is. */
function isNotThereYet(answer: Answer): boolean {
  return answer.kind === "answered" && answer.status === 403 && codeOf(answer.body) === forbiddenThere;
}

function codeOf(body: unknown): string | undefined {
  const said = field(asObject(body) ?? {}, "ErrorCode");
  return typeof said === "string" || typeof said === "number" ? `${said}` : undefined;
}
