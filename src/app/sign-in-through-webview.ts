import type { ConnectWebview } from "#domain/connect-webview.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { NewEvent } from "#domain/event.ts";
import type { ConnectedAccountId, ConnectWebviewId } from "#domain/ids.ts";
import { findAccountByEmail } from "#store/account-views.ts";
import { grantToSessionsOfWebview } from "#store/client-sessions.ts";
import { failWebview, findWebviewAnywhere, useWebview } from "#store/connect-webviews.ts";
import { insertAccount, reconnectAccount } from "#store/connected-accounts.ts";
import type { Db } from "#store/db.ts";
import { appendEvents } from "#store/events.ts";
import { findWorkspace } from "#store/workspaces.ts";
import type { Desk, SignedIn } from "./desk.ts";

/** What somebody who opens a webview meets. */
export interface OpenedWebview {
  readonly webview: ConnectWebview;
  /** Those of the accepted providers that can be connected here. */
  readonly providers: readonly string[];
  readonly hint: string | undefined;
}

/** A webview by its id alone, which is all that whoever opens its page has; `undefined`: there is none. */
export async function openWebview(desk: Desk, id: ConnectWebviewId): Promise<OpenedWebview | undefined> {
  const webview = await findWebviewAnywhere(desk.store.db, id);
  const workspace = webview && (await findWorkspace(desk.store.db, webview.workspaceId));
  if (webview === undefined || workspace === undefined) return undefined;
  const connectable = desk.providerSignIn?.providersFor(workspace) ?? [];
  const providers = webview.acceptedProviders.filter((provider) => connectable.includes(provider));
  return { webview, providers, hint: providers.length === 0 ? undefined : desk.providerSignIn?.hint };
}

export interface SignInThroughWebview {
  readonly provider: string;
  readonly email: string;
  readonly password: string;
}

/** What came of a sign-in: `used`: somebody has connected an account through this webview already. */
export type SignInEnd = "connected" | "refused" | "unavailable" | "used";

/**
 * Signs somebody in to a provider and keeps the account: a new one, or the same person's account of before with
 * new credentials. One webview connects one account, however often its form is sent.
 */
export async function finishSignIn(
  desk: Desk,
  { webview, providers }: OpenedWebview,
  asked: SignInThroughWebview,
): Promise<SignInEnd> {
  if (webview.accountId !== undefined) return "used";
  if (!providers.includes(asked.provider) || desk.providerSignIn === undefined) return "refused";
  const outcome = await desk.providerSignIn.signIn(asked);
  switch (outcome.kind) {
    case "unavailable":
      return "unavailable";
    case "refused":
      await recordFailure(desk, webview, asked.provider);
      return "refused";
    case "signed_in": {
      const account = await keepAccount(desk, webview, asked.provider, outcome);
      return account === undefined ? "used" : "connected";
    }
  }
}

async function recordFailure({ store, runtime }: Desk, webview: ConnectWebview, provider: string): Promise<void> {
  await store.db.transaction(async (tx) => {
    if (!(await failWebview(tx, webview.id, provider))) return;
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
      const { customMetadata } = webview;
      await reconnectAccount(tx, keys, accountId, { config: signedIn.config, webview: webview.id, customMetadata, at });
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
