import type { WireActor } from "#api/contract/wire.ts";
import type { Actor } from "#domain/actor.ts";

const types = {
  api_key: "api_key",
  // Personal access tokens are people's.
  access_token: "console_user",
  client_session: "client_session",
} as const satisfies Record<Actor["kind"], WireActor["type"]>;

export function presentActor({ kind, id }: Actor, names: ReadonlyMap<string, string>): WireActor {
  const name = names.get(id);
  return { type: types[kind], id, ...(name === undefined ? {} : { display_name: name }) };
}

/** An actor as the subject of a sentence. */
export function actorInWords({ type, display_name: name }: WireActor): string {
  switch (type) {
    case "api_key":
      return name === undefined ? "The API" : `The API key “${name}”`;
    case "console_user":
      return name === undefined ? "A person" : `A person with the access token “${name}”`;
    case "client_session":
      return name === undefined ? "A client session" : `The client session of ${name}`;
    case "system":
      return "The server";
    case "external":
      return "Somebody at the lock or in the maker's app";
  }
}
