import type { FormField } from "#domain/form-field.ts";
import type { SignIn, SignInStep, SignInTurn } from "#drivers/driver.ts";
import { oauthSignIn } from "#drivers/kit/oauth-sign-in.ts";
import { claimsIn } from "#drivers/kit/token-claims.ts";
import { asObject, text } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { credentialsOf } from "./access.ts";
import { cloud } from "./cloud.ts";
import { parseConfig, readSettings, settings, type TedeeAt } from "./config.ts";
import { readDevices } from "./lock-record.ts";

/** At the maker's own page, for our application; where the operator has none, with a key that the owner makes there. */
export const signIn: SignIn = {
  providers: ["tedee"],
  settings,
  asks: [],
  step: async (turn, runtime, signal) => {
    const at = readSettings(turn.settings);
    return at.door === undefined ? withKey(at, turn, runtime, signal) : atPage(at.door, turn, runtime, signal);
  },
};

async function atPage(
  door: NonNullable<TedeeAt["door"]>,
  turn: SignInTurn,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<SignInStep> {
  const step = await oauthSignIn(runtime, door, turn, signal);
  if (step.kind !== "issued") return step;
  const { tokens } = step;
  // Who it is stands in the token itself (how-to "authenticate", claims).
  const claims = claimsIn(tokens.accessToken ?? "") ?? {};
  const email = text(claims, "email") ?? text(claims, "oid");
  const returnUrl = text(asObject(turn.kept) ?? {}, "returnUrl", 2_000);
  return { kind: "signed_in", config: { ...tokens, returnUrl }, email, displayName: "Tedee" };
}

const fields: readonly FormField[] = [
  {
    name: "personalKey",
    label: "Personal access key",
    kind: "secret",
    required: true,
    help: "Made at portal.tedee.com, with the scopes Device.ReadWrite, DeviceActivity.Read and Lock.Operate",
  },
];

async function withKey(at: TedeeAt, turn: SignInTurn, runtime: Runtime, signal: AbortSignal): Promise<SignInStep> {
  const typed = turn.answers.personalKey?.trim() ?? "";
  if (turn.kept === undefined) {
    const sentence = "Make a personal access key in the Tedee portal, and fill it in here.";
    return { kind: "asks", fields, sentence, kept: { asked: "personalKey" } };
  }
  const refusal = { kind: "refused", sentence: "Tedee does not take this key, or not for locks." } as const;
  const config = parseConfig({ personalKey: typed });
  const surroundings = { runtime, listener: { sighting: () => {}, configChanged: () => {} } };
  const credentials = config && credentialsOf(config, at, surroundings, signal);
  if (credentials === undefined) return refusal;
  const reply = await cloud(runtime, at.url, credentials).devices(signal);
  if (reply.kind === "failed" && reply.because === "unauthorized") return refusal;
  const devices = reply.kind === "answered" ? readDevices(reply.body) : undefined;
  if (devices === undefined) return { kind: "unavailable" };
  // No page tells whose a key is; what they own does.
  return { kind: "signed_in", config, email: devices.owner, displayName: "Tedee" };
}
