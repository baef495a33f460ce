import type { Entrance } from "#virtual-locks/maker-cloud.ts";
import { verificationCode } from "./session.ts";

const apiKey = "an-invented-key";

/** By name and password, and the code that the maker sends. */
export const entrance: Entrance = {
  client: { client_id: apiKey, client_secret: "none", redirect_uris: [] },
  settings: (url) => ({ apiKey, url, yaleUrl: url }),
  answers: ({ email, password }) => [{ identifier: email, password }, { code: verificationCode }],
  // The reply that matters is the one to the command: a user without a PIN opens no door.
  writes: (request) => request.method !== "GET" && !request.url.endsWith("/unverifiedusers"),
};
