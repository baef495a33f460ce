import { createHmac } from "node:crypto";
import type { ProviderSignIn, SignInOutcome } from "#app/desk.ts";
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

/** Signs people in to the virtual lock cloud as to any lock maker's: by the authorization-code grant of OAuth 2. */
export function signInAtCloud(runtime: Runtime, cloud: CloudToSignInAt): ProviderSignIn {
  const clientSecret = createHmac("sha256", cloud.masterKey).update(clientId).digest("base64url");
  return {
    providersFor: ({ isSandbox }) => (isSandbox ? sandboxProviders : []),
    hint: `In the sandbox, ${sandboxPeople.join(" and ")} have locks of every make; their password is ${sandboxPassword}.`,
    signIn: async ({ provider, email, password }) => {
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
        return { kind: "refused" };
      } catch {
        // What failed may quote what was sent, and that holds a password.
        runtime.log("sandbox.sign_in_failed", { provider });
        return { kind: "unavailable" };
      }
    },
  };
}

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
): Promise<SignInOutcome> {
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
  return { kind: "signed_in", driver: "lock_cloud", email, config };
}

function post(runtime: Runtime, url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const body = new URLSearchParams(fields);
  return runtime.fetch(new Request(url, { method: "POST", body, redirect: "manual" }));
}
