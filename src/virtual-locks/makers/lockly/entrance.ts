import type { Entrance } from "#virtual-locks/maker-cloud.ts";

const client = {
  client_id: "us",
  client_secret: "hush",
  redirect_uris: ["https://pintumbler.test/signed-in"],
};

/** By the cloud's own page, in the name of an application of the operator's. */
export const entrance: Entrance = {
  client,
  settings: (url) => ({ url, clientId: client.client_id, clientSecret: client.client_secret }),
  answers: () => [{}],
  writes: (request) => request.method !== "GET" && request.url.includes("/access_codes"),
};
