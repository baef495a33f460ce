import { Hono } from "hono";
import { actorOf, scopeOf } from "#app/caller.ts";
import type { Desk } from "#app/desk.ts";
import { answerOnce } from "#app/kept-answers.ts";
import { bridgePaths } from "#domain/bridge.ts";
import { isProblem, problem } from "#domain/problem.ts";
import { workspaceOf } from "#domain/scope.ts";
import { authenticate } from "./auth.ts";
import { answerEnrolment } from "./bridge-enrolment.ts";
import type { ConsoleFiles } from "./console/files.ts";
import { withoutPins } from "./console/hidden-pins.ts";
import { serveConsole } from "./console/serve-console.ts";
import { deliveryPath, type ReceiveDelivery, takeDelivery } from "./deliveries.ts";
import { healthDoor, type WhyNotReady } from "./health.ts";
import { problemAt } from "./not-served.ts";
import { openapiDocument } from "./openapi.ts";
import type { Surroundings } from "./read-body.ts";
import { readInput } from "./read-input.ts";
import { referencePath, showReference } from "./reference-page.ts";
import { repeatableOf } from "./repeatable.ts";
import {
  type DoorEnv,
  type Exchange,
  replyJson,
  replyMethodNotAllowed,
  replyPreflight,
  replyProblem,
  replyText,
} from "./reply.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes/index.ts";
import { returnToWebview, showWebview, submitWebview } from "./webview-page.ts";
import { webviewPath, webviewReturnPath } from "./webview-path.ts";

export interface ApiOptions {
  readonly desk: Desk;
  /** Takes what a provider posts to us; without it, nothing is taken. */
  readonly receiveDelivery?: ReceiveDelivery | undefined;
  readonly version: string;
  /** Why it should be asked nothing now. Default: it is always ready. */
  readonly whyNotReady?: WhyNotReady | undefined;
  /** The console's pages, built; without them there is no console. */
  readonly console?: ConsoleFiles | undefined;
}

/** The door as a function; `surroundings` is what @hono/node-server hands over beside the request. */
export interface Api {
  readonly fetch: (request: Request, surroundings?: Surroundings) => Promise<Response>;
}

export function createApi(options: ApiOptions): Api {
  const { desk } = options;
  const door = new Hono<DoorEnv>();
  door.options("*", (c) => replyPreflight(c.env));
  for (const route of routes) door.all(route.path, (c) => answer(desk, route, c.req.raw, c.env));
  door.get("/health", (c) => replyJson(c.env, { ok: true, version: options.version }));
  door.route("/", healthDoor(options.whyNotReady ?? (async () => [])));
  door.get("/openapi.json", async (c) => replyText(c.env, await openapiDocument(new URL(c.req.url).origin)));
  door.post(deliveryPath, (c) =>
    takeDelivery(options.receiveDelivery, c.req.raw, c.req.param("connected_account_id"), c.env),
  );
  door.post(bridgePaths.enrol, (c) => answerEnrolment(desk, c.req.raw, c.env));
  door.all(bridgePaths.enrol, (c) => replyMethodNotAllowed(c.env, ["POST"]));
  serveConsole(door, options);
  door.get(referencePath, (c) => showReference(c.env));
  door.get(webviewPath, (c) => showWebview(desk, c.req.raw, c.env));
  door.post(webviewPath, (c) => submitWebview(desk, c.req.raw, c.env));
  door.get(webviewReturnPath, (c) => returnToWebview(desk, c.req.raw, c.env));
  for (const path of ["/health", "/openapi.json"]) door.all(path, (c) => replyMethodNotAllowed(c.env, ["GET"]));
  door.all(deliveryPath, (c) => replyMethodNotAllowed(c.env, ["POST"]));
  door.notFound((c) => replyProblem(c.env, problemAt(c.req.path)));
  door.onError((_error, c) => replyFailure(desk, c.env));
  return {
    fetch: async (request, surroundings = {}) => {
      const exchange: Exchange = {
        ...surroundings,
        requestId: `request_${desk.runtime.uuid().replaceAll("-", "")}`,
        askedFrom: request.headers.get("origin"),
      };
      try {
        return await door.fetch(request, exchange);
      } catch {
        return replyFailure(desk, exchange);
      }
    },
  };
}

async function answer(desk: Desk, route: Route, request: Request, exchange: Exchange): Promise<Response> {
  if (!isMethodOf(route, request.method)) return replyMethodNotAllowed(exchange, methodsOf(route));
  const caller = await authenticate(desk, request, route.auth);
  if (isProblem(caller)) return replyProblem(exchange, caller);
  const asked = await readInput(request, route, exchange);
  if (isProblem(asked)) return replyProblem(exchange, asked);
  const { url, method } = request;
  const within: Desk = { ...desk, askedBy: actorOf(caller) };
  const call = {
    desk: within,
    caller,
    workspace: scopeOf(caller),
    now: desk.runtime.now(),
    path: route.path,
    url,
    method,
  };
  const repeatable = repeatableOf(route, request, caller, asked);
  if (isProblem(repeatable)) return replyProblem(exchange, repeatable);
  const answered =
    repeatable === undefined || call.workspace === undefined
      ? await route.answer(call, asked)
      : await answerOnce(within, workspaceOf(call.workspace), repeatable, (inside) =>
          route.answer({ ...call, desk: inside }, asked),
        );
  if (isProblem(answered)) return replyProblem(exchange, answered);
  const hidesPins = "atConsole" in caller && route.showsPins !== true;
  return replyJson(exchange, { ...(hidesPins ? (withoutPins(answered) as object) : answered), ok: true });
}

/** What failed is a bug or the database: its text may hold anything, so that only its place in time is told. */
function replyFailure(desk: Desk, exchange: Exchange): Response {
  desk.runtime.log("request_failed", { request_id: exchange.requestId });
  return replyProblem(
    exchange,
    problem("internal_server_error", "An unexpected error occurred; it is logged under this request's id."),
  );
}

function isMethodOf(route: Route, method: string): boolean {
  return method === "POST" || (route.methods as readonly string[]).includes(method === "HEAD" ? "GET" : method);
}

function methodsOf(route: Route): readonly string[] {
  return [...new Set([...route.methods, "POST"])];
}
