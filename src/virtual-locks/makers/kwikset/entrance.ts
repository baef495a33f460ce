import type { Entrance } from "#virtual-locks/maker-cloud.ts";
import { changesMore } from "#virtual-locks/makers/user-pool.ts";

/** Where the owner says that the locks hang. */
export const timeZone = "Europe/Berlin";

/** By the name and password of a pool of users, and the code that it sends. Kwikset's own app has no secret. */
export const entrance: Entrance = {
  client: undefined,
  settings: (url) => ({
    userPoolId: "us-east-1_Virtual",
    clientId: "app",
    url: `${url}/prod_v1`,
    cognitoUrl: `${url}/cognito`,
  }),
  answers: function* ({ email, password, sent }) {
    yield { email, password, timeZone };
    yield { code: sent() };
  },
  writes: (request) => changesMore(request) && request.url.endsWith("/accesscode"),
};
