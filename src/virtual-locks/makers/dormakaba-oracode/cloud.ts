import { Hono } from "hono";
import { contractRoutes } from "#virtual-locks/contract.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { showOfflineKinds } from "#virtual-locks/makers/show-offline-kinds.ts";
import { siteTokenRoutes } from "./site-tokens.ts";

/** What the cloud of dormakaba's Oracode doors could be, if it opened: its protocol is not public, so the wire is ours. */
export const dormakabaOracode: MakerCloud = {
  maker: "dormakaba_oracode",
  displayName: "dormakaba Oracode",
  routes: (world, signal) =>
    new Hono().route("/", siteTokenRoutes(world)).route("/", contractRoutes(world, signal, showOfflineKinds)),
  demo: {
    account_id: "84021",
    email: "site-84021@example.com",
    password: "oracode-demo",
    locks: [
      { profile: "dormakaba_oracode", name: "Unit 101", timezone: "America/New_York" },
      { profile: "dormakaba_oracode", name: "Laundry", timezone: "America/New_York" },
    ],
  },
};
