import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { SignIn, SignInStep, SignInTurn } from "#drivers/driver.ts";
import { appAccountFields } from "#drivers/kit/app-account-fields.ts";
import { type Answer, exchangeJson } from "#drivers/kit/exchange-json.ts";
import { asObject, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type Clouds, cloudsOf, settings } from "./config.ts";
import { chooseFactor, codeCall } from "./second-factor.ts";
import { md5 } from "./signing.ts";
import { readTokens } from "./tokens.ts";

const key = "of the API key that Wyze's developer console makes for your account";
const asks: readonly FormField[] = [
  ...appAccountFields("Wyze"),
  { name: "keyId", label: "Key ID", kind: "text", required: true, help: `The key ID ${key}` },
  { name: "apiKey", label: "API key", kind: "secret", required: true, help: `The secret part ${key}` },
];
const codeField: FormField = {
  name: "code",
  label: "Code",
  kind: "text",
  required: true,
  help: "The digits that Wyze has sent, or that your authenticator app shows",
};

/** With mail address, password and an API key, and the code that Wyze may ask for. None of them is kept. */
export const signIn: SignIn = { providers: ["wyze"], settings, asks, step };

const underway = z.object({
  email: z.string(),
  /** As it travels. */
  password: z.string(),
  phoneId: z.string(),
  factor: z.string(),
  verification: z.string(),
});
type Underway = z.output<typeof underway>;

async function step(turn: SignInTurn, runtime: Runtime, signal: AbortSignal): Promise<SignInStep> {
  const clouds = cloudsOf(turn.settings);
  if (clouds === undefined) return { kind: "unavailable" };
  if (turn.kept === undefined) return begin(clouds, turn, runtime, signal);
  const known = underway.safeParse(turn.kept).data;
  const code = (turn.answers.code ?? "").replace(/\s/g, "");
  if (known === undefined) return { kind: "unavailable" };
  if (!/^\d{1,12}$/.test(code)) return askFor(known, "The code has digits only.");
  const body = {
    nonce: `${runtime.now()}`,
    email: known.email,
    password: known.password,
    mfa_type: known.factor,
    verification_id: known.verification,
    verification_code: code,
  };
  const call = {
    method: "POST",
    url: new URL(`${clouds.authUrl}/user/login`),
    headers: ours(clouds, known),
    body,
  } as const;
  const answer = await exchangeJson(runtime, call, signal);
  const isRefused = answer.kind === "answered" && answer.status >= 400 && answer.status < 500 && answer.status !== 429;
  return isRefused ? askFor(known, "That code is not right.") : signedIn(answer, known.email);
}

async function begin(
  clouds: Clouds,
  { answers }: SignInTurn,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<SignInStep> {
  const { email = "", keyId = "", apiKey = "" } = answers;
  if (![keyId, apiKey].every((one) => /^[\x21-\x7e]+$/.test(one.trim())))
    return { kind: "refused", sentence: "That is not the key ID and API key of a developer." };
  const known = { email: email.trim(), password: asItTravels(answers.password ?? ""), phoneId: runtime.uuid() };
  const headers = { ...ours(clouds, known), keyid: keyId.trim(), apikey: apiKey.trim() };
  const body = { nonce: `${runtime.now()}`, email: known.email, password: known.password };
  const url = new URL(`${clouds.authUrl}/api/user/login`);
  const answer = await exchangeJson(runtime, { method: "POST", url, headers, body }, signal);
  const refusal = whyRefused(answer);
  if (refusal !== undefined) return { kind: "refused", sentence: refusal };
  const factor = chooseFactor(bodyOf(answer));
  if (factor === undefined) return signedIn(answer, known.email);
  if (factor === "unknown")
    return { kind: "refused", sentence: "Wyze asks for a second factor of a kind that is not known here." };
  const sending = codeCall(clouds, factor, ours(clouds, known));
  const sent = sending === undefined ? undefined : await exchangeJson(runtime, sending, signal);
  const verification = sent === undefined ? factor.verification : text(bodyOf(sent), "session_id");
  if (verification === undefined) return { kind: "unavailable" };
  return askFor({ ...known, factor: factor.type, verification }, factor.sentence);
}

function signedIn(answer: Answer, email: string): SignInStep {
  const body = bodyOf(answer);
  const tokens = readTokens(body);
  const userId = text(body, "user_id");
  if (tokens === undefined || userId === undefined) return { kind: "unavailable" };
  return { kind: "signed_in", config: { userId, ...tokens }, email };
}

/** Wyze has one number for all of these, and a sentence for people (docker-wyze-bridge and wyze-sdk, read November 2026). */
function whyRefused(answer: Answer): string | undefined {
  if (answer.kind !== "answered" || answer.status !== 400) return undefined;
  return /too many/i.test(text(bodyOf(answer), "description") ?? "")
    ? "Wyze takes no more tries at present. Please wait a while."
    : "This mail address, password and API key do not belong together, or the key has expired.";
}

function askFor(kept: Underway, sentence: string): SignInStep {
  return { kind: "asks", fields: [codeField], sentence, kept };
}

function ours({ authKey }: Clouds, { phoneId }: Pick<Underway, "phoneId">): Readonly<Record<string, string>> {
  return { "phone-id": phoneId, ...(authKey !== undefined && { "x-api-key": authKey }) };
}

/** MD5 of MD5 of MD5, each in hex. */
function asItTravels(password: string): string {
  const once = (text: string) => md5(text).toString("hex");
  return once(once(once(password)));
}

function bodyOf(answer: Answer): Untrusted {
  return (answer.kind === "answered" && asObject(answer.body)) || {};
}
