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
  /** The answer to any call, also one for new tokens, with credentials that are no longer taken; `sent` is its body. */
  refusal(request: Request, sent: string): Response;
  /** A listing of codes with one entry made unreadable; anything else as it is. */
  spoil(request: Request, body: unknown): unknown;
  /** Whether a call changes codes. Default: whatever is no GET and no form, for signing in is a form in OAuth. */
  writes?(request: Request, body: string): boolean;
  /** How a call beyond the rate is turned away. Default: 429 with `retry-after`. */
  throttled?(secondsLeft: number): Response;
}

type Trouble = "outage" | "breakdown" | "nonsense" | "silence" | "refusal";

/** Puts a line with faults before a cloud. Only the driver talks over it; people at the lock do not. */
export function faultyLine(cloud: (request: Request) => Promise<Response>, dialect: Dialect): FaultyLine {
  const calls: string[] = [];
  const troubles = new Set<Trouble>();
  let throttledUntil = 0;
  let spoils = false;
  let losesNextReply = false;
  const answer = async (request: Request, sent: string): Promise<Response> => {
    if (troubles.has("outage")) throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
    if (troubles.has("silence")) return new Promise<Response>(() => {});
    if (troubles.has("breakdown")) return new Response("<html>Bad gateway</html>", { status: 502 });
    if (troubles.has("nonsense")) return new Response('{"locks":{"__proto__":[1]},"access_codes":7}', { status: 200 });
    if (troubles.has("refusal")) return dialect.refusal(request, sent);
    const secondsLeft = Math.ceil((throttledUntil - dialect.now()) / 1000);
    if (secondsLeft > 0) return (dialect.throttled ?? tooMany)(secondsLeft);
    const response = await cloud(request);
    if (losesNextReply && response.ok && (dialect.writes ?? isWrite)(request, sent)) {
      losesNextReply = false;
      throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
    }
    return spoils && response.ok ? spoiled(request, response, dialect) : response;
  };
  const switchTo = (trouble: Trouble) => (on: boolean) => {
    if (on) troubles.add(trouble);
    else troubles.delete(trouble);
  };
  return {
    calls,
    fetch: async (request) => {
      const sent = await request.clone().text();
      calls.push(`${request.method} ${new URL(request.url).pathname} ${sent}`);
      return answer(request, sent);
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
  const text = await response.text();
  const { status, headers } = response;
  if (text === "") return new Response(null, { status, headers });
  return new Response(JSON.stringify(dialect.spoil(request, JSON.parse(text))), { status, headers });
}

function tooMany(secondsLeft: number): Response {
  return new Response("{}", { status: 429, headers: { "retry-after": `${secondsLeft}` } });
}

function isWrite(request: Request): boolean {
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
  return request.method !== "GET" && !isForm;
}
