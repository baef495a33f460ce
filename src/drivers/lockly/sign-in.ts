import type { SignIn } from "#drivers/driver.ts";
import { oauthSignIn } from "#drivers/kit/oauth-sign-in.ts";
import { text } from "#drivers/kit/untrusted.ts";
import { readSettings, settings } from "./config.ts";

/** By the page of the cloud, as the published contract has it: `prompt=login` has people sign in afresh. */
export const signIn: SignIn = {
  providers: ["lockly"],
  settings,
  asks: [],
  step: async (turn, runtime, signal) => {
    const at = readSettings(turn.settings);
    if (at === undefined) return { kind: "unavailable" };
    const authorizeUrl = new URL(`${at.baseUrl}/oauth/authorize?prompt=login`);
    const door = { client: at.client, authorizeUrl, scope: "locks.read locks.write" };
    const step = await oauthSignIn(runtime, door, turn, signal);
    if (step.kind !== "issued") return step;
    const webhookSecret = Buffer.from(runtime.randomBytes(32)).toString("hex");
    // The published contract has an id that never changes, and no name of whoever signed in.
    return { kind: "signed_in", config: { ...step.tokens, webhookSecret }, email: text(step.answer, "user_id") };
  },
};
