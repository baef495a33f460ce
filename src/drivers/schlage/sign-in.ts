import type { SignIn, SignInStep, SignInTurn } from "#drivers/driver.ts";
import { appAccountFields } from "#drivers/kit/app-account-fields.ts";
import { proveToCognito } from "#drivers/kit/cognito.ts";
import { cognitoPoolOf } from "#drivers/kit/cognito-settings.ts";
import { whyRefused } from "#drivers/kit/cognito-sign-in.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { configFrom, settings } from "./config.ts";

/** With mail address and password; Schlage asks for nothing further. */
export const signIn: SignIn = { providers: ["schlage"], settings, asks: appAccountFields("Schlage"), step };

async function step(
  { answers, settings: set }: SignInTurn,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<SignInStep> {
  const pool = cognitoPoolOf(set);
  if (pool === undefined) return { kind: "unavailable" };
  const { email = "", password = "" } = answers;
  const turn = await proveToCognito(runtime, pool, { username: email, password, flow: "USER_SRP_AUTH" }, signal);
  switch (turn.kind) {
    case "signed_in":
      return { kind: "signed_in", config: configFrom(turn.tokens), email };
    case "refused":
      return whyRefused("Schlage", turn.error);
    case "challenged":
      return { kind: "refused", sentence: "Schlage asks for something that can only be answered in its own app." };
    case "failed":
      return { kind: "unavailable" };
  }
}
