import { Hono } from "hono";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { makerServing } from "#virtual-locks/makers/serving.ts";
import type { World } from "#virtual-locks/world.ts";
import { addActivities } from "./activities.ts";
import { addLocks } from "./locks.ts";
import { addPins } from "./pins.ts";
import { addSignIn, renewing, sessionOf } from "./session.ts";
import { checkTuple, say, unauthorized } from "./words.ts";

/** The cloud of August's locks, and of Yale's that run on it. */
export const august: MakerCloud = {
  maker: "august",
  displayName: "August and Yale",
  routes,
  demo: {
    email: "owner@example.com",
    password: "letmein",
    locks: [
      { profile: "august_connect", name: "Connect", key: "connect" },
      { profile: "august", name: "Front door", hub: "connect", timezone: "America/New_York" },
      { profile: "yale", name: "Back door", timezone: "America/New_York" },
    ],
  },
};

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  app.use("*", checkTuple(world));
  app.use("*", renewing(world));
  const serve = makerServing(world, signal, {
    accountOf: (c) => sessionOf(world, c)?.accountId,
    unauthorized,
    say: (c, trouble) => say(world, c, trouble),
  });
  addSignIn(app, world);
  addLocks(app, world, serve);
  addPins(app, world, serve);
  addActivities(app, world, serve);
  return app;
}
