import type { WorkspaceId } from "#domain/ids.ts";
import { isReady, readinessOf } from "#domain/readiness.ts";
import { listArrivingCodes } from "#store/code-views.ts";
import type { Desk } from "./desk.ts";
import type { AccessCodeView } from "./views.ts";

/** One stay: linked codes are one, wherever they are. */
export interface Arrival {
  readonly id: string;
  readonly views: readonly AccessCodeView[];
}

export interface Arrivals {
  /** The soonest first. */
  readonly arrivals: readonly Arrival[];
  readonly ready: number;
  readonly atRisk: number;
  readonly codes: number;
  /** Whether these are all. */
  readonly isComplete: boolean;
}

/** Who came lately is still of interest to whoever waits for them, epoch milliseconds. */
const lookBackMs = 12 * 60 * 60_000;
/** Nobody looks through more. */
const mostCodes = 2_000;

/** The stays that begin within so many milliseconds from now, or lately began, and how each code stands. */
export async function listArrivals(desk: Desk, workspace: WorkspaceId, withinMs: number): Promise<Arrivals> {
  const { store, runtime } = desk;
  const now = runtime.now();
  const found = await listArrivingCodes(store.db, await store.keysOf(workspace), workspace, {
    from: now - lookBackMs,
    until: now + withinMs,
    now,
    limit: mostCodes + 1,
  });
  const views = found.slice(0, mostCodes);
  const standing = views.map(({ code, device, account }) => readinessOf(code, device, account, now));
  const grouped = Map.groupBy(views, ({ code }) => code.commonCodeKey ?? code.id);
  return {
    arrivals: [...grouped].map(([id, its]) => ({ id, views: its })),
    codes: views.length,
    ready: standing.filter(isReady).length,
    atRisk: standing.filter(({ mark }) => mark === "at_risk" || mark === "failed").length,
    isComplete: found.length <= mostCodes,
  };
}
