import type { DriverModule, SignInStep, SignInTurn } from "#drivers/driver.ts";
import { atMakersPage } from "#virtual-locks/at-makers-page.ts";
import type { MadeAccount } from "./maker-stack.ts";

type Asked = Pick<SignInTurn, "provider" | "settings"> & Partial<Pick<SignInTurn, "returnUrl" | "answers">>;

/** The first turn of a sign-in. */
export function turnAt({ returnUrl = "https://pintumbler.test/signed-in", ...asked }: Asked): SignInTurn {
  return { answers: {}, ...asked, kept: undefined, returnUrl, state: "a state of ours" };
}

/** What the account is to be connected with; rejects where the step has not signed anybody in. */
export function configIn<Config>({ parseConfig }: DriverModule<Config>, step: SignInStep | undefined): Config {
  const config = step?.kind === "signed_in" ? parseConfig(step.config) : undefined;
  if (config === undefined) throw new Error(`The sign-in came to ${step?.kind}.`);
  return config;
}

/** Signs in by a page with a form for e-mail and password that sends the browser back with a code of OAuth 2. */
export async function signedInAtPage<Config>(
  module: DriverModule<Config>,
  { email, password, runtime }: Pick<MadeAccount, "email" | "password" | "runtime">,
  asked: Asked,
): Promise<Config> {
  const step = async (turn: SignInTurn) => module.signIn?.step(turn, runtime, new AbortController().signal);
  const first = turnAt(asked);
  const gone = await step(first);
  if (gone?.kind !== "goes") throw new Error("The maker has a page of its own.");
  const answers = await atMakersPage(gone.to, { email, password }, runtime.fetch);
  return configIn(module, await step({ ...first, answers, kept: gone.kept }));
}
