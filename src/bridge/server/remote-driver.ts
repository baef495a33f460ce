import type { z } from "zod";
import { discovery, observation, outcome } from "#bridge/line/messages.ts";
import { type Talk, Unanswered } from "#bridge/line/talk.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { ConnectedAccountId, NativeId } from "#domain/ids.ts";
import type { Mandate } from "#domain/mandate.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome } from "#domain/step.ts";
import type { Discovery, Driver } from "#drivers/driver.ts";
import type { Runtime } from "#runtime/runtime.ts";

/** A line over which a bridge has told everything and takes orders. */
export interface OpenSession {
  readonly talk: Talk;
  /** Versions of the mandates that the bridge has from us over this line, by account and device. */
  readonly entrusted: Map<string, string>;
}

interface RemoteOptions {
  readonly runtime: Runtime;
  /** The open line to the account's bridge, at this moment. */
  readonly session: () => OpenSession | undefined;
  /** What the account's driver connects with. */
  readonly configOf: () => Promise<unknown>;
}

const noLine = "The bridge at the site is not connected.";
const garbled = "The bridge answered with something that could not be read.";

/** The driver of an account whose locks a bridge reaches: it asks the bridge, which asks the account's own driver there. */
export function remoteDriver(account: ConnectedAccount, { runtime, session, configOf }: RemoteOptions): Driver {
  const keyOf = (device: NativeId) => deviceKey(account.id, device);
  const unseen = (detail: string): Observation => ({
    kind: "unreachable",
    at: runtime.now(),
    device: undefined,
    because: "provider",
    detail,
    notBefore: undefined,
  });
  return {
    discover: async (signal) => {
      const open = session();
      if (open === undefined) return unfound(noLine, account);
      const said = { account: account.id, driver: account.driver, config: await configOf() };
      const answer = await open.talk.ask("discover", said, signal).catch(sentenceOf);
      if (answer instanceof Unanswered) return session() === open ? unfound(answer.message) : unfound(noLine, account);
      return read<Discovery>(discovery, answer) ?? unfound(garbled);
    },
    observe: async (device, signal, places) => {
      const open = session();
      if (open === undefined) return unseen(noLine);
      const answer = await open.talk.ask("observe", { account: account.id, device, places }, signal).catch(sentenceOf);
      if (answer instanceof Unanswered) return unseen(answer.message);
      return read<Observation>(observation, answer) ?? unseen(garbled);
    },
    entrust: async (device, mandate: Mandate, signal) => {
      const open = session();
      if (open === undefined) return false;
      const answer = await open.talk.ask("entrust", { account: account.id, device, mandate }, signal).catch(sentenceOf);
      if (answer !== true) return false;
      open.entrusted.set(keyOf(device), mandate.version);
      return true;
    },
    apply: async (device, step, signal) => {
      const open = session();
      const mandate = open?.entrusted.get(keyOf(device));
      // What was planned before the line broke may be overtaken by what the bridge has done alone since.
      if (open === undefined || (mandate === undefined && step.kind !== "turn")) return undone(noLine);
      const said = { account: account.id, device, step, mandate };
      const answer = await open.talk.ask("apply", said, signal).catch(sentenceOf);
      if (answer instanceof Unanswered) return undone(answer.message, true);
      return read<Outcome>(outcome, answer) ?? undone(garbled, true);
    },
    close: async () => {},
  };
}

export function deviceKey(account: ConnectedAccountId, device: NativeId): string {
  return `${account} ${device}`;
}

/** The domain's own type: the schema is its shape, but says of what may be `undefined` that it may be absent. */
function read<T>(schema: z.ZodTypeAny, answer: unknown): T | undefined {
  const { success, data } = schema.safeParse(answer);
  return success ? (data as T) : undefined;
}

function sentenceOf(error: unknown): Unanswered {
  return error instanceof Unanswered ? error : new Unanswered("The bridge could not be asked.");
}

/** `without`: there is no line, which the account shows. */
function unfound(detail: string, without?: ConnectedAccount): Discovery {
  const failed = { kind: "failed", because: "provider", detail, notBefore: undefined } as const;
  if (without === undefined) return failed;
  return { ...failed, account: { conditions: [{ name: "bridge_program_down" }], sites: without.report?.sites ?? [] } };
}

function undone(detail: string, mayHaveHappened = false): Outcome {
  return { kind: "failed", because: "provider", detail, notBefore: undefined, mayHaveHappened };
}
