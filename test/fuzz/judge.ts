import type { Route } from "#api/route.ts";
import { violationsOf } from "#test/support/conformance.ts";
import type { By } from "./asked.ts";
import { type Holdings, secretsIn } from "./holdings.ts";

/** One request as it was made, and its answer. */
export interface Exchanged {
  readonly by: By;
  readonly method: string;
  readonly path: string;
  /** Everything that was sent, as text. */
  readonly sent: string;
  readonly response: Response;
  readonly text: string;
  readonly own: Holdings | undefined;
  readonly others: readonly Holdings[];
  /** `undefined`: no path of the table. */
  readonly route: Pick<Route, "methods" | "auth"> | undefined;
}

/** Everything that is wrong with an answer, each as a sentence. */
export async function objectionsTo(exchanged: Exchanged): Promise<readonly string[]> {
  const { response, method, path, text } = exchanged;
  const bare = new Response(response.status === 204 ? null : text, response);
  return [
    // Of a path that the contract has and we do not serve, 501 says so.
    ...(response.status >= 500 && (response.status !== 501 || exchanged.route !== undefined)
      ? [`the server failed: ${text.slice(0, 300)}`]
      : []),
    ...(await violationsOf(method, path, bare).catch((error: unknown) => [`not JSON: ${String(error)}`])),
    ...verbObjections(exchanged),
    ...strangersObjections(exchanged),
    ...leaks(exchanged),
  ];
}

function verbObjections({ method, route, response }: Exchanged): readonly string[] {
  if (route === undefined || method === "OPTIONS") return [];
  const isServed = ["POST", ...route.methods].includes(method === "HEAD" ? "GET" : method);
  if (isServed === (response.status !== 405)) return [];
  return [isServed ? "a served verb is not allowed" : `a verb that is not served has status ${response.status}`];
}

/** Who has no key, and who has one that does not open this door. */
function strangersObjections({ by, method, route, response }: Exchanged): readonly string[] {
  if (method === "OPTIONS" || route === undefined) return [];
  const kind = by === "guest" ? "client_session" : by === "harbour" || by === "hilltop" ? "api_key" : undefined;
  if (kind !== undefined && route.auth.includes(kind)) return [];
  return response.status === 401 || response.status === 405 ? [] : [`a stranger has status ${response.status}`];
}

/** What the other workspace has may only be said back to who said it, and never in a granted answer. */
function leaks({ own, others, response, sent, text }: Exchanged): readonly string[] {
  const shown = response.ok ? withoutPagination(text) : text;
  return secretsIn(shown)
    .filter((found) => others.some(({ secrets }) => secrets.has(found)))
    .filter((found) => !(own?.secrets.has(found) ?? false))
    .filter((found) => response.ok || !sent.includes(found))
    .map((found) => `another workspace's ${found} is shown`);
}

/** The address of the next page repeats what was asked. */
function withoutPagination(text: string): string {
  const body: unknown = text === "" ? {} : JSON.parse(text);
  return JSON.stringify({ ...(body as object), pagination: undefined });
}
