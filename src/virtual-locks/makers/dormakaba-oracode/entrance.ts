import type { Entrance } from "#virtual-locks/maker-cloud.ts";
import { reissue } from "#virtual-locks/tokens.ts";

/** By a site's id and its API token, as the portal shows them. */
export const entrance: Entrance = {
  client: undefined,
  settings: (url) => ({ url }),
  answers: ({ accountId, password }) => [{ siteId: accountId, apiToken: password }],
  readmit: reissue,
  writes: (request) => request.method !== "GET" && request.url.includes("/access_codes"),
};
