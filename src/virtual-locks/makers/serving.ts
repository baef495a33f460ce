import type { Context } from "hono";
import { FaultGate, type Scopes } from "#virtual-locks/faults.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { lostReplyHeader } from "#virtual-locks/serving.ts";
import { isTrouble, type Trouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";

/** How one maker's cloud says what every cloud says somehow. */
export interface Manners {
  /** Whose credentials a call carries; `undefined`: nobody's. */
  accountOf(c: Context): string | undefined | Promise<string | undefined>;
  /** What whoever is not let in hears. */
  unauthorized(c: Context): Response;
  /** A trouble of ours in the maker's words. */
  say(c: Context, trouble: Trouble): Response;
}

/** Who asks. */
export interface Caller {
  readonly accountId: string;
  /** Whose faults apply. */
  readonly scopes: Scopes;
}

/** Who asks, and about which lock of theirs. */
export interface LockCaller extends Caller {
  readonly lock: LockRow;
}

/** What a call is answered with: a response of the maker's own making, a value that goes out as JSON, or a trouble. */
export type Served = Response | Trouble | object;

type Handler = (c: Context) => Promise<Response>;

/** Ways to serve one address of a maker: sign-in, faults before, the work, and what becomes of its answer. */
export interface MakerServing {
  account(work: (caller: Caller, c: Context) => Promise<Served> | Served): Handler;
  /** `writes`: it changes codes. `idOf` reads from the call which lock it is about. */
  lock(
    idOf: (c: Context) => string | Promise<string>,
    work: (caller: LockCaller, c: Context) => Promise<Served> | Served,
    options?: { readonly writes?: boolean },
  ): Handler;
}

export function makerServing(world: World, signal: AbortSignal, manners: Manners): MakerServing {
  const gate = new FaultGate(world);
  const send = (c: Context, served: Served): Response => {
    if (served instanceof Response) return served;
    return isTrouble(served) ? manners.say(c, served) : c.json(served);
  };
  const serve = async (
    c: Context,
    { accountId, scopes }: Caller,
    writes: boolean,
    work: () => Promise<Served> | Served,
  ): Promise<Response> => {
    const refusal = await gate.before(scopes, writes, signal);
    if (refusal !== undefined) return manners.say(c, refusal);
    // It may have been deleted while we waited.
    if (world.get("accounts", accountId) === undefined) return manners.unauthorized(c);
    const served = await work();
    const lost = gate.after(scopes);
    if (lost === "cut") return new Response(null, { status: 504, headers: { [lostReplyHeader]: "cut" } });
    if (lost === "timeout")
      return manners.say(c, { ...trouble("SERVICE_UNAVAILABLE", "The lock took too long to answer."), status: 504 });
    return send(c, served);
  };
  return {
    account: (work) => async (c) => {
      const accountId = await manners.accountOf(c);
      if (accountId === undefined) return manners.unauthorized(c);
      const caller = { accountId, scopes: [accountId] };
      return serve(c, caller, false, () => work(caller, c));
    },
    lock:
      (idOf, work, { writes = false } = {}) =>
      async (c) => {
        const accountId = await manners.accountOf(c);
        if (accountId === undefined) return manners.unauthorized(c);
        const id = await idOf(c);
        return serve(c, { accountId, scopes: [accountId, id] }, writes, () => {
          const lock = world.get("locks", id);
          if (lock === undefined || lock.accountId !== accountId || lock.removed)
            return trouble("NOT_FOUND", "There is no such lock.");
          return work({ accountId, scopes: [accountId, id], lock }, c);
        });
      },
  };
}
