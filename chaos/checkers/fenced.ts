import type { Checker, Claimed } from "#chaos/history.ts";

/** Clocks of one machine, read by different programs around one moment, agree to this many milliseconds. */
const blurMs = 20;

/** A command counts as sent when it left the process for the network. */
export const fenced: Checker = {
  rows: ["R-15"],
  promise: "No process sent a lock a command after another had taken the lock over.",
  objections: ({ claims, commands }) => {
    const ofLock = Map.groupBy(claims, ({ lock }) => lock);
    return commands.flatMap(({ lock, by, at }) => {
      const stale = takenFrom(ofLock.get(lock) ?? [], by, at);
      return stale === undefined ? [] : [`${by} sent ${lock} a command ${at - stale.at} ms after ${stale.by} took it.`];
    });
  },
};

/** Whoever took the lock from this process before `at`. */
function takenFrom(claims: readonly Claimed[], by: string, at: number): Claimed | undefined {
  const before = claims.filter((claim) => claim.at <= at - blurMs);
  const last = before.reduce<Claimed | undefined>(
    (latest, claim) => (latest === undefined || claim.fence > latest.fence ? claim : latest),
    undefined,
  );
  // Somebody who claims at this very moment may be told of only a moment later.
  const isOwnSoon = claims.some((claim) => claim.by === by && claim.at > at - blurMs && claim.at <= at + blurMs);
  return last === undefined || last.by === by || isOwnSoon ? undefined : last;
}
