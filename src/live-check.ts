import type { DeviceReport } from "#domain/device.ts";
import type { FormField } from "#domain/form-field.ts";
import type { AccessCodeId, Place } from "#domain/ids.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { SignInStep } from "#domain/sign-in-step.ts";
import type { Outcome, SetStep } from "#domain/step.ts";
import type { Driver, DriverModule, Settings } from "#drivers/driver.ts";
import { driverNamed } from "#drivers/registry.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { isReady, providerSettings } from "./provider-settings.ts";

/** Whoever stands before the lock, with the account's credentials. */
export interface Guided {
  say(line: string): void;
  /** `undefined`: nobody answers any more. */
  ask(question: string, how?: { readonly isSecret: boolean; readonly field?: string }): Promise<string | undefined>;
}

/** One thing that was tried at a real lock. */
export interface Check {
  readonly what: string;
  readonly verdict: "ok" | "failed" | "not tried";
  readonly detail: string;
}

export interface LiveCheck {
  readonly driver: string;
  readonly settings: Settings;
  /** Where the maker's own page sends browsers back to, as it is registered there. */
  readonly returnUrl: string;
}

interface Hands {
  readonly driver: Driver;
  readonly lock: DeviceReport;
  readonly runtime: Runtime;
  readonly guided: Guided;
  readonly signal: AbortSignal;
  /** What the code's place was called: where nothing lists codes, a look is told. */
  readonly places: Set<Place>;
}

/** Short and plain enough for every maker: some take nine characters. */
const label = "PinCheck";
/** A code of nobody's: it is not recorded anywhere. */
const code = "00000000-0000-4000-8000-000000000000" as AccessCodeId;
/** How long a lock may take to have a code or to be rid of it, and how often it is looked at, in milliseconds. */
const patienceMs = 5 * 60_000;
const lookEveryMs = 10_000;

/**
 * Signs in to a maker, and at a lock that somebody names puts a code on it, has it tried at the keypad, and takes it
 * off again, whatever else goes wrong. It uses the driver alone: no database, and no server.
 */
export async function checkLive(
  { driver: name, settings, returnUrl }: LiveCheck,
  runtime: Runtime,
  guided: Guided,
  signal: AbortSignal,
): Promise<readonly Check[] | { readonly refused: string }> {
  const module = driverNamed(name);
  if (module?.signIn === undefined) return { refused: `There is no maker ${name} to sign in to.` };
  if (!isReady(module, settings)) {
    const missing = providerSettings.filter(({ driver, field }) => driver === name && field.required);
    return { refused: `Set ${missing.map(({ variable }) => variable).join(", ")} first.` };
  }
  const config = await signIn(module, { driver: name, settings, returnUrl }, { runtime, guided, signal });
  if (config === undefined) return { refused: "Nobody is signed in; nothing was tried." };
  const listener = { sighting: () => {}, configChanged: () => {} };
  const driver = module.connect(config, { runtime, listener, deliveryUrl: undefined, settings });
  try {
    const discovery = await driver.discover(signal);
    if (discovery.kind === "failed")
      return [{ what: "The account's locks are listed.", verdict: "failed", detail: discovery.detail }];
    const locks = discovery.devices.filter(({ kind }) => kind === "lock");
    const listed: Check = { what: "The account's locks are listed.", verdict: "ok", detail: `${locks.length} found` };
    const lock = await chosen(locks, guided);
    if (lock === undefined) return [listed, { what: "A lock is tried.", verdict: "not tried", detail: "none named" }];
    return [listed, ...(await tryLock({ driver, lock, runtime, guided, signal, places: new Set() }))];
  } finally {
    await driver.close();
  }
}

async function signIn(
  module: DriverModule,
  { settings, returnUrl }: LiveCheck,
  { runtime, guided, signal }: Pick<Hands, "runtime" | "guided" | "signal">,
): Promise<unknown> {
  const { signIn: way } = module;
  if (way === undefined) return undefined;
  const [provider = ""] = way.providers;
  const state = runtime.uuid();
  let answers = await filledIn(way.asks, guided);
  let kept: unknown;
  while (answers !== undefined) {
    const step: SignInStep = await way.step({ provider, settings, answers, kept, returnUrl, state }, runtime, signal);
    switch (step.kind) {
      case "signed_in":
        return module.parseConfig(step.config);
      case "asks":
        guided.say(step.sentence);
        answers = await filledIn(step.fields, guided);
        kept = step.kept;
        break;
      case "goes":
        guided.say(`Sign in there: ${step.to}`);
        answers = queryOf(await guided.ask("The address at which the browser ended"));
        kept = step.kept;
        break;
      case "refused":
        guided.say(step.sentence);
        return undefined;
      case "unavailable":
        guided.say("The maker does not answer.");
        return undefined;
    }
  }
  return undefined;
}

function queryOf(address: string | undefined): Readonly<Record<string, string>> | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  return Object.fromEntries(new URL(address).searchParams);
}

async function filledIn(
  fields: readonly FormField[],
  guided: Guided,
): Promise<Readonly<Record<string, string>> | undefined> {
  const answers: Record<string, string> = {};
  for (const { name, label: question, kind, help } of fields) {
    const answer = await guided.ask(`${question} (${help})`, { isSecret: kind === "secret", field: name });
    if (answer === undefined) return undefined;
    answers[name] = answer;
  }
  return answers;
}

