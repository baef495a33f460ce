import type { ConnectWebview } from "#domain/connect-webview.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { NewEvent } from "#domain/event.ts";
import type { ConnectedAccountId, ConnectWebviewId } from "#domain/ids.ts";
import type { SignInStep } from "#domain/sign-in-step.ts";
import { findAccountByEmail } from "#store/account-views.ts";
import { grantToSessionsOfWebview } from "#store/client-sessions.ts";
import { failWebview, findWebviewAnywhere, useWebview } from "#store/connect-webviews.ts";
import { insertAccount, reconnectAccount } from "#store/connected-accounts.ts";
import type { Db } from "#store/db.ts";
import { appendEvents } from "#store/events.ts";
import { findSignIn, keepSignIn } from "#store/sign-ins-under-way.ts";
import { findWorkspace } from "#store/workspaces.ts";
import type { ConnectableProvider, Desk, FoundLock, SignedIn } from "./desk.ts";

/** What somebody who opens a webview meets. */
export interface OpenedWebview {
  readonly webview: ConnectWebview;
  /** Those of the accepted providers that can be connected here. */
  readonly providers: ReadonlyMap<string, ConnectableProvider>;
  readonly hint: string | undefined;
  /** The step at which a sign-in stands, where one has begun. */
  readonly underWay: SignInUnderWay | undefined;
}

/** A sign-in that needs another step. It is kept sealed, for it may hold credentials. */
export interface SignInUnderWay {
  readonly provider: string;
  /** What only whoever is at this step knows, beside us. */
  readonly state: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly next: NextStep;
}

export type NextStep =
  | Extract<SignInStep, { kind: "asks" | "goes" }>
  /** Signed in: the locks to bring in are to be chosen. */
  | { readonly kind: "chooses"; readonly signedIn: SignedIn; readonly locks: readonly FoundLock[] };

/** What came of one step; `used`: somebody has connected an account through this webview already. */
export type SignInEnd =
  | { readonly kind: "connected" | "used" | "unavailable" }
  | { readonly kind: "refused"; readonly sentence: string }
  | NextStep;

/** Whoever leaves a sign-in for longer begins anew. */
const lapsesAfterMs = 30 * 60_000;
const nobodys = { kind: "refused", sentence: "This sign-in has lapsed. Begin anew." } as const;

/** A webview by its id alone, which is all that whoever opens its page has; `undefined`: there is none. */
export async function openWebview(desk: Desk, id: ConnectWebviewId): Promise<OpenedWebview | undefined> {
  const { store, runtime, providerSignIn } = desk;
  const webview = await findWebviewAnywhere(store.db, id);
  const workspace = webview && (await findWorkspace(store.db, webview.workspaceId));
  if (webview === undefined || workspace === undefined) return undefined;
  const connectable = providerSignIn?.providersFor(workspace) ?? new Map<string, ConnectableProvider>();
  const accepted = webview.acceptedProviders.flatMap((key) => {
    const provider = connectable.get(key);
    return provider === undefined ? [] : [[key, provider] as const];
  });
  const kept = await findSignIn(store.db, await store.keysOf(webview.workspaceId), id);
  const underWay = kept as SignInUnderWay | undefined;
  const isAlive = underWay !== undefined && runtime.now() - underWay.at < lapsesAfterMs;
  const hint = accepted.length === 0 ? undefined : providerSignIn?.hintFor(workspace);
  return { webview, providers: new Map(accepted), hint, underWay: isAlive ? underWay : undefined };
}

export interface AnswerSignIn {
  readonly provider: string;
  readonly answers: Readonly<Record<string, string>>;
  /** Where a page of the provider's is to send the browser back to. */
  readonly returnUrl: string;
}

/**
 * Takes one step of a sign-in with what was filled in, and once that has let us in keeps the account: a new one, or
 * the same person's account of before with new credentials. One webview connects one account, however often its
 * forms are sent.
 */
