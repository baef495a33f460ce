import type { World } from "#virtual-locks/world.ts";

/** Requests of one user within an hour (page "API rate limit", read November 2026). */
const mostPerHour = 700;
const hourMs = 3_600_000;

/** Counts requests: how many seconds a user must wait for the next; `undefined`: none. */
export function rateLimit(world: World): (accountId: string) => number | undefined {
  const windows = new Map<string, { readonly from: number; readonly count: number }>();
  return (accountId) => {
    const now = world.now();
    const open = windows.get(accountId);
    const { from, count } = open !== undefined && now < open.from + hourMs ? open : { from: now, count: 0 };
    windows.set(accountId, { from, count: count + 1 });
    return count < mostPerHour ? undefined : Math.max(1, Math.ceil((from + hourMs - now) / 1_000));
  };
}
