import type { WorkspaceId } from "#domain/ids.ts";
import { isReady, type Readiness, readinessOf } from "#domain/readiness.ts";
import { listArrivingCodes } from "#store/code-views.ts";
import type { Desk } from "./desk.ts";
import type { AccessCodeView } from "./views.ts";

/** One stay: linked codes are one, wherever they are. */
export interface Arrival {
  readonly id: string;
  readonly views: readonly AccessCodeView[];
}

export interface AskedArrivals {
  readonly withinMs: number;
  readonly limit: number;
  /** Only stays of which a code is at risk. */
  readonly isAtRisk: boolean;
}

export interface Arrivals {
  /** The soonest first, up to the limit. */
  readonly arrivals: readonly Arrival[];
  /** How many there are of the kind that was asked for. */
  readonly count: number;
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
export async function listArrivals(
  desk: Desk,
  workspace: WorkspaceId,
  { withinMs, limit, isAtRisk }: AskedArrivals,
): Promise<Arrivals> {
  const { store, runtime } = desk;
  const now = runtime.now();
  const found = await listArrivingCodes(store.db, await store.keysOf(workspace), workspace, {
    from: now - lookBackMs,
    until: now + withinMs,
    now,
    limit: mostCodes + 1,
  });
  const views = found.slice(0, mostCodes);
  const standing = new Map(
    views.map((view) => [view, readinessOf(view.code, view.device, view.account, now)] as const),
  );
  const stands = [...standing.values()];
  const isBad = (view: AccessCodeView) => isTrouble(standing.get(view));
  const grouped = [...Map.groupBy(views, ({ code }) => code.commonCodeKey ?? code.id)];
  const asked = grouped.filter(([, its]) => !isAtRisk || its.some(isBad));
  return {
    arrivals: asked.slice(0, limit).map(([id, its]) => ({ id, views: its })),
    count: asked.length,
    codes: views.length,
    ready: stands.filter(isReady).length,
    atRisk: stands.filter(isTrouble).length,
    isComplete: found.length <= mostCodes,
  };
}

function isTrouble(standing: Readiness | undefined): boolean {
  return standing?.mark === "at_risk" || standing?.mark === "failed";
}