export async function answerSignIn(desk: Desk, opened: OpenedWebview, asked: AnswerSignIn): Promise<SignInEnd> {
  const { webview, providers, underWay } = opened;
  if (webview.accountId !== undefined) return { kind: "used" };
  const provider = providers.get(asked.provider);
  if (provider === undefined) return { kind: "refused", sentence: "This brand cannot be connected here." };
  const next = underWay?.provider === asked.provider ? underWay.next : undefined;
  return takeStep(desk, webview, provider, { ...asked, kept: next?.kind === "asks" ? next.kept : undefined });
}

/** Goes on with a sign-in for which the browser was at a page of the provider's: `state` is what it carried along. */
export async function returnToSignIn(
  desk: Desk,
  opened: OpenedWebview,
  { state, ...asked }: Omit<AnswerSignIn, "provider"> & { readonly state: string },
): Promise<SignInEnd> {
  const { webview, providers, underWay } = opened;
  if (webview.accountId !== undefined) return { kind: "used" };
  const provider = underWay && providers.get(underWay.provider);
  if (provider === undefined || underWay?.next.kind !== "goes" || underWay.state !== state) return nobodys;
  return takeStep(desk, webview, provider, { ...asked, provider: underWay.provider, kept: underWay.next.kept });
}

/** Brings in those of the account's locks that somebody has chosen. */
export async function chooseLocks(
  desk: Desk,
  { webview, underWay }: OpenedWebview,
  chosen: readonly string[],
): Promise<SignInEnd> {
  if (webview.accountId !== undefined) return { kind: "used" };
  if (underWay?.next.kind !== "chooses") return nobodys;
  const { signedIn, locks } = underWay.next;
  const chosenLocks = locks.map(({ nativeId }) => nativeId).filter((id) => chosen.includes(id));
  if (chosenLocks.length === 0) return underWay.next;
  // Whoever takes all of them means those that are added later, too.
  const isAll = chosenLocks.length === locks.length;
  return connect(desk, webview, underWay.provider, isAll ? signedIn : { ...signedIn, chosenLocks });
}

/** Forgets a sign-in under way. */
export async function startSignInOver({ store }: Desk, { webview }: OpenedWebview): Promise<void> {
  await keepSignIn(store.db, await store.keysOf(webview.workspaceId), webview.id, undefined);
}

async function takeStep(
  desk: Desk,
  webview: ConnectWebview,
  provider: ConnectableProvider,
  { provider: key, answers, returnUrl, kept }: AnswerSignIn & { readonly kept: unknown },
): Promise<SignInEnd> {
  const state = `${webview.id}.${Buffer.from(desk.runtime.randomBytes(18)).toString("base64url")}`;
  const step = await provider.step({ answers, kept, returnUrl, state });
  switch (step.kind) {
    case "unavailable":
      return step;
    case "refused":
      await recordFailure(desk, webview, key);
      return step;
    case "asks":
    case "goes":
      return waitFor(desk, webview, { provider: key, state, next: step });
    case "signed_in": {
      const { email, displayName, config } = step;
      const signedIn = { driver: provider.driver, email, config, ...(displayName !== undefined && { displayName }) };
      const found = await provider.locksOf?.(config);
      if (found === undefined) return connect(desk, webview, key, signedIn);
      const anew = { ...signedIn, config: found.config };
      if (found.locks.length < 2) return connect(desk, webview, key, anew);
      const next = { kind: "chooses", signedIn: anew, locks: found.locks } as const;
      return waitFor(desk, webview, { provider: key, state, next });
    }
  }
}

async function waitFor(
  { store, runtime }: Desk,
  { id, workspaceId }: ConnectWebview,
  underWay: Omit<SignInUnderWay, "at">,
): Promise<NextStep> {
  await keepSignIn(store.db, await store.keysOf(workspaceId), id, { ...underWay, at: runtime.now() });
  return underWay.next;
}

async function connect(desk: Desk, webview: ConnectWebview, provider: string, signedIn: SignedIn): Promise<SignInEnd> {
  const account = await keepAccount(desk, webview, provider, signedIn);
  return { kind: account === undefined ? "used" : "connected" };
}

