import { protocol } from "#bridge/line/messages.ts";
import { type Answers, talkOver } from "#bridge/line/talk.ts";
import type { Bridge } from "#domain/bridge.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { BridgeId, ConnectedAccountId, NativeId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import type { Sighting } from "#domain/sighting.ts";
import type { SiteEntry } from "#domain/site-journal.ts";
import type { Driver } from "#drivers/driver.ts";
import type { Ear, Line } from "#runtime/line.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type OpenSession, remoteDriver } from "./remote-driver.ts";

/** One device at a site. */
export interface AtSite {
  readonly account: ConnectedAccountId;
  readonly device: NativeId;
}

/** Whether a bridge may be on the line, and everything that is its own. */
export interface Charge {
  readonly id: BridgeId;
  readonly isRevoked: boolean;
  readonly accounts: readonly { readonly account: ConnectedAccountId; readonly devices: readonly NativeId[] }[];
}

/** Where the hub leaves what bridges tell. Each may reject: the bridge then tells it again. */
export interface House {
  onLine(bridge: Bridge, said: { readonly programVersion: string; readonly clockErrorMs: number }): Promise<void>;
  /** Keeps what the bridge did alone. */
  settle(bridge: Bridge, at: AtSite, entries: readonly SiteEntry[]): Promise<void>;
  /** The bridge has told everything: from now on its site is worked from here. */
  takeBack(bridge: Bridge): Promise<void>;
  /** The bridge is gone. */
  lost(bridge: Bridge): Promise<void>;
  sighting(bridge: Bridge, account: ConnectedAccountId, sighting: Sighting): Promise<void>;
  keepConfig(bridge: Bridge, account: ConnectedAccountId, config: unknown): Promise<void>;
  configOf(account: ConnectedAccount): Promise<unknown>;
  charges(bridges: readonly BridgeId[]): Promise<readonly Charge[]>;
}

/** Where bridges come in. */
export interface Hub {
  /** A bridge has signed in; `open` opens its line. A line that it had before is closed. */
  take(bridge: Bridge, open: (ear: Ear) => Line): void;
  /** The driver of an account that is reached through a bridge. */
  driverFor(account: ConnectedAccount): Driver;
  close(): Promise<void>;
}

interface Session extends OpenSession {
  readonly bridge: Bridge;
  readonly hangUp: () => void;
  /** It has told everything from the time alone. */
  isOpen: boolean;
  /** What it was charged with last. */
  charged: string;
}

/** How often it is asked which bridges were revoked, and what is theirs, in milliseconds. */
const watchEveryMs = 5_000;
/** How long a bridge may take to answer what is not about a lock, in milliseconds. */
const answerWithinMs = 10_000;

export function openHub(runtime: Runtime, house: House): Hub {
  const sessions = new Map<BridgeId, Session>();
  const stopping = new AbortController();
  const watching = watch(runtime, house, sessions, stopping.signal);
  const quietly = (what: string) => (error: unknown) =>
    runtime.log("bridge.not_kept", { what, reason: error instanceof Error ? error.name : typeof error });

  return {
    take: (bridge, open) => {
      if (stopping.signal.aborted) return open({ opened: () => {}, heard: () => {}, closed: () => {} }).close();
      sessions.get(bridge.id)?.hangUp();
      const session = startSession(runtime, house, bridge, open, (ended) => {
        if (sessions.get(bridge.id) !== ended) return;
        sessions.delete(bridge.id);
        runtime.log("bridge.lost", { bridge: bridge.id });
        if (!stopping.signal.aborted) house.lost(bridge).catch(quietly("lost"));
      });
      sessions.set(bridge.id, session);
    },
    driverFor: (account) => {
      const { bridgeId } = account;
      invariant(bridgeId !== undefined, "only accounts at a site are asked for here");
      return remoteDriver(account, {
        runtime,
        session: () => {
          const session = sessions.get(bridgeId);
          return session?.isOpen === true ? session : undefined;
        },
        configOf: () => house.configOf(account),
      });
    },
    close: async () => {
      stopping.abort();
      for (const session of sessions.values()) session.hangUp();
      await watching;
    },
  };
}

