import { listApiKeys, revokeApiKey, updateApiKey } from "#app/api-keys.ts";
import type { Desk } from "#app/desk.ts";
import type { ApiKeyView, WorkspaceView } from "#app/views.ts";
import { createApiKey, listWorkspaces } from "#app/workspaces.ts";
import { isProblem } from "#domain/problem.ts";
import { isRefused, type Refused } from "./house.ts";
import { stateOf, table, when } from "./print.ts";
import { meantWorkspace } from "./workspaces.ts";

export interface KeyOptions {
  readonly workspace?: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly expires?: number;
}

export async function addKey(desk: Desk, { workspace, name, expires }: KeyOptions): Promise<string | Refused> {
  const owner = await meantWorkspace(desk, workspace);
  if (isRefused(owner)) return owner;
  const made = await createApiKey(desk, owner, { name, expiresAt: expires });
  if (isProblem(made)) return { refused: made.message };
  return `${made.token}\n\nThis is shown once: only its hash is kept. Key ${made.keyId} of workspace ${owner.name}.`;
}

export async function showKeys(desk: Desk, { workspace }: { readonly workspace?: string }): Promise<string | Refused> {
  const owner = workspace === undefined ? undefined : await meantWorkspace(desk, workspace);
  if (isRefused(owner)) return owner;
  const lines = (await keysOf(desk, owner)).map(({ key, of }) => ({
    key: key.id,
    begins: `seam_${key.shortToken}_`,
    name: key.name,
    workspace: of.name,
    state: stateOf(key, desk.runtime.now()),
    created: when(key.createdAt),
    expires: when(key.expiresAt),
  }));
  return lines.length === 0 ? "There are no API keys yet: pintumbler keys create --name NAME" : table(lines);
}

export async function revokeKey(desk: Desk, id: string): Promise<string | Refused> {
  const found = await meantKey(desk, id);
  if (isRefused(found)) return found;
  const refused = await revokeApiKey(desk, found.of.id, found.key.id);
  if (refused !== undefined) return { refused: refused.message };
  return `Key ${found.key.id} (${found.key.name}) is revoked. A server that runs refuses it within a second.`;
}

export async function nameKey(desk: Desk, id: string, name: string): Promise<string | Refused> {
  const found = await meantKey(desk, id);
  if (isRefused(found)) return found;
  const changed = await updateApiKey(desk, found.of.id, { keyId: found.key.id, name });
  return isProblem(changed) ? { refused: changed.message } : `Key ${changed.id} is named ${changed.name}.`;
}

interface FoundKey {
  readonly key: ApiKeyView;
  readonly of: WorkspaceView;
}

async function keysOf(desk: Desk, owner: WorkspaceView | undefined): Promise<readonly FoundKey[]> {
  const found: FoundKey[] = [];
  for (const of of owner === undefined ? await listWorkspaces(desk) : [owner]) {
    found.push(...(await listApiKeys(desk, of.id)).map((key) => ({ key, of })));
  }
  return found;
}

/** By its id, or by the part of its token that is no secret. */
async function meantKey(desk: Desk, said: string): Promise<FoundKey | Refused> {
  const found = (await keysOf(desk, undefined)).find(
    ({ key }) => key.id === said.toLowerCase() || [key.shortToken, `seam_${key.shortToken}_`].includes(said),
  );
  // What was said may be a whole token: it is not said again.
  return found ?? { refused: "There is no such API key: see pintumbler keys list" };
}
