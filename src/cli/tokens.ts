import type { Desk } from "#app/desk.ts";
import {
  createPersonalAccessToken,
  listPersonalAccessTokens,
  revokePersonalAccessToken,
} from "#app/personal-access-tokens.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { isRefused, type Refused } from "./house.ts";
import { stateOf, table, when } from "./print.ts";
import { meantWorkspace } from "./workspaces.ts";

export interface TokenOptions {
  readonly name: string;
  readonly workspace?: readonly string[];
  /** Epoch milliseconds. */
  readonly expires?: number;
}

export async function addToken(desk: Desk, { name, workspace, expires }: TokenOptions): Promise<string | Refused> {
  const workspaces: WorkspaceId[] = [];
  for (const said of workspace ?? []) {
    const found = await meantWorkspace(desk, said);
    if (isRefused(found)) return found;
    workspaces.push(found.id);
  }
  const reach = workspaces.length === 0 ? undefined : workspaces;
  const made = await createPersonalAccessToken(desk, { name, workspaces: reach, expiresAt: expires });
  const opens = reach === undefined ? "every workspace, also those to come" : reach.join(", ");
  return `${made.token}\n\nThis is shown once: only its hash is kept. Token ${made.tokenId} opens ${opens}.`;
}

export async function showTokens(desk: Desk): Promise<string> {
  const tokens = await listPersonalAccessTokens(desk);
  if (tokens.length === 0) return "There are no personal access tokens yet: pintumbler tokens create --name NAME";
  return table(
    tokens.map((token) => ({
      token: token.id,
      begins: `seam_${token.shortToken}_`,
      name: token.name,
      opens: token.workspaces === undefined ? "every workspace" : token.workspaces.join(" "),
      state: stateOf(token, desk.runtime.now()),
      created: when(token.createdAt),
      expires: when(token.expiresAt),
    })),
  );
}

export async function revokeToken(desk: Desk, said: string): Promise<string | Refused> {
  const token = (await listPersonalAccessTokens(desk)).find(
    ({ id, shortToken }) => id === said.toLowerCase() || [shortToken, `seam_${shortToken}_`].includes(said),
  );
  if (token === undefined) return { refused: "There is no such token: see pintumbler tokens list" };
  await revokePersonalAccessToken(desk, token.id);
  return `Token ${token.id} (${token.name}) is revoked.`;
}
