import type { Entrance } from "#virtual-locks/maker-cloud.ts";

const client = { client_id: "the-app", client_secret: "a secret of the app", redirect_uris: [] };

/** What a developer's key is made of; any will do here. */
export const developerKey = { keyId: "a-key-id", apiKey: "an-api-key" };

/** What the maker's app, and an operator who has its constants, reach the clouds with. */
export const entrance: Entrance = {
  client,
  settings: (url) => ({
    appKey: client.client_id,
    appSecret: client.client_secret,
    authKey: "key",
    authUrl: url,
    apiUrl: url,
    lockUrl: url,
  }),
  answers: ({ email, password }) => [{ email, password, ...developerKey }],
  writes: (request) => /\/pwd\/(operations\/\w+|nickname)$/.test(request.url),
};
