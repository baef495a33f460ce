import type { NativeId } from "#domain/ids.ts";
import type { Group, Guest } from "./wire.ts";

/** What access groups for codes at this lock are called: nobody else makes one of that name. */
export function groupNameOf(lock: NativeId): string {
  return `Pintumbler ${lock}`;
}

/** A guest is called after the code, and after its group: Salto has no field of ours, and lists no groups of a user. */
export function aliasOf(label: string, group: Group): string {
  return `${label}${ending(group)}`;
}

/** What a guest of this group is called apart from that; `undefined`: it is none. */
export function labelIn({ alias }: Guest, group: Group): string | undefined {
  const end = ending(group);
  return alias?.endsWith(end) === true && alias.length > end.length ? alias.slice(0, -end.length) : undefined;
}

function ending({ id }: Group): string {
  return ` (${id.slice(0, 8)})`;
}
