import type { Dialect } from "#drivers/contract/faulty-line.ts";
import type { DriverModule, Settings } from "#drivers/driver.ts";
import { changesMore } from "#virtual-locks/makers/user-pool.ts";
import type { MadeAccount } from "./maker-stack.ts";
import { configIn, turnAt } from "./signed-in.ts";

const never = new AbortController().signal;

/** What every cloud behind a user pool of Amazon Cognito's says alike. */
export const cognitoDialect = {
  /** A pool that no longer takes a refresh token still begins a sign-in. */
  refusal: (request, sent) => {
    if (!request.url.endsWith("/cognito")) return Response.json({ message: "Unauthorized" }, { status: 401 });
    return sent.includes("REFRESH_TOKEN_AUTH")
      ? Response.json({ __type: "NotAuthorizedException", message: "Refresh Token has been revoked" }, { status: 400 })
      : Response.json({ ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters: {} });
  },
  writes: changesMore,
} as const satisfies Partial<Dialect>;

/** What is filled in beside mail address and password: on the first page, and on each one that follows. */
interface FilledIn {
  readonly first?: Readonly<Record<string, string>>;
  readonly more?: () => Promise<Readonly<Record<string, string>>>;
}

/** Signs an account in by the steps that a page would lead through. */
export async function signedInBy<Config>(
  module: DriverModule<Config>,
  settings: Settings,
  { email, password, runtime }: MadeAccount,
  { first = {}, more = async () => ({}) }: FilledIn = {},
): Promise<Config> {
  const { signIn } = module;
  const turn = turnAt({ provider: signIn?.providers[0] ?? "", settings });
  let step = await signIn?.step({ ...turn, answers: { email, password, ...first } }, runtime, never);
  while (step?.kind === "asks") {
    step = await signIn?.step({ ...turn, answers: await more(), kept: step.kept }, runtime, never);
  }
  return configIn(module, step);
}
