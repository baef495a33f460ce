/** What a process does of all that there is to do. */
export const roleNames = ["api", "workers", "webhooks", "sandbox"] as const;
export type Role = (typeof roleNames)[number];

/** One process that does everything. */
export const everyRole: ReadonlySet<Role> = new Set(roleNames);

/** The roles that are named, such as `--api --workers`; where none is, all. */
export function rolesIn(words: readonly string[]): ReadonlySet<Role> {
  const named = roleNames.filter((role) => words.includes(`--${role}`));
  return named.length === 0 ? everyRole : new Set(named);
}

/** The API, the workers and the post in one: nobody else has to be woken. */
export function isWhole(roles: ReadonlySet<Role>): boolean {
  return roleNames.every((role) => role === "sandbox" || roles.has(role));
}
