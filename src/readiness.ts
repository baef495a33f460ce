import type { WhyNotReady } from "#api/health.ts";
import { pendingMigrations } from "#store/migrate.ts";
import type { Store } from "#store/store.ts";

/** A database that takes longer to answer is as good as none, in milliseconds. */
const answersWithinMs = 2_000;

export interface Readiness {
  readonly whyNotReady: WhyNotReady;
  /** From now on it is to be asked nothing. */
  stop(): void;
}

/** What a server needs before it is asked for anything. */
export function readinessOf({ db, runtime }: Store): Readiness {
  let isStopping = false;
  const look = async (): Promise<readonly string[]> => {
    try {
      return (await pendingMigrations(db)).length > 0 ? ["migrations_pending"] : [];
    } catch {
      return ["database_unreachable"];
    }
  };
  return {
    whyNotReady: async () => {
      if (isStopping) return ["stopping"];
      const over = new AbortController();
      const late = runtime.sleep(answersWithinMs, over.signal).then(() => ["database_unreachable"]);
      return Promise.race([look(), late]).finally(() => over.abort());
    },
    stop: () => {
      isStopping = true;
    },
  };
}
