import type { Entrance } from "#virtual-locks/maker-cloud.ts";
import { reissue } from "#virtual-locks/tokens.ts";

/** By API credentials, which the owner has made: nobody signs in to anything. */
export const entrance: Entrance = {
  client: undefined,
  settings: (url) => ({ url: `${url}/igloohome`, authUrl: url }),
  answers: ({ email, password }) => [{ clientId: email, clientSecret: password }],
  readmit: reissue,
  writes: (request) => request.method === "POST" && /\/(algopin|jobs)\//.test(request.url),
};
