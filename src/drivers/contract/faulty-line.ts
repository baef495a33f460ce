import type { Faults } from "./bench.ts";

/** A line to a cloud that can be spoiled, and that remembers what went over it. */
export interface FaultyLine {
  readonly faults: Faults;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Method, path and body of each request, oldest first. */
  readonly calls: readonly string[];
}

/** How a cloud says what every cloud says somehow. */
export interface Dialect {
  now(): number;
  /** The answer to any call, also one for new tokens, with credentials that are no longer taken. */
  refusal(request: Request): Response;
  /** A listing of codes with one entry made unreadable; anything else as it is. */
  spoil(request: Request, body: unknown): unknown;
}

type Trouble = "outage" | "breakdown" | "nonsense" | "silence" | "refusal";

/** Puts a line with faults before a cloud. Only the driver talks over it; people at the lock do not. */
export function faultyLine(cloud: (request: Request) => Promise<Response>, dialect: Dialect): FaultyLine {
  const calls: string[] = [];
  const troubles = new Set<Trouble>();
  let throttledUntil = 0;
  let spoils = false;
  let losesNextReply = false;
  const answer = async (request: Request): Promise<Response> => {
    if (troubles.has("outage")) throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
    if (troubles.has("silence")) return new Promise<Response>(() => {});
    if (troubles.has("breakdown")) return new Response("<html>Bad gateway</html>", { status: 502 });
    if (troubles.has("nonsense")) return new Response('{"locks":{"__proto__":[1]},"access_codes":7}', { status: 200 });
    if (troubles.has("refusal")) return dialect.refusal(request);
    const secondsLeft = Math.ceil((throttledUntil - dialect.now()) / 1000);
    if (secondsLeft > 0) return new Response("{}", { status: 429, headers: { "retry-after": `${secondsLeft}` } });
    const response = await cloud(request);
    if (losesNextReply && request.method !== "GET" && response.ok && !isForm(request)) {
      losesNextReply = false;
      throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
    }
    return spoils && request.method === "GET" ? spoiled(request, response, dialect) : response;
  };
  const switchTo = (trouble: Trouble) => (on: boolean) => {
    if (on) troubles.add(trouble);
    else troubles.delete(trouble);
  };
  return {
    calls,
    fetch: async (request) => {
      calls.push(`${request.method} ${new URL(request.url).pathname} ${await request.clone().text()}`);
      return answer(request);
    },
    faults: {
      outage: switchTo("outage"),
      breakdown: switchTo("breakdown"),
      nonsense: switchTo("nonsense"),
      silence: switchTo("silence"),
      refuseCredentials: switchTo("refusal"),
      throttle: (ms) => {
        throttledUntil = dialect.now() + ms;
      },
      spoilListings: (on) => {
        spoils = on;
      },
      loseNextReply: () => {
        losesNextReply = true;
      },
    },
  };
}

async function spoiled(request: Request, response: Response, dialect: Dialect): Promise<Response> {
  const body: unknown = JSON.parse(await response.text());
  return new Response(JSON.stringify(dialect.spoil(request, body)), { status: response.status });
}

/** Sign-in is a form in OAuth; everything that changes a lock is JSON. */
function isForm(request: Request): boolean {
  return request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
}
