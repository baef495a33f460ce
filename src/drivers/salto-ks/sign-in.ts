import type { SignIn, SignInTurn } from "#drivers/driver.ts";
import { exchangeJson } from "#drivers/kit/exchange-json.ts";
import { oauthSignIn } from "#drivers/kit/oauth-sign-in.ts";
import { asBearer } from "#drivers/kit/signed-exchange.ts";
import { asObject, text } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { readSettings, settingFields } from "./config.ts";

/** An administrator of the sites signs in at Salto's own page and lets us do there what they may do. */
export const signIn: SignIn = {
  providers: ["salto_ks"],
  settings: settingFields,
  asks: [],
  step: async (turn: SignInTurn, runtime, signal) => {
    const at = readSettings(turn.settings);
    if (at === undefined) return { kind: "unavailable" };
    const step = await oauthSignIn(runtime, at.door, turn, signal);
    if (step.kind !== "issued") return step;
    const email = await whoSignedIn(runtime, at.url, step.tokens.accessToken, signal);
    return email === undefined ? { kind: "unavailable" } : { kind: "signed_in", config: step.tokens, email };
  },
};

/** The tokens do not tell whose they are, and without that the same account could be connected twice. */
async function whoSignedIn(
  runtime: Runtime,
  url: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const call = asBearer({ method: "GET", url: new URL(`${url}/v1.2/me`) }, token ?? "");
  const answer = await exchangeJson(runtime, call, signal);
  const me = answer.kind === "answered" && answer.status < 300 ? asObject(answer.body) : undefined;
  return me && text(me, "email");
}
