import { createHmac } from "node:crypto";
import type { ConnectableProvider } from "#app/desk.ts";
import type { FormField } from "#domain/form-field.ts";
import type { SignInStep } from "#domain/sign-in-step.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type ControlClient, ControlError } from "#virtual-locks/control-client.ts";
import { personalLocks, sandboxPassword, sandboxPeople, sandboxProviders } from "./portfolio.ts";

export interface CloudToSignInAt {
  readonly baseUrl: string;
  readonly control: ControlClient;
  /** What our secret at the cloud is derived from, so that it is the same at each start. */
  readonly masterKey: Uint8Array;
}

const clientId = "pintumbler-connect";
/** Nothing listens there: the code is read off the redirect and not off a visit. */
const redirectUri = "https://connect.invalid/signed-in";

const asks: readonly FormField[] = [
  { name: "email", label: "E-mail", kind: "text", required: true, help: "Whose locks they are." },
  { name: "password", label: "Password", kind: "secret", required: true, help: "The account's password." },
];

/** Whom there are to sign in as. */
export const sandboxHint = `In the sandbox, ${sandboxPeople.join(" and ")} have locks of every make; their password is ${sandboxPassword}.`;

/** Signs people in to the virtual lock cloud as to any lock maker's: by the authorization-code grant of OAuth 2. */
export function signInAtCloud(runtime: Runtime, cloud: CloudToSignInAt): ReadonlyMap<string, ConnectableProvider> {
  const clientSecret = createHmac("sha256", cloud.masterKey).update(clientId).digest("base64url");
  const stepAt = async (provider: string, { email = "", password = "" }: Answers): Promise<SignInStep> => {
    try {
      await cloud.control.registerClient({
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
      });
      if (sandboxPeople.includes(email.toLowerCase())) await ensurePerson(cloud, provider, email);
      const emails = [email, atMake(provider, email)];
      for (const address of emails) {
        const code = await authorize(runtime, cloud, { email: address, password });
        if (code !== undefined) return await redeem(runtime, cloud, { code, email, clientSecret });
      }
      return { kind: "refused", sentence: "This e-mail address and password do not belong together." };
    } catch {
      // What failed may quote what was sent, and that holds a password.
      runtime.log("sandbox.sign_in_failed", { provider });
      return { kind: "unavailable" };
    }
  };
  return new Map(
    sandboxProviders.map((provider) => [
      provider,
      { driver: "lock_cloud", asks, step: ({ answers }) => stepAt(provider, answers) },
    ]),
  );
}

type Answers = Readonly<Record<string, string>>;

/** In the virtual lock cloud an address is of one account; what a person has of each make is kept under one of its own. */
function atMake(provider: string, email: string): string {
  return email.toLowerCase().replace("@", `+${provider}@`);
}

async function ensurePerson({ control }: CloudToSignInAt, provider: string, email: string): Promise<void> {
  const account = { email: atMake(provider, email), password: sandboxPassword, locks: personalLocks(provider) };
  try {
    await control.createAccount({ ...account, locks: [...account.locks] });
  } catch (error) {
    if (!(error instanceof ControlError) || error.code !== "ACCOUNT_EXISTS") throw error;
  }
}

/** The code of a granted sign-in; `undefined` where e-mail and password do not belong together. */
async function authorize(
  runtime: Runtime,
  { baseUrl }: CloudToSignInAt,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<string | undefined> {
  const state = runtime.uuid();
  const asked = { client_id: clientId, redirect_uri: redirectUri, state, scope: "", email, password };
  const response = await post(runtime, `${baseUrl}/oauth/authorize`, asked);
  const location = response.headers.get("location");
  if (response.status === 401) return undefined;
  const answer = location === null ? undefined : new URL(location).searchParams;
  const code = answer?.get("code");
  if (typeof code !== "string" || answer?.get("state") !== state) throw new Error("The cloud did not grant a code.");
  return code;
}

async function redeem(
  runtime: Runtime,
  { baseUrl }: CloudToSignInAt,
  { code, email, clientSecret }: { readonly code: string; readonly email: string; readonly clientSecret: string },
): Promise<SignInStep> {
  const response = await post(runtime, `${baseUrl}/oauth/token`, {
    grant_type: "authorization_code",
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
    code,
  });
  const tokens = (await response.json()) as { access_token?: string; refresh_token?: string };
  if (!response.ok || tokens.access_token === undefined || tokens.refresh_token === undefined) {
    throw new Error("The cloud issued no tokens.");
  }
  const { access_token: accessToken, refresh_token: refreshToken } = tokens;
  const config = { baseUrl, clientId, clientSecret, accessToken, refreshToken };
  return { kind: "signed_in", email, config };
}

function post(runtime: Runtime, url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const body = new URLSearchParams(fields);
  return runtime.fetch(new Request(url, { method: "POST", body, redirect: "manual" }));
}
