import type { SignIn, SignInStep } from "#drivers/driver.ts";
import { fields, mayBeReached, parseConfig, settings } from "./config.ts";
import { hub } from "./hub.ts";
import { readIds } from "./wire.ts";

/** The hub's owner copies an address and a token from the page of its Maker API app. */
export const signIn: SignIn = {
  providers: ["hubitat"],
  settings,
  asks: fields,
  step: async ({ settings: set, answers }, runtime, signal): Promise<SignInStep> => {
    const config = parseConfig(answers);
    if (config === undefined) return refused("This is no address of a Maker API app with its access token.");
    if (!mayBeReached(config, set))
      return refused("A hub is connected by its cloud address here, or by one that the operator has allowed.");
    const reply = await hub(runtime, config).names(signal);
    if (reply.kind === "missing") return refused("There is no Maker API app at this address.");
    if (reply.kind === "failed" && reply.because === "unauthorized")
      return refused("The hub does not know this access token.");
    if (reply.kind !== "answered" || readIds(reply.body) === undefined) return { kind: "unavailable" };
    return { kind: "signed_in", config, email: config.url.replace(/^https?:\/\//, ""), displayName: "Hubitat" };
  },
};

function refused(sentence: string): SignInStep {
  return { kind: "refused", sentence };
}
