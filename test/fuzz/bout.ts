import type { Route } from "#api/route.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { ApiHouse, Tenant } from "#test/support/api-house.ts";
import type { Asked, By } from "./asked.ts";
import { asJson, asQuery, type Field, filledIn, type Ref } from "./fields.ts";
import { Holdings, unmanaged } from "./holdings.ts";
import { objectionsTo } from "./judge.ts";
import { rowsOf } from "./rows-of.ts";

export type Side = "harbour" | "hilltop";

interface Ring {
  readonly house: ApiHouse;
  readonly ask: (request: Request) => Promise<Response>;
  readonly origin: string;
  readonly tenants: Readonly<Record<Side, Tenant>>;
  readonly locks: Readonly<Record<Side, readonly DeviceId[]>>;
  readonly routes: readonly Route[];
  readonly noon: number;
}

/** Which of a side's locks is not managed. */
const unmanagedLock = 3;
const makesSomething = /\/(create\w*|get_or_create)$/;
/** An id that is well formed and nobody's. */
const nobodys = "5eedf00d-0000-4000-8000-000000000000";

/** A sequence of requests of two workspaces, and what each has come to hold. */
export class Bout {
  readonly #ring: Ring;
  readonly #holdings: Record<Side, Holdings> = { harbour: new Holdings(), hilltop: new Holdings() };
  readonly #routes: ReadonlyMap<string, Route>;
  #session = "";

  constructor(ring: Ring) {
    this.#ring = ring;
    this.#routes = new Map(ring.routes.map((route) => [route.path, route]));
    for (const side of ["harbour", "hilltop"] as const) {
      const holdings = this.#holdings[side];
      holdings.take("token", ring.tenants[side].token);
      holdings.take("workspace_id", ring.tenants[side].workspaceId);
      holdings.take("connected_account_id", ring.tenants[side].account.id);
      for (const [at, lock] of ring.locks[side].entries()) {
        holdings.take(at === unmanagedLock ? `${unmanaged}device_id` : "device_id", lock);
      }
    }
  }

  /** What each has before the first request: a code of its own and one that was on the lock already. */
  async begin(): Promise<void> {
    for (const [side, code] of [
      ["harbour", "48261735"],
      ["hilltop", "71935284"],
    ] as const) {
      const [lock] = this.#ring.locks[side];
      if (lock === undefined) return;
      const tenant = this.#ring.tenants[side];
      const found = await tenant.foundOnLock(lock, { name: "Owner", digits: [...code].reverse().join("") });
      const created = await tenant.post("/access_codes/create", { device_id: lock, code, name: "Guest" });
      this.#holdings[side].take(`${unmanaged}access_code_id`, found);
      this.#holdings[side].takeFrom(created.body);
    }
    const { account, post } = this.#ring.tenants.harbour;
    const session = await post("/client_sessions/create", { connected_account_ids: [account.id] });
    this.#holdings.harbour.takeFrom(session.body);
    this.#session = (session.body as { client_session?: { token: string } }).client_session?.token ?? "";
  }

  /** Makes the request; answers with its status and everything that is wrong with the answer. */
  async take(asked: Asked): Promise<{ readonly status: number; readonly objections: readonly string[] }> {
    const side = sideOf(asked.by);
    const own = side === undefined ? undefined : this.#holdings[side];
    const others = Object.values(this.#holdings).filter((one) => one !== own);
    const { request, sent } = this.#requestOf(asked);
    own?.say(sent);
    const before = makesSomething.test(asked.path) ? await this.#rows() : undefined;
    const response = await this.#ring.ask(request);
    const text = await response.text();
    const objections = [
      ...(await objectionsTo({ ...asked, sent, response, text, own, others, route: this.#routes.get(asked.path) })),
    ];
    if (before !== undefined && !response.ok && (await this.#rows()) !== before) {
      objections.push(`what failed has left something: ${before} became ${await this.#rows()}`);
    }
    if (objections.length === 0 && response.ok && text !== "") own?.takeFrom(JSON.parse(text));
    objections.push(...this.#logObjections());
    return { status: response.status, objections };
  }

  #rows(): Promise<string> {
    return rowsOf(this.#ring.house.desk.store.db);
  }

  #logObjections(): readonly string[] {
    const { logged } = this.#ring.house;
    if (logged.length === 0) return [];
    const text = JSON.stringify(logged);
    const all = Object.values(this.#holdings).flatMap(({ secrets }) => [...secrets]);
    return all
      .filter((secret) => /^(seam_|\d)/.test(secret) && text.includes(secret))
      .map(() => "the log holds a PIN or a token");
  }

  #requestOf({ by, method, path, contentType, send }: Asked): { readonly request: Request; readonly sent: string } {
    const side = sideOf(by);
    const known = (ref: Ref) => this.#known(ref, side, path);
    const fields: readonly Field[] =
      "fields" in send ? send.fields.map(([name, value]) => [name, filledIn(value, known)]) : [];
    const hasBody = !["GET", "HEAD", "DELETE", "OPTIONS"].includes(method);
    const inQuery = "fields" in send && send.elsewhere === hasBody;
    const query = "query" in send ? send.query : inQuery ? asQuery(fields) : "";
    const body = "body" in send ? send.body : "query" in send || inQuery ? undefined : asJson(fields);
    const headers = new Headers(this.#authorization(by));
    if (body !== undefined && contentType !== "") headers.set("content-type", contentType);
    const init: RequestInit = { method, headers };
    // The web's GET has no body.
    if (body !== undefined && method !== "GET" && method !== "HEAD") init.body = body;
    const url = `${this.#ring.origin}${path}${query === "" ? "" : `?${query}`}`;
    return { request: new Request(url, init), sent: `${decodeURIComponentGently(url)} ${String(body)}` };
  }

  #known(ref: Ref, side: Side | undefined, path: string): string {
    if (ref.whose === "nobody" || side === undefined) return nobodys;
    const of = ref.whose === "own" ? side : side === "harbour" ? "hilltop" : "harbour";
    return this.#holdings[of].nth(ref, path) ?? (ref.to === "code" ? "1357" : nobodys);
  }

  #authorization(by: By): Record<string, string> {
    if (by === "nobody") return {};
    if (by === "guest") return { authorization: `Bearer ${this.#session}`, "client-session-token": this.#session };
    const { token } = this.#ring.tenants[by === "impostor" ? "harbour" : by];
    const almost = `${token.slice(0, -1)}${token.endsWith("z") ? "y" : "z"}`;
    return { authorization: `Bearer ${by === "impostor" ? almost : token}` };
  }
}

function sideOf(by: By): Side | undefined {
  if (by === "guest") return "harbour";
  return by === "harbour" || by === "hilltop" ? by : undefined;
}

function decodeURIComponentGently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
