import type { Entrance } from "#virtual-locks/maker-cloud.ts";
import { changesMore } from "#virtual-locks/makers/user-pool.ts";

const client = { client_id: "app", client_secret: "hush", redirect_uris: [] };

/** By the name and password of a pool of users. */
export const entrance: Entrance = {
  client,
  settings: (url) => ({
    apiKey: "key",
    userPoolId: "us-west-2_Virtual",
    clientId: client.client_id,
    clientSecret: client.client_secret,
    url: `${url}/v1`,
    cognitoUrl: `${url}/cognito`,
  }),
  answers: ({ email, password }) => [{ email, password }],
  writes: changesMore,
};
