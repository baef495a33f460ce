import type { SignIn, SignInStep } from "#drivers/driver.ts";
import { askForToken } from "./access.ts";
import { addressesOf, parseConfig, settings } from "./config.ts";

/** The owner makes API credentials on the maker's web page, and fills them in here. */
export const signIn: SignIn = {
  providers: ["igloohome"],
  settings,
  asks: [
    {
      name: "clientId",
      label: "Client ID",
      kind: "text",
      required: true,
      help: "Of API credentials that you make on igloohome's web page",
    },
    { name: "clientSecret", label: "Client secret", kind: "secret", required: true, help: "Of the same credentials" },
  ],
  step: async ({ settings: set, answers }, runtime, signal): Promise<SignInStep> => {
    const { clientId = "", clientSecret = "" } = answers;
    const config = parseConfig({ clientId: clientId.trim(), clientSecret: clientSecret.trim() });
    const refusal = { kind: "refused", sentence: "igloohome does not know this client ID and secret." } as const;
    if (config === undefined) return refusal;
    const issued = await askForToken(runtime, addressesOf(set), config, undefined, signal);
    if (!("kind" in issued)) return { kind: "signed_in", config, email: config.clientId };
    return issued.because === "unauthorized" ? refusal : { kind: "unavailable" };
  },
};
