import { createHash } from "node:crypto";
import type { SignIn, SignInStep } from "#drivers/driver.ts";
import { applicationOf, settings } from "./config.ts";
import { errcodeOf } from "./errcodes.ts";
import { askForTokens, readTokens } from "./tokens.ts";

/** Name and password of the maker's app. There is no second factor. */
export const signIn: SignIn = {
  providers: ["ttlock"],
  settings,
  asks: [
    {
      name: "username",
      label: "E-mail or phone number",
      kind: "text",
      required: true,
      help: "What you sign in to the TTLock app with",
    },
    { name: "password", label: "Password", kind: "secret", required: true, help: "That of the TTLock app" },
  ],
  step: async ({ settings: set, answers }, runtime, signal): Promise<SignInStep> => {
    const application = applicationOf(set);
    if (application === undefined) return { kind: "unavailable" };
    const { username = "", password = "" } = answers;
    const form = { username: username.trim(), password: createHash("md5").update(password).digest("hex") };
    const answer = await askForTokens(runtime, application, form, signal);
    const refusal = refusals[errcodeOf(answer) ?? 0];
    if (refusal !== undefined) return { kind: "refused", sentence: refusal };
    const issued = readTokens(answer, runtime.now());
    if ("kind" in issued || issued.refreshToken === undefined) return { kind: "unavailable" };
    return { kind: "signed_in", config: issued, email: form.username };
  },
};

const refusals: Readonly<Record<number, string>> = {
  10007: "This name and password do not belong together in the TTLock app.",
  30008: "This account belongs to another region of TTLock than the one that is asked here.",
};
