import type { Answers } from "#bridge/line/talk.ts";
import type { AttemptId, ConnectedAccountId, NativeId, Place } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Mandate } from "#domain/mandate.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Driver } from "#drivers/driver.ts";
import { callWithin } from "#reconcile/call.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Accounts } from "./accounts.ts";
import { type At, keyOf, type Notebook } from "./notebook.ts";
import type { InTurn } from "./taking-turns.ts";

interface Led {
  readonly runtime: Runtime;
  readonly notebook: Notebook;
  readonly accounts: Accounts;
  readonly callTimeoutMs: number;
  readonly inTurn: InTurn;
  /** Whether the server has been told everything, and leads. */
  readonly isLed: () => boolean;
  /** The server wants nothing more of us: everything of it has been dropped. */
  readonly dismissed: () => void;
}

/** What a bridge does by order of the server, each call as long as a call may take, also when the line breaks meanwhile. */
export function orders(led: Led): Answers {
  const { runtime, notebook, accounts, callTimeoutMs, inTurn } = led;
  const place = ({ account, device }: { readonly account: string; readonly device: string }): At => ({
    account: account as ConnectedAccountId,
    device: device as NativeId,
  });
  const ask = <T>(driver: Driver | undefined, work: (driver: Driver, signal: AbortSignal) => Promise<T>) => {
    invariant(led.isLed(), "nobody gives orders before they have been told what was done alone");
    invariant(driver !== undefined, "an account is looked through before it is worked");
    return callWithin(runtime, driver, new AbortController().signal, callTimeoutMs)(work);
  };
  return {
    discover: ({ account, driver, config }) =>
      ask(accounts.take(account as ConnectedAccountId, driver, config), (inner, signal) => inner.discover(signal)),
    observe: ({ account, device, places }) =>
      ask(accounts.driverOf(account as ConnectedAccountId), (inner, signal) =>
        inner.observe(device as NativeId, signal, places as readonly Place[] | undefined),
      ),
    entrust: async ({ account, device, mandate }) =>
      led.isLed() && notebook.entrust(place({ account, device }), mandate as unknown as Mandate),
    apply: (said) => {
      const at = place(said);
      const step = said.step as Step;
      const isCurrent = step.kind === "turn" || notebook.page(at)?.mandate.version === said.mandate;
      if (!isCurrent) return Promise.resolve(stale);
      return inTurn(keyOf(at), () =>
        ask(accounts.driverOf(at.account), (inner, signal) =>
          obey(led, at, step, () => inner.apply(at.device, step, signal)),
        ),
      );
    },
    charge: async ({ accounts: mine }) => {
      const devices = new Set(
        mine.flatMap(({ account, devices: each }) => each.map((device) => `${account} ${device}`)),
      );
      notebook.keepOnly((at) => devices.has(keyOf(at)));
      accounts.keepOnly((account) => mine.some((one) => one.account === account));
      return true;
    },
    dismiss: async () => {
      led.dismissed();
      return true;
    },
  };
}

const stale: Outcome = {
  kind: "failed",
  because: "provider",
  detail: "The bridge was told something else since this was planned.",
  notBefore: undefined,
  mayHaveHappened: false,
};

/** What is done by order is written down as well: should the line break, we have to know what stands on the lock. */
async function obey({ runtime, notebook }: Led, at: At, step: Step, work: () => Promise<Outcome>): Promise<Outcome> {
  if (step.kind !== "set" && step.kind !== "clear") return work();
  const version = notebook.page(at)?.mandate.codes.find((code) => code.id === step.code)?.version ?? 0;
  const id = runtime.uuid() as AttemptId;
  notebook.add(at, { id, at: runtime.now(), kind: "try", version, step, ordered: true });
  const outcome = await work();
  const now = runtime.now();
  notebook.end(at, id, { at: now, outcome, retryAt: now });
  return outcome;
}
