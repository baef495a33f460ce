import type { CodeRow, Faults } from "./rows.ts";
import { type Trouble, trouble, troubleOfStatus } from "./trouble.ts";
import type { World } from "./world.ts";

/** The scopes of one request: its account, then its lock where it names one. */
export type Scopes = readonly string[];

/** Refuses requests before they do anything, as the faults of their account and lock say. */
export class FaultGate {
  readonly #world: World;
  readonly #minutes = new Map<string, { minute: number; count: number }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Why a request fails before it does anything; `undefined` lets it through. */
  async before(scopes: Scopes, isWrite: boolean, signal: AbortSignal): Promise<Trouble | undefined> {
    for (const scope of scopes) {
      const faults = this.#world.get("faults", scope);
      if (faults === undefined) continue;
      if (faults.latencyMs !== undefined) await this.#world.runtime.sleep(faults.latencyMs, signal);
      const refusal = this.#refusal(scope, faults, isWrite);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** How the reply to a request that was done gets lost; `undefined`: it does not. */
  after(scopes: Scopes): "cut" | "timeout" | undefined {
    const lost = takeOne(this.#world, scopes, "loseReplies");
    return lost === undefined ? undefined : lost.loseReplies?.as;
  }

  #refusal(scope: string, faults: Faults, isWrite: boolean): Trouble | undefined {
    if (faults.outage === true) return trouble("SERVICE_UNAVAILABLE", "This virtual lock cloud is out.");
    const waitSeconds = faults.ratePerMinute === undefined ? 0 : this.#overRate(scope, faults.ratePerMinute);
    if (waitSeconds > 0) return trouble("RATE_LIMITED", "Too many requests.", { retryAfterSeconds: waitSeconds });
    if (isWrite && faults.failWrites !== undefined) return troubleOfStatus(faults.failWrites.status);
    const failing = takeOne(this.#world, [scope], "failNext")?.failNext;
    if (failing !== undefined) return troubleOfStatus(failing.status);
    if (faults.errorRate !== undefined && this.#world.runtime.random() < faults.errorRate) {
      return trouble("SERVICE_UNAVAILABLE", "This virtual lock cloud was told to fail now and then.");
    }
    return undefined;
  }

  /** Seconds until the next minute begins where this one is used up; 0 where it is not. */
  #overRate(scope: string, perMinute: number): number {
    const now = this.#world.now();
    const minute = Math.floor(now / 60_000);
    const seen = this.#minutes.get(scope);
    const count = seen?.minute === minute ? seen.count + 1 : 1;
    this.#minutes.set(scope, { minute, count });
    return count > perMinute ? Math.max(1, Math.ceil(((minute + 1) * 60_000 - now) / 1_000)) : 0;
  }
}

/** Uses up one write that is said to be done and is not. */
export function dropsThisWrite(world: World, scopes: Scopes): boolean {
  return takeOne(world, scopes, "dropWrites") !== undefined;
}

/** What a listing of a lock shows now: what is, or what was, and perhaps as if the lock had not confirmed it. */
export function listedCodes(world: World, scopes: Scopes, lockId: string): readonly CodeRow[] {
  const faults = scopes.map((scope) => world.get("faults", scope));
  const stale = faults.map((each) => each?.staleListing).find((each) => each !== undefined && world.now() < each.until);
  const codes = stale === undefined ? world.codesOf(lockId) : (stale.codes[lockId] ?? []);
  const isUnconfirmed = faults.some((each) => world.now() < (each?.unconfirmedUntil ?? 0));
  return isUnconfirmed ? codes.map(unconfirmed) : codes;
}

function unconfirmed(code: CodeRow): CodeRow {
  return code.asked === undefined ? { ...code, onLock: undefined, asked: code.onLock } : code;
}

/** The faults of the first scope that has one of a counted kind left, which is then one fewer. */
function takeOne(world: World, scopes: Scopes, kind: "failNext" | "loseReplies" | "dropWrites"): Faults | undefined {
  for (const scope of scopes) {
    const faults = world.get("faults", scope);
    const left = faults?.[kind];
    const count = typeof left === "object" ? left.count : left;
    if (faults === undefined || count === undefined || count <= 0) continue;
    const rest = typeof left === "object" ? { ...left, count: count - 1 } : count - 1;
    world.commit("fault_used", { scope, kind }, [
      { table: "faults", id: scope, row: { ...faults, [kind]: count > 1 ? rest : undefined } },
    ]);
    return faults;
  }
  return undefined;
}
