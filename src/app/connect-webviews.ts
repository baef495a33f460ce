import type { ConnectWebview } from "#domain/connect-webview.ts";
import type { AcceptedCapability } from "#domain/connected-account.ts";
import type { ClientSessionId, ConnectWebviewId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { giveToSession, insertWebview, listWebviews, removeWebview } from "#store/connect-webviews.ts";
import { findWorkspace } from "#store/workspaces.ts";
import type { Desk } from "./desk.ts";
import { pagedBy } from "./paging.ts";
import type { Page, Paged } from "./views.ts";

export {
  answerSignIn,
  chooseLocks,
  type NextStep,
  type OpenedWebview,
  openWebview,
  returnToSignIn,
  type SignInEnd,
  startSignInOver,
} from "./sign-in-through-webview.ts";

export interface CreateConnectWebview {
  /** `undefined`: any that can be connected here. */
  readonly acceptedProviders: readonly string[] | undefined;
  readonly acceptedCapabilities: readonly AcceptedCapability[] | undefined;
  /** null and "" are left out. */
  readonly customMetadata: Readonly<Record<string, string | boolean | null>> | undefined;
  readonly redirectUrl: string | undefined;
  readonly redirectFailureUrl: string | undefined;
  readonly automaticallyManagesNewDevices: boolean;
  readonly waitsForDevices: boolean;
  /** The session that asks: it gets the webview, and later the account. */
  readonly sessionId: ClientSessionId | undefined;
}

export async function createConnectWebview(
  desk: Desk,
  workspace: WorkspaceId,
  request: CreateConnectWebview,
): Promise<ConnectWebview> {
  const { store, runtime } = desk;
  const webview: ConnectWebview = {
    id: runtime.uuid() as ConnectWebviewId,
    workspaceId: workspace,
    acceptedProviders: request.acceptedProviders ?? (await connectableProviders(desk, workspace)),
    acceptsAnyProvider: request.acceptedProviders === undefined,
    acceptedCapabilities: request.acceptedCapabilities ?? ["lock"],
    customMetadata: withoutEmpty(request.customMetadata ?? {}),
    redirectUrl: request.redirectUrl,
    redirectFailureUrl: request.redirectFailureUrl,
    automaticallyManagesNewDevices: request.automaticallyManagesNewDevices,
    waitsForDevices: request.waitsForDevices,
    status: "pending",
    selectedProvider: undefined,
    accountId: undefined,
    authorizedAt: undefined,
    createdAt: runtime.now(),
  };
  await store.db.transaction(async (tx) => {
    await insertWebview(tx, webview);
    if (request.sessionId !== undefined) await giveToSession(tx, webview.id, request.sessionId);
  });
  return webview;
}

/** The providers that can be connected in this workspace. */
export async function connectableProviders(desk: Desk, workspace: WorkspaceId): Promise<readonly string[]> {
  const found = await findWorkspace(desk.store.db, workspace);
  return found === undefined ? [] : [...(desk.providerSignIn?.providersFor(found).keys() ?? [])];
}

export interface ListConnectWebviews {
  readonly customMetadataHas?: Readonly<Record<string, string | boolean>> | undefined;
  /** Only those of this client session. */
  readonly sessionId?: ClientSessionId | undefined;
  readonly page: Page;
}

export async function listConnectWebviews(
  desk: Desk,
  workspace: WorkspaceId,
  { page, ...filter }: ListConnectWebviews,
): Promise<Paged<ConnectWebview>> {
  return pagedBy(
    page,
    (webview: ConnectWebview) => webview,
    (limit) => listWebviews(desk.store.db, workspace, { ...filter, limit, after: page.after }),
  );
}

export async function getConnectWebview(
  desk: Desk,
  workspace: WorkspaceId,
  { id, sessionId }: { readonly id: ConnectWebviewId; readonly sessionId: ClientSessionId | undefined },
): Promise<ConnectWebview | Problem> {
  const filter = { id, sessionId, limit: 1, after: undefined };
  const [found] = await listWebviews(desk.store.db, workspace, filter);
  return found ?? noSuchWebview(id);
}

/** Takes a webview's page away. The account that was connected through it stays. */
export async function deleteConnectWebview(
  desk: Desk,
  workspace: WorkspaceId,
  id: ConnectWebviewId,
): Promise<Problem | undefined> {
  return (await removeWebview(desk.store.db, workspace, id)) ? undefined : noSuchWebview(id);
}

function noSuchWebview(id: ConnectWebviewId): Problem {
  return problem("connect_webview_not_found", "There is no such connect webview.", {
    data: { connect_webview_id: id },
  });
}

function withoutEmpty(metadata: Readonly<Record<string, string | boolean | null>>) {
  const kept = Object.entries(metadata).flatMap(([key, value]) =>
    value === null || value === "" ? [] : [[key, value]],
  );
  return Object.fromEntries(kept) as Readonly<Record<string, string | boolean>>;
}
