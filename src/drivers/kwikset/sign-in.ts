import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { SignIn, SignInStep, SignInTurn } from "#drivers/driver.ts";
import { appAccountFields } from "#drivers/kit/app-account-fields.ts";
import { answerCognito, type CognitoPool, type CognitoTurn, proveToCognito } from "#drivers/kit/cognito.ts";
import { cognitoPoolOf } from "#drivers/kit/cognito-settings.ts";
import { whyRefused } from "#drivers/kit/cognito-sign-in.ts";
import { timeZone } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { configFrom, settings } from "./config.ts";

const asks: readonly FormField[] = [
  ...appAccountFields("Kwikset"),
  {
    name: "medium",
    label: "Code by",
    kind: "text",
    required: false,
    help: "Where Kwikset sends the code that it asks for next: phone or email. Default: phone",
  },
  {
    name: "timeZone",
    label: "Time zone",
    kind: "text",
    required: false,
    help: "Where the locks hang, such as America/New_York. Without it they keep no start and end by themselves",
  },
];
const codeField: FormField = {
  name: "code",
  label: "Code",
  kind: "text",
  required: true,
  help: "The digits that Kwikset has sent",
};

/** With mail address and password, and then the code that Kwikset sends. */
export const signIn: SignIn = { providers: ["kwikset"], settings, asks, step };

const underway = z.object({
  session: z.string(),
  username: z.string(),
  email: z.string(),
  medium: z.enum(["phone", "email"]),
  zone: z.string().optional(),
});
type Underway = z.output<typeof underway>;

async function step(turn: SignInTurn, runtime: Runtime, signal: AbortSignal): Promise<SignInStep> {
  const pool = cognitoPoolOf(turn.settings);
  if (pool === undefined) return { kind: "unavailable" };
  if (turn.kept === undefined) return begin(pool, turn, runtime, signal);
  const known = underway.safeParse(turn.kept).data;
  const digits = (turn.answers.code ?? "").replace(/\s/g, "");
  if (known === undefined) return { kind: "unavailable" };
  if (!/^\d{1,12}$/.test(digits)) return askFor(known, "The code has digits only.");
  const answer = `answerType:verifyCode,medium:${known.medium},codeType:login,code:${digits}`;
  const answered = await answerCognito(runtime, pool, { ...known, answer }, signal);
  if (answered.kind === "refused" && answered.error === "NotAuthorizedException") {
    return { kind: "refused", sentence: "The code is not right, or it came too late. Begin again." };
  }
  return outcome(answered, known, "That code is not right.");
}

async function begin(
  pool: CognitoPool,
  { answers }: SignInTurn,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<SignInStep> {
  const { email = "", password = "", medium = "" } = answers;
  const zone = answers.timeZone === undefined || answers.timeZone === "" ? undefined : timeZone(answers, "timeZone");
  if (answers.timeZone && zone === undefined) return { kind: "refused", sentence: "There is no such time zone." };
  const proved = await proveToCognito(runtime, pool, { username: email, password, flow: "CUSTOM_AUTH" }, signal);
  const known = { email, medium: medium.toLowerCase() === "email" ? "email" : "phone", zone } as const;
  if (proved.kind !== "challenged") return outcome(proved, { ...known, session: "", username: email }, "");
  const { session, username } = proved;
  const answer = `answerType:generateCode,medium:${known.medium},codeType:login`;
  const sent = await answerCognito(runtime, pool, { session, username, answer }, signal);
  const where = known.medium === "email" ? "mail address" : "phone";
  return outcome(sent, { ...known, session, username }, `Kwikset has sent a code to your ${where}.`);
}

function outcome(turn: CognitoTurn, known: Underway, sentence: string): SignInStep {
  switch (turn.kind) {
    case "signed_in":
      return { kind: "signed_in", config: configFrom(turn.tokens, known.zone), email: known.email };
    case "challenged":
      return askFor({ ...known, session: turn.session, username: turn.username }, sentence);
    case "refused":
      return whyRefused("Kwikset", turn.error);
    case "failed":
      return { kind: "unavailable" };
  }
}

function askFor(kept: Underway, sentence: string): SignInStep {
  return { kind: "asks", fields: [codeField], sentence, kept };
}
