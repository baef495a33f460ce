import { Hono } from "hono";
import { contractRoutes } from "#virtual-locks/contract.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { showOfflineKinds } from "#virtual-locks/makers/show-offline-kinds.ts";
import { oauthRoutes } from "#virtual-locks/oauth.ts";

/** What Lockly's cloud could be, if it opened: it publishes no protocol for codes, so the wire is ours. */
export const lockly: MakerCloud = {
  maker: "lockly",
  displayName: "Lockly",
  routes: (world, signal) =>
    new Hono().route("/", oauthRoutes(world)).route("/", contractRoutes(world, signal, showOfflineKinds)),
  demo: {
    email: "mira@example.com",
    password: "lockly-demo",
    locks: [
      { profile: "lockly", name: "Front door", timezone: "Asia/Singapore" },
      { profile: "lockly_hub", name: "Secure Link", key: "hub" },
      { profile: "lockly_bluetooth", name: "Side door", hub: "hub", timezone: "Asia/Singapore" },
      { profile: "lockly_bluetooth", name: "Cellar", timezone: "Asia/Singapore" },
    ],
  },
};
