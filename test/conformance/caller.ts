import type { Route } from "#api/route.ts";
import { asJson, asQuery, type Field, filledIn, type Ref } from "#test/fuzz/fields.ts";
import { Holdings } from "#test/fuzz/holdings.ts";
import { violationsOf } from "#test/support/conformance.ts";
import type { House } from "#test/support/house.ts";
import type { Call } from "./calls.ts";
import { DocumentJudge } from "./document-judge.ts";

const nobodys = "5eedf00d-0000-4000-8000-000000000000";
/** By the house's clock, how long a limit over time is waited for. */
const limitMs = 61_000;

/** Makes calls in the name of the sandbox's key, keeps what it is given, and holds every answer against the contract. */
export class Caller {
  readonly violations: string[] = [];
  /** Paths that granted a call. */
  readonly granted = new Set<string>();
  /** Why each path refused a call last. */
  readonly refusals = new Map<string, string>();
  calls = 0;
  readonly #house: House;
  readonly #document: DocumentJudge;
  readonly #holdings = new Holdings();

  private constructor(house: House, document: DocumentJudge) {
    this.#house = house;
    this.#document = document;
  }

  static async signIn(house: House): Promise<Caller> {
    const document: unknown = await fetch(`${house.url}/openapi.json`).then((response) => response.json());
    return new Caller(house, new DocumentJudge(document));
  }

  async make(route: Route, call: Call): Promise<void> {
    const response = await this.#ask(() => this.#requestOf(route, call));
    const text = await response.clone().text();
    const found = [
      ...(await violationsOf(call.method, route.path, response)),
      ...(response.status >= 500 ? ["a failure of ours"] : []),
      ...(response.ok && call.method !== "DELETE" ? this.#document.objectionsTo(route.path, JSON.parse(text)) : []),
      ...(response.ok && call.isSignedIn === false ? ["a stranger is let in"] : []),
    ];
    this.calls += 1;
    this.violations.push(
      ...found.map(
        (one) => `${call.method} ${route.path} ${asJson(call.fields).slice(0, 300)} ${response.status}: ${one}`,
      ),
    );
    if (!response.ok) this.refusals.set(route.path, text.slice(0, 300));
    if (!response.ok) return;
    this.granted.add(route.path);
    this.#holdings.takeFrom(JSON.parse(text));
  }

  async #ask(request: () => Request): Promise<Response> {
    const response = await this.#fetch(request);
    if (response.status !== 429) return response;
    this.#house.clock.advance(limitMs);
    return this.#fetch(request);
  }

  /** A connection that was idle may be closed just when it is used again; a server that is gone answers nobody. */
  async #fetch(request: () => Request): Promise<Response> {
    try {
      return await fetch(request());
    } catch (error) {
      const health = await fetch(`${this.#house.url}/health`).catch(() => undefined);
      if (health?.ok !== true)
        throw new Error(`The server is gone:\n${this.#house.log().slice(-4_000)}`, { cause: error });
      return fetch(request());
    }
  }

  #requestOf(
    route: Route,
    { method, fields, body, contentType = "application/json", isSignedIn = true }: Call,
  ): Request {
    const known = fields.map(([name, value]): Field => [name, filledIn(value, (ref) => this.#known(ref, route.path))]);
    const inQuery = method === "GET" || method === "DELETE";
    const query = inQuery && body === undefined ? asQuery(known) : "";
    const headers = new Headers({ "content-type": contentType });
    if (isSignedIn) headers.set("authorization", `Bearer ${this.#house.apiKey}`);
    const init: RequestInit = { method, headers };
    if (!inQuery) init.body = body ?? asJson(known);
    return new Request(`${this.#house.url}${route.path}${query === "" ? "" : `?${query}`}`, init);
  }

  #known(ref: Ref, path: string): string {
    if (ref.whose === "nobody" && ref.nth === 0) return nobodys;
    return this.#holdings.nth(ref, path) ?? (ref.to === "code" ? "1357" : nobodys);
  }
}
