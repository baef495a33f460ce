import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Runtime } from "#runtime/runtime.ts";
import { contractRoutes } from "./contract.ts";
import { controlRoutes, registerClient } from "./control.ts";
import type { ClientInput } from "./control-contract.ts";
import { Post } from "./delivery.ts";
import type { Journal } from "./journal.ts";
import type { MakerCloud } from "./maker-cloud.ts";
import { oauthRoutes } from "./oauth.ts";
import { Programmer } from "./programming.ts";
import { answer } from "./requests.ts";
import { lostReplyHeader } from "./serving.ts";
import { trouble } from "./trouble.ts";
import { World } from "./world.ts";

export interface VirtualLockCloudOptions {
  readonly runtime: Runtime;
  readonly journal: Journal;
  /** The bearer token of `/control`. */
  readonly controlToken: string;
  /** Applications that people may sign in to from; more can be registered by control. */
  readonly clients?: readonly ClientInput[];
  /** Whose wire it speaks. Default: the published contract. */
  readonly maker?: MakerCloud | undefined;
}

export interface VirtualLockCloud {
  /** What is true of it, for whoever plays people and misfortune in the same process. */
  readonly world: World;
  /** Rejects where a fault cuts the connection: the request was done, and its reply is lost. */
  fetch(request: Request): Promise<Response>;
  /** Stops all that is under way; the journal is left in order. */
  close(): void;
}

const largestBody = 1024 * 1024;

/** A lock maker's cloud with its locks. All it knows is in the journal; another one on the same journal goes on. */
export function createVirtualLockCloud(options: VirtualLockCloudOptions): VirtualLockCloud {
  const { runtime, journal, controlToken, clients = [], maker } = options;
  const end = new AbortController();
  const world = new World(runtime, journal);
  new Post(world, end.signal, maker?.tell);
  new Programmer(world, end.signal);
  for (const client of clients) registerClient(world, client);

  const app = new Hono();
  const tooLarge = trouble("PAYLOAD_TOO_LARGE", "A body has at most one megabyte.");
  app.use("*", bodyLimit({ maxSize: largestBody, onError: (c) => answer(c, tooLarge) }));
  app.route("/control", controlRoutes(world, controlToken));
  if (maker === undefined) {
    app.route("/", oauthRoutes(world));
    app.route("/", contractRoutes(world, end.signal));
  } else {
    app.route("/", maker.routes(world, end.signal));
  }
  app.notFound((c) => answer(c, trouble("NOT_FOUND", "There is no such address.")));
  app.onError((error, c) => {
    // The message may quote what was sent, and with it digits.
    runtime.log("virtual_locks.bug", { error: error.name, path: c.req.routePath });
    return answer(c, trouble("INTERNAL_ERROR", "This virtual lock cloud has a bug."));
  });

  return {
    world,
    fetch: async (request) => {
      const response = await app.fetch(request);
      if (response.headers.has(lostReplyHeader)) throw new TypeError("The reply was lost.");
      return response;
    },
    close: () => {
      end.abort();
      journal.close();
    },
  };
}