async function recordFailure({ store, runtime }: Desk, webview: ConnectWebview, provider: string): Promise<void> {
  const keys = await store.keysOf(webview.workspaceId);
  await store.db.transaction(async (tx) => {
    if (!(await failWebview(tx, webview.id, provider))) return;
    await keepSignIn(tx, keys, webview.id, undefined);
    const payload = { connect_webview_id: webview.id };
    const event = { type: "connect_webview.login_failed", occurredAt: runtime.now(), payload };
    await appendEvents(tx, store, webview.workspaceId, [event]);
  });
}

/** Keeps an account that was connected through a webview; `undefined` where somebody else has used it meanwhile. */
export async function keepAccount(
  { store, runtime, nudge }: Desk,
  webview: ConnectWebview,
  provider: string,
  signedIn: SignedIn,
): Promise<ConnectedAccountId | undefined> {
  const workspace = webview.workspaceId;
  const keys = await store.keysOf(workspace);
  const at = runtime.now();
  const { email } = signedIn;
  const kept = await store.db.transaction(async (tx) => {
    if (email !== undefined) await holdPerson(tx, webview, email);
    const before = email === undefined ? undefined : await findAccountByEmail(tx, workspace, { email, provider });
    const accountId = before?.id ?? (runtime.uuid() as ConnectedAccountId);
    const isWaiting = webview.waitsForDevices && (before === undefined || before.disconnectedSince !== undefined);
    const status = isWaiting ? "syncing" : "authorized";
    if (!(await useWebview(tx, webview.id, { provider, accountId, status, at }))) return undefined;
    if (before === undefined) {
      await insertAccount(tx, keys, newAccount(webview, { id: accountId, provider, signedIn, at }), signedIn.config);
    } else {
      const { config, chosenLocks } = signedIn;
      const { id, customMetadata } = webview;
      await reconnectAccount(tx, keys, accountId, { config, webview: id, customMetadata, chosenLocks, at });
    }
    await grantToSessionsOfWebview(tx, webview.id, accountId);
    await appendEvents(tx, store, workspace, signInEvents(webview, { before, accountId, isWaiting, at }));
    return accountId;
  });
  if (kept !== undefined) nudge(kept);
  return kept;
}

/** Two sign-ins of one person at the same moment are one account. */
async function holdPerson(tx: Db, webview: ConnectWebview, email: string): Promise<void> {
  const text = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
  await tx.query({ name: "hold-person", text }, [`${webview.workspaceId}|${email.toLowerCase()}`]);
}

interface NewAccount {
  readonly id: ConnectedAccountId;
  readonly provider: string;
  readonly signedIn: SignedIn;
  readonly at: number;
}

function newAccount(webview: ConnectWebview, { id, provider, signedIn, at }: NewAccount): ConnectedAccount {
  return {
    id,
    workspaceId: webview.workspaceId,
    driver: signedIn.driver,
    provider,
    displayName: signedIn.displayName ?? signedIn.email ?? provider,
    email: signedIn.email,
    bridgeId: signedIn.bridgeId,
    chosenLocks: signedIn.chosenLocks,
    customMetadata: webview.customMetadata,
    automaticallyManagesNewDevices: webview.automaticallyManagesNewDevices,
    acceptedCapabilities: webview.acceptedCapabilities,
    connectWebviewId: webview.id,
    disconnectedSince: undefined,
    createdAt: at,
  };
}

function signInEvents(
  webview: ConnectWebview,
  {
    before,
    accountId,
    isWaiting,
    at,
  }: {
    readonly before: ConnectedAccount | undefined;
    readonly accountId: ConnectedAccountId;
    readonly isWaiting: boolean;
    readonly at: number;
  },
): readonly NewEvent[] {
  const event = (type: string): NewEvent => ({
    type,
    occurredAt: at,
    accountId,
    payload: { connect_webview_id: webview.id },
  });
  return [
    ...(before === undefined ? [event("connected_account.created")] : []),
    // That an account which was shut out is back is told once the provider lets us in.
    ...(before?.disconnectedSince === undefined ? [event("connected_account.connected")] : []),
    ...(isWaiting ? [] : [event("connect_webview.login_succeeded")]),
  ];
}
