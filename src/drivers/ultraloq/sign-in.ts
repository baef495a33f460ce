import type { SignIn, SignInStep, SignInTurn } from "#drivers/driver.ts";
import { oauthSignIn } from "#drivers/kit/oauth-sign-in.ts";
import { asObject, timeZone } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { cloud } from "./cloud.ts";
import { readSettings, settingFields, type UltraloqConfig } from "./config.ts";
import { readOwner } from "./wire.ts";

const pushTokenBytes = 32;

/** The owner says where the locks hang, and then signs in at the maker's own page. */
export const signIn: SignIn = {
  providers: ["ultraloq"],
  settings: settingFields,
  asks: [
    {
      name: "timeZone",
      label: "Time zone",
      kind: "text",
      required: false,
      help: "Where all your locks hang, such as America/New_York. Without it they keep no start and end by themselves",
    },
  ],
  step,
};

async function step(turn: SignInTurn, runtime: Runtime, signal: AbortSignal): Promise<SignInStep> {
  const at = readSettings(turn.settings);
  if (at === undefined) return { kind: "unavailable" };
  const said = turn.kept === undefined ? turn.answers : (asObject(turn.kept) ?? {});
  const zone = said.timeZone ? timeZone(said, "timeZone") : undefined;
  if (said.timeZone && zone === undefined) return { kind: "refused", sentence: "There is no such time zone." };
  const { authorization_code, ...answers } = turn.answers;
  // The maker's page has a name of its own for the code (its page on OAuth 2, 2026).
  const code = authorization_code === undefined ? {} : { code: authorization_code };
  const done = await oauthSignIn(runtime, at.door, { ...turn, answers: { ...answers, ...code } }, signal);
  if (done.kind === "goes") return { ...done, kept: { ...asObject(done.kept), ...(zone && { timeZone: zone }) } };
  if (done.kind !== "issued") return done;
  const { accessToken = "" } = done.tokens;
  const access = { current: async () => accessToken, replacing: async () => accessToken };
  const reply = await cloud(runtime, at, access).owner(signal);
  const email = reply.kind === "answered" ? readOwner(reply.body) : undefined;
  // Without knowing whose account it is, the same owner would come to have two.
  if (email === undefined) return { kind: "unavailable" };
  const pushToken = Buffer.from(runtime.randomBytes(pushTokenBytes)).toString("base64url");
  const config: UltraloqConfig = { ...done.tokens, pushToken, ...(zone && { timeZone: zone }) };
  return { kind: "signed_in", config, email, displayName: "Ultraloq" };
}
