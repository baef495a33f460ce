import type { SignIn, SignInStep } from "#drivers/driver.ts";
import { isPermitted } from "#drivers/kit/permitted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { form, parseConfig, settings, type TwoNConfig } from "./config.ts";
import { intercom } from "./intercom.ts";
import { type Info, readInfo } from "./wire.ts";

/** Addresses, a name and a password, tried at once at each intercom. */
export const signIn: SignIn = {
  providers: ["my_2n"],
  settings,
  asks: form,
  step: async ({ settings: set, answers }, runtime, signal) => {
    const config = parseConfig(answers);
    if (config === undefined) return refused("An address, a user or a fingerprint is not written as it should be.");
    const barred = config.addresses.find((address) => !isPermitted(set.networks, address));
    if (barred !== undefined)
      return refused(`Whoever runs this server has not let it call ${new URL(barred).hostname}.`);
    const met = await Promise.all(config.addresses.map((address) => introduce(runtime, config, address, signal)));
    const failure = met.find((one) => "kind" in one);
    if (failure !== undefined && "kind" in failure) return failure;
    const known = met.flatMap((one, at) => ("kind" in one ? [] : [{ address: config.addresses[at] ?? "", ...one }]));
    const [first] = known;
    if (first === undefined) return { kind: "unavailable" };
    return { kind: "signed_in", config: { ...config, known }, email: first.id, displayName: first.name };
  },
};

/** Who stands at an address, once it was seen that our user has every right that is needed there. */
async function introduce(
  runtime: Runtime,
  config: TwoNConfig,
  address: string,
  signal: AbortSignal,
): Promise<Info | SignInStep> {
  const one = intercom(runtime, config, address);
  const host = new URL(address).host;
  const reply = await one.ask("system/info", signal);
  const right = reply.kind === "answered" ? await one.ask("dir/template", signal) : reply;
  if (reply.kind === "unprivileged" || right.kind === "unprivileged")
    return refused(`At ${host} this user needs the right to control the system.`);
  if (right.kind === "failed" && right.because === "unauthorized")
    return refused(`This user and password do not belong together at ${host}.`);
  if ("isUnvouched" in right)
    return refused(`Nobody vouches for the certificate of ${host}. If it is its own, give its SHA-256 fingerprint.`);
  const info = reply.kind === "answered" && right.kind === "answered" ? readInfo(reply.body) : undefined;
  return info ?? refused(`No 2N intercom with a directory answers at ${host}.`);
}

function refused(sentence: string): SignInStep {
  return { kind: "refused", sentence };
}
