import type { CallerKind } from "#api/route.ts";
import { revokeApiKey } from "#app/api-keys.ts";
import { createClientSession, revokeClientSession } from "#app/client-sessions.ts";
import { createPersonalAccessToken, revokePersonalAccessToken } from "#app/personal-access-tokens.ts";
import { createApiKey, createWorkspace, getWorkspace } from "#app/workspaces.ts";
import type { ConnectedAccountId, WorkspaceId } from "#domain/ids.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import type { ApiHouse } from "./api-house.ts";
import type { Household } from "./household.ts";

type Headers = Readonly<Record<string, string>>;

/** One way to sign in, in every condition in which it can be; `undefined` where there is no such condition. */
export interface Conditions {
  readonly good: Headers;
  /** The right record, and not its secret. */
  readonly bad: Headers;
  readonly revoked: Headers | undefined;
  readonly expired: Headers | undefined;
  /** Good in another workspace. */
  readonly foreign: Headers;
  /** Good in another workspace, and asking for this one by name. */
  readonly trespassing?: Headers;
  /** Good, and of one account only. */
  readonly narrow?: Headers;
}

export type Credentials = Readonly<Record<CallerKind, Conditions>>;

export async function credentialsOf(house: ApiHouse, home: Household, strangers: Household): Promise<Credentials> {
  return {
    api_key: await apiKeys(house, home, strangers),
    client_session: await clientSessions(house, home, strangers),
    publishable_key: await publishableKeys(house, home, strangers),
    ...(await accessTokens(house, home, strangers)),
  };
}

async function apiKeys({ desk }: ApiHouse, home: Household, strangers: Household): Promise<Conditions> {
  const workspace = granted(await getWorkspace(desk, home.workspaceId));
  const make = async (expiresAt?: number) => granted(await createApiKey(desk, workspace, { name: "key", expiresAt }));
  const revoked = await make();
  await revokeApiKey(desk, workspace.id, revoked.keyId);
  return {
    good: bearer(home.tenant.token),
    bad: bearer(spoilt(home.tenant.token)),
    revoked: bearer(revoked.token),
    expired: bearer((await make(desk.runtime.now() - 1)).token),
    foreign: bearer(strangers.tenant.token),
  };
}

async function accessTokens(
  { desk }: ApiHouse,
  home: Household,
  strangers: Household,
): Promise<Pick<Credentials, "pat_with_workspace" | "pat_without_workspace">> {
  const make = (workspace: WorkspaceId, expiresAt?: number) =>
    createPersonalAccessToken(desk, { name: "token", workspaces: [workspace], expiresAt });
  const good = (await make(home.workspaceId)).token;
  const revoked = await make(home.workspaceId);
  await revokePersonalAccessToken(desk, revoked.tokenId);
  const expired = (await make(home.workspaceId, desk.runtime.now() - 1)).token;
  const foreign = (await make(strangers.workspaceId)).token;
  const within = (token: string, workspace: WorkspaceId) => ({ ...bearer(token), "seam-workspace": workspace });
  return {
    pat_with_workspace: {
      good: within(good, home.workspaceId),
      bad: within(spoilt(good), home.workspaceId),
      revoked: within(revoked.token, home.workspaceId),
      expired: within(expired, home.workspaceId),
      foreign: within(foreign, strangers.workspaceId),
      trespassing: within(foreign, home.workspaceId),
    },
    pat_without_workspace: {
      good: bearer(good),
      bad: bearer(spoilt(good)),
      revoked: bearer(revoked.token),
      expired: bearer(expired),
      foreign: bearer(foreign),
    },
  };
}

async function clientSessions({ desk }: ApiHouse, home: Household, strangers: Household): Promise<Conditions> {
  const make = async ({ workspaceId }: Household, accountIds: readonly ConnectedAccountId[]) =>
    granted(
      await createClientSession(
        desk,
        workspaceId,
        {
          userIdentifierKey: undefined,
          userIdentityId: undefined,
          customerKey: undefined,
          expiresAt: undefined,
          accountIds,
          webviewIds: [],
        },
        { takesExisting: false },
      ),
    );
  const both = [home.seenAccount.id, home.hiddenAccount.id];
  const good = await make(home, both);
  const revoked = await make(home, both);
  await revokeClientSession(desk, home.workspaceId, revoked.id);
  const expired = await make(home, both);
  await desk.store.db.query(
    "update client_sessions set expires_at = created_at + interval '1 millisecond' where client_session_id = $1",
    [expired.id],
  );
  return {
    good: bearer(good.token),
    bad: bearer(spoilt(good.token)),
    revoked: { "seam-client-session-token": revoked.token },
    expired: { ...bearer(expired.token), "client-session-token": expired.token },
    foreign: bearer((await make(strangers, [strangers.seenAccount.id, strangers.hiddenAccount.id])).token),
    narrow: { ...bearer((await make(home, [home.seenAccount.id])).token), "x-narrow": "yes" },
  };
}

async function publishableKeys({ desk }: ApiHouse, home: Household, strangers: Household): Promise<Conditions> {
  const keyOf = async (id: WorkspaceId) => granted(await getWorkspace(desk, id)).publishableKey ?? "";
  const forbidden = await createWorkspace(desk, { name: "no pages", isSandbox: true });
  const of = (key: string) => ({ "seam-publishable-key": key, "seam-user-identifier-key": "page-guest" });
  const good = await keyOf(home.workspaceId);
  return {
    good: of(good),
    bad: of(spoilt(good)),
    revoked: of(await keyOf(forbidden.id)),
    expired: undefined,
    foreign: of(await keyOf(strangers.workspaceId)),
  };
}

function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}

/** The same but for its last letter. */
function spoilt(token: string): string {
  return `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
}

function granted<Value>(value: Value | Problem): Value {
  if (isProblem(value)) throw new Error(value.message);
  return value;
}
