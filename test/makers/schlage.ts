import type { SchlageConfig } from "#drivers/schlage/config.ts";
import { schlage } from "#drivers/schlage/schlage.ts";
import { schlage as schlageCloud } from "#virtual-locks/makers/schlage/cloud.ts";
import { entrance } from "#virtual-locks/makers/schlage/entrance.ts";
import { cognitoDialect, signedInBy } from "./cognito.ts";
import type { MakerStack } from "./maker-stack.ts";

/** Schlage's own driver before the counterpart of Schlage's cloud. */
export const schlageStack: MakerStack<SchlageConfig> = {
  maker: schlageCloud,
  module: schlage,
  hubOf: () => undefined,
  client: entrance.client,
  settings: entrance.settings,
  configOf: (made) => signedInBy(schlage, schlageStack.settings(made.baseUrl), made),
  dialect: {
    ...cognitoDialect,
    spoil: (request, body) =>
      request.method === "GET" && request.url.endsWith("/storage/accesscode")
        ? (body as readonly object[]).map((entry, at) => (at === 0 ? { ...entry, accesscodeId: null } : entry))
        : body,
  },
  cannotRaise: {
    "the program on site through which the locks are reached does not answer":
      "Schlage's locks need no program on site",
    "the cloud announces maintenance": "its cloud has no field for that",
  },
  // One length for the whole lock, and zeros in front that the wire loses.
  pins: { good: ["0529", "8304", "6173"], bad: "98317", fillers: ["3182", "4271", "5362", "6453"] },
};
