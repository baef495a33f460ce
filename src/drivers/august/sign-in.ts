import type { FormField } from "#domain/form-field.ts";
import type { SignIn, SignInStep, SignInTurn } from "#drivers/driver.ts";
import { type Answer, type Call, exchangeJson } from "#drivers/kit/exchange-json.ts";
import { asObject, flag, id, instant, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type AugustConfig, type Brand, type Host, hostOf, settings } from "./config.ts";
import { addressOf, endOf, signed, tokenIn } from "./session.ts";

const asks: readonly FormField[] = [
  {
    name: "identifier",
    label: "E-mail address or phone number",
    kind: "text",
    required: true,
    help: "As in the maker's app; a phone number with its country, such as +15551234567",
  },
  { name: "password", label: "Password", kind: "secret", required: true, help: "As in the maker's app" },
];

const asksCode: readonly FormField[] = [
  { name: "code", label: "Code", kind: "text", required: true, help: "The digits that the maker has just sent" },
];

/** Who signs in, with what. One installation is what the maker's code confirms, so that it stays the same throughout. */
interface Attempt {
  readonly installId: string;
  readonly way: "email" | "phone";
  readonly value: string;
  readonly password: string;
}

/** An attempt that waits for its code; its token is good for nothing but that. */
interface Begun extends Attempt {
  readonly token: string;
}

export const signIn: SignIn = { providers: ["august", "yale"], settings, asks, step };

async function step(turn: SignInTurn, runtime: Runtime, signal: AbortSignal): Promise<SignInStep> {
  const brand: Brand = turn.provider === "yale" ? "yale" : "august";
  const host = hostOf(brand, turn.settings);
  if (host === undefined) return refused("This server cannot sign in to this maker: it has no key for its cloud.");
  const send: Send = (path, body, token) =>
    exchangeJson(runtime, signed(host, { method: "POST", url: addressOf(host, path), body }, token), signal);
  if (turn.kept === undefined) {
    const { identifier = "", password = "" } = turn.answers;
    const way = identifier.includes("@") ? "email" : "phone";
    const value = way === "email" ? identifier.trim() : identifier.replace(/[\s()-]/g, "");
    return begin(send, host, { installId: runtime.uuid(), way, value, password });
  }
  const begun = readBegun(turn.kept);
  return begun === undefined
    ? refused("This sign-in was not begun here. Please try again.")
    : confirm(send, host, begun, (turn.answers.code ?? "").trim());
}

type Send = (path: readonly string[], body: NonNullable<Call["body"]>, token?: string) => Promise<Answer>;

/** The first call says whether the password is right, and whether the maker wants a code for this installation. */
async function begin(send: Send, host: Host, attempt: Attempt): Promise<SignInStep> {
  const opened = await openSession(send, host, attempt);
  if ("kind" in opened) return opened;
  if (opened.isConfirmed) return signedIn(host, attempt, opened);
  const { way, value } = attempt;
  const sent = await send(["validation", way], { value }, opened.token);
  if (!isGood(sent)) return { kind: "unavailable" };
  const sentence = `The maker has sent a code by ${way === "email" ? "e-mail" : "phone"}.`;
  const kept: Begun = { ...attempt, token: opened.token };
  return { kind: "asks", fields: asksCode, sentence, kept };
}

/** With the code, and then once more from the beginning: only a new session on the confirmed installation lets us in. */
async function confirm(send: Send, host: Host, begun: Begun, code: string): Promise<SignInStep> {
  const { way, value, token } = begun;
  const answer = await send(["validate", way], { [way]: value, code }, token);
  if (answer.kind !== "answered" || answer.status >= 500) return { kind: "unavailable" };
  const asksAgain: SignInStep = {
    kind: "asks",
    fields: asksCode,
    sentence: "That is not the code that the maker has sent.",
    kept: begun,
  };
  if (!isGood(answer)) return asksAgain;
  const opened = await openSession(send, host, begun);
  if ("kind" in opened) return opened;
  return opened.isConfirmed ? signedIn(host, begun, opened) : asksAgain;
}

interface Opened {
  readonly token: string;
  readonly isConfirmed: boolean;
  readonly body: Untrusted;
}

async function openSession(
  send: Send,
  host: Host,
  { installId, way, value, password }: Attempt,
): Promise<Opened | SignInStep> {
  const answer = await send(["session"], { installId, identifier: `${way}:${value}`, password });
  if (answer.kind === "answered" && [403, 404].includes(answer.status))
    return refused("The maker does not take this server's key. Whoever runs this server has to see to that.");
  if (answer.kind === "answered" && [400, 401].includes(answer.status)) return notRight();
  const body = answer.kind === "answered" ? asObject(answer.body) : undefined;
  if (!isGood(answer) || body === undefined) return { kind: "unavailable" };
  if (flag(body, "vPassword") !== true) return notRight();
  const token = tokenIn(host, answer);
  if (token === undefined) return { kind: "unavailable" };
  return { token, isConfirmed: flag(body, "vInstallId") === true, body };
}

function signedIn({ brand }: Host, { way, value }: Attempt, { token, body }: Opened): SignInStep {
  const userId = id(body, "userId");
  if (userId === undefined) return { kind: "unavailable" };
  const config: AugustConfig = {
    brand,
    userId,
    accessToken: token,
    accessTokenExpiresAt: endOf(token) ?? instant(body, "expiresAt"),
  };
  return { kind: "signed_in", config, email: way === "email" ? value : undefined };
}

function readBegun(kept: unknown): Begun | undefined {
  const fields = asObject(kept) ?? {};
  const way = text(fields, "way");
  const [installId, value] = [text(fields, "installId"), text(fields, "value")];
  const [password, token] = [text(fields, "password", 1_000), text(fields, "token", 8_192)];
  if ((way !== "email" && way !== "phone") || installId === undefined || value === undefined) return undefined;
  return password === undefined || token === undefined ? undefined : { installId, way, value, password, token };
}

function isGood(answer: Answer): boolean {
  return answer.kind === "answered" && answer.status < 300;
}

function notRight(): SignInStep {
  return refused("The maker knows nobody with this name and password.");
}

function refused(sentence: string): SignInStep {
  return { kind: "refused", sentence };
}
