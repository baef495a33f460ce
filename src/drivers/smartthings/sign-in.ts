import type { SignIn } from "#drivers/driver.ts";
import { oauthSignIn } from "#drivers/kit/oauth-sign-in.ts";
import { text } from "#drivers/kit/untrusted.ts";
import { readSettings, settingFields } from "./config.ts";

/** The owner signs in at SmartThings' own page and grants us their locations there. */
export const signIn: SignIn = {
  providers: ["smartthings"],
  settings: settingFields,
  asks: [],
  step: async (turn, runtime, signal) => {
    const at = readSettings(turn.settings);
    if (at === undefined) return { kind: "unavailable" };
    const step = await oauthSignIn(runtime, at.door, turn, signal);
    if (step.kind !== "issued") return step;
    // Who owns the account is told by an id that stays, and by no name or address (token management, November 2026).
    const email = text(step.answer, "owner_account_id");
    return { kind: "signed_in", config: step.tokens, email, displayName: "SmartThings" };
  },
};
