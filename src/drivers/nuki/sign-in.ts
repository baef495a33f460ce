import type { SignIn } from "#drivers/driver.ts";
import { exchangeJson } from "#drivers/kit/exchange-json.ts";
import { oauthSignIn } from "#drivers/kit/oauth-sign-in.ts";
import { asBearer } from "#drivers/kit/signed-exchange.ts";
import { asObject, text } from "#drivers/kit/untrusted.ts";
import { readSettings, settingFields } from "./config.ts";

/** The owner signs in at Nuki's own page and allows us in there. */
export const signIn: SignIn = {
  providers: ["nuki"],
  settings: settingFields,
  asks: [],
  step: async (turn, runtime, signal) => {
    const at = readSettings(turn.settings);
    if (at === undefined) return { kind: "unavailable" };
    const step = await oauthSignIn(runtime, at.door, turn, signal);
    if (step.kind !== "issued") return step;
    const call = { method: "GET", url: new URL(`${at.url}/account`) } as const;
    const answer = await exchangeJson(runtime, asBearer(call, step.tokens.accessToken ?? ""), signal);
    const account = answer.kind === "answered" && answer.status < 300 ? asObject(answer.body) : undefined;
    const email = account && text(account, "email");
    // Nobody could tell whose account it is: signing in again would make another of it.
    if (email === undefined) return { kind: "unavailable" };
    return { kind: "signed_in", config: step.tokens, email };
  },
};
