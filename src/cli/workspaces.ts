import type { Desk } from "#app/desk.ts";
import type { WorkspaceView } from "#app/views.ts";
import { createWorkspace, listWorkspaces } from "#app/workspaces.ts";
import type { Refused } from "./house.ts";
import { table, when } from "./print.ts";

export async function showWorkspaces(desk: Desk): Promise<string> {
  const workspaces = await listWorkspaces(desk);
  if (workspaces.length === 0) return "There are no workspaces yet: pintumbler workspaces create NAME";
  return table(
    workspaces.map(({ id, name, isSandbox, createdAt }) => ({
      workspace: id,
      name,
      kind: isSandbox ? "sandbox" : "production",
      created: when(createdAt),
    })),
  );
}

export async function addWorkspace(
  desk: Desk,
  name: string,
  { sandbox }: { readonly sandbox?: boolean },
): Promise<string> {
  const made = await createWorkspace(desk, { name, isSandbox: sandbox === true });
  return `Workspace ${made.id}\n\nNext: pintumbler keys create --workspace ${made.id} --name "..."`;
}

/** The workspace that is meant: by its id or its name, or the only one that there is. */
export async function meantWorkspace(desk: Desk, said: string | undefined): Promise<WorkspaceView | Refused> {
  const workspaces = await listWorkspaces(desk);
  const found =
    said === undefined ? workspaces : workspaces.filter(({ id, name }) => id === said.toLowerCase() || name === said);
  const [one, another] = found;
  if (one !== undefined && another === undefined) return one;
  if (one === undefined) {
    return { refused: said === undefined ? "There are no workspaces yet." : `There is no workspace ${said}.` };
  }
  const names = found.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
  return { refused: `Say which workspace is meant, with --workspace ID:\n${names}` };
}
