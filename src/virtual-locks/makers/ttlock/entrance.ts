import type { Entrance } from "#virtual-locks/maker-cloud.ts";

const client = { client_id: "our-application", client_secret: "a secret of the application", redirect_uris: [] };

/** By name and password, in the name of an application of the operator's. */
export const entrance: Entrance = {
  client,
  settings: (url) => ({ clientId: client.client_id, clientSecret: client.client_secret, url }),
  answers: ({ email, password }) => [{ username: email, password }],
  writes: (request) => /\/keyboardPwd\/(add|change|delete)$/.test(request.url),
};