function startSession(
  runtime: Runtime,
  house: House,
  bridge: Bridge,
  open: (ear: Ear) => Line,
  ended: (session: Session) => void,
): Session {
  const session: Session = {
    bridge,
    entrusted: new Map(),
    isOpen: false,
    charged: "",
    hangUp: () => line.close(),
    talk: talkOver({
      send: (text) => line.send(text),
      hangUp: () => line.close(),
      answers: answersTo(runtime, house, () => session),
      broke: (word, reason) => runtime.log("bridge.answer_broke", { bridge: bridge.id, word, reason }),
    }),
  };
  const line: Line = open({
    opened: () => {},
    heard: (text) => session.talk.heard(text),
    closed: () => {
      session.isOpen = false;
      session.talk.ended();
      ended(session);
    },
  });
  return session;
}

/** The schema has made sure of the shapes: what is said is the domain's own from here on. */
function answersTo(runtime: Runtime, house: House, session: () => Session): Answers {
  const mine = () => session().bridge;
  const at = ({ account, device }: { readonly account: string; readonly device: string }): AtSite => ({
    account: account as ConnectedAccountId,
    device: device as NativeId,
  });
  return {
    hello: async (said) => {
      if (mine().revokedAt !== undefined) return { protocol, isRevoked: true };
      if (said.protocol !== protocol) return { protocol };
      await house.onLine(mine(), { programVersion: said.program, clockErrorMs: Math.round(said.now - runtime.now()) });
      return { protocol };
    },
    journal: async (said) => {
      invariant(!session().isOpen && mine().revokedAt === undefined, "a journal is told before anything else");
      await house.settle(mine(), at(said), said.entries as unknown as readonly SiteEntry[]);
      return true;
    },
    ready: async () => {
      invariant(mine().revokedAt === undefined, "whoever is revoked has no site");
      await house.takeBack(mine());
      session().isOpen = true;
      runtime.log("bridge.on_line", { bridge: mine().id });
      return true;
    },
    sighting: async ({ account, sighting }) => {
      if (session().isOpen)
        await house.sighting(mine(), account as ConnectedAccountId, sighting as unknown as Sighting);
      return true;
    },
    config: async ({ account, config }) => {
      if (!session().isOpen) return false;
      await house.keepConfig(mine(), account as ConnectedAccountId, config);
      return true;
    },
  };
}

/** Tells bridges what is theirs whenever that has changed, and dismisses the revoked, by whichever process that was done. */
async function watch(
  runtime: Runtime,
  house: House,
  sessions: ReadonlyMap<BridgeId, Session>,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    await runtime.sleep(watchEveryMs, stop);
    const open = [...sessions.values()].filter(({ isOpen }) => isOpen);
    if (stop.aborted || open.length === 0) continue;
    const charges = await house.charges(open.map(({ bridge }) => bridge.id)).catch(() => []);
    await Promise.all(
      open.map(async (session) => {
        const charge = charges.find(({ id }) => id === session.bridge.id);
        if (charge !== undefined) await tell(runtime, session, charge, stop);
      }),
    );
  }
}

async function tell(
  runtime: Runtime,
  session: Session,
  { isRevoked, accounts }: Charge,
  stop: AbortSignal,
): Promise<void> {
  const told = JSON.stringify(accounts);
  if (!isRevoked && told === session.charged) return;
  const over = new AbortController();
  void runtime.sleep(answerWithinMs, over.signal).then(() => over.abort());
  const signal = AbortSignal.any([stop, over.signal]);
  const taken = await session.talk
    .ask(isRevoked ? "dismiss" : "charge", isRevoked ? {} : { accounts }, signal)
    .catch(() => false);
  over.abort();
  if (isRevoked) session.hangUp();
  else if (taken === true) session.charged = told;
}