async function chosen(locks: readonly DeviceReport[], guided: Guided): Promise<DeviceReport | undefined> {
  for (const { name, modelName, nativeId } of locks) guided.say(`  ${name} (${modelName}), ${nativeId}`);
  const named = await guided.ask(
    "Type the name of the lock that may be tried: a code is put on it and taken off again",
  );
  return locks.find(({ name, nativeId }) => named === name || named === nativeId);
}

async function tryLock(hands: Hands): Promise<readonly Check[]> {
  const { driver, lock, guided, signal } = hands;
  const before = await driver.observe(lock.nativeId, signal);
  if (before.kind !== "seen") {
    const detail = before.kind === "unreachable" ? before.detail : "It is gone.";
    return [{ what: "The lock can be looked at.", verdict: "failed", detail }];
  }
  const looked: Check = {
    what: "The lock can be looked at.",
    verdict: "ok",
    detail: `${before.residents.length} codes seen, ${before.complete ? "all that there are" : "there may be more"}`,
  };
  const digits = await guided.ask("Digits that nobody uses there, to be tried", { isSecret: true });
  const pin = digits === undefined ? undefined : Pin.parse(digits);
  if (pin === undefined || before.residents.some((resident) => pin.equals(resident.pin)))
    return [looked, { what: "A code is set.", verdict: "not tried", detail: "these digits cannot be tried" }];
  const free = before.free?.[0];
  const step = { kind: "set", code, pin, label, window: undefined, into: undefined, why: "A check." } as const;
  return [looked, ...(await tryCode(hands, pin, { ...step, ...(free !== undefined && { at: free }) }))];
}

async function tryCode(hands: Hands, pin: Pin, step: SetStep): Promise<readonly Check[]> {
  const { guided, lock, driver, runtime, signal, places } = hands;
  const isOurs = ({ pin: shown, label: named, place }: Resident) =>
    shown === undefined ? named === label || place === step.at || places.has(place) : pin.equals(shown);
  const checks: Check[] = [];
  try {
    const set = await driver.apply(lock.nativeId, step, signal);
    remember(places, set);
    checks.push({
      what: "A code is set.",
      verdict: set.kind === "done" || set.kind === "pending" ? "ok" : "failed",
      detail: inWords(set),
    });
    if (checks.at(-1)?.verdict === "failed") return checks;
    checks.push(
      await waitFor(hands, "The lock shows it.", (residents) =>
        residents.some((one) => isOurs(one) && one.state === "on_lock"),
      ),
    );
    // A cloud may show what the lock has yet to be told.
    await runtime.sleep(lookEveryMs, signal);
    const opened = await guided.ask("Type the digits at the keypad. Does the door open? (yes, no, skip)");
    checks.push(judged("It opens the door.", opened, "yes"));
  } finally {
    checks.push(...(await takeOff(hands, pin, isOurs)));
  }
  await runtime.sleep(lookEveryMs, signal);
  const opensStill = await guided.ask("Type the digits again. Does the door open? (yes, no, skip)");
  checks.push(judged("It no longer opens the door.", opensStill, "no"));
  return checks;
}

async function takeOff(hands: Hands, pin: Pin, isOurs: (resident: Resident) => boolean): Promise<readonly Check[]> {
  const { driver, lock, signal, guided, places } = hands;
  const seen = await driver.observe(lock.nativeId, signal, [...places]);
  const ours = seen.kind === "seen" ? seen.residents.filter(isOurs) : [];
  const checks: Check[] = [];
  for (const { place } of ours) {
    const step = { kind: "clear", code, place, expecting: { pin, label }, why: "A check." } as const;
    const cleared = await driver.apply(lock.nativeId, step, signal);
    remember(places, cleared);
    const verdict = cleared.kind === "done" || cleared.kind === "pending" ? "ok" : "failed";
    checks.push({ what: "The code is taken off.", verdict, detail: inWords(cleared) });
  }
  checks.push(await waitFor(hands, "The lock no longer shows it.", (residents) => !residents.some(isOurs)));
  if (checks.at(-1)?.verdict !== "ok")
    guided.say(`The code named "${label}" may still be on ${lock.name}: take it off yourself.`);
  return checks;
}

async function waitFor(
  { driver, lock, runtime, signal, places }: Hands,
  what: string,
  is: (residents: readonly Resident[]) => boolean,
): Promise<Check> {
  const from = runtime.now();
  let seen: Observation;
  do {
    seen = await driver.observe(lock.nativeId, signal, [...places]);
    if (seen.kind === "seen" && is(seen.residents))
      return { what, verdict: "ok", detail: `after ${Math.round((runtime.now() - from) / 1_000)} s` };
    await runtime.sleep(lookEveryMs, signal);
  } while (runtime.now() - from < patienceMs && !signal.aborted);
  const detail = seen.kind === "unreachable" ? seen.detail : `not within ${patienceMs / 60_000} minutes`;
  return { what, verdict: "failed", detail };
}

function remember(places: Set<Place>, outcome: Outcome): void {
  if ((outcome.kind === "done" || outcome.kind === "pending") && outcome.place !== undefined) places.add(outcome.place);
}

function judged(what: string, answer: string | undefined, right: "yes" | "no"): Check {
  const said = answer?.trim().toLowerCase();
  if (said !== "yes" && said !== "no") return { what, verdict: "not tried", detail: "nobody typed it" };
  return { what, verdict: said === right ? "ok" : "failed", detail: `at the keypad: ${said}` };
}

function inWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case "done":
      return `done, ${outcome.evidence}`;
    case "pending":
      return "accepted, not confirmed yet";
    case "refused":
    case "failed":
      return `${outcome.kind}: ${outcome.because}. ${outcome.detail}`;
  }
}
