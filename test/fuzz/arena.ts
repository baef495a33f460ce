import { createApi } from "#api/app.ts";
import { routes } from "#api/routes/index.ts";
import type { VirtualLocks } from "#app/desk.ts";
import type { DeviceId } from "#domain/ids.ts";
import { type Listening, listen } from "#listen.ts";
import { type ApiHouse, openApiHouse, origin, type Tenant } from "#test/support/api-house.ts";
import { ableLock, noon } from "#test/support/domain-values.ts";
import { Bout } from "./bout.ts";

export interface Arena {
  readonly house: ApiHouse;
  /** Two new workspaces that know nothing of each other. */
  newBout(): Promise<Bout>;
  close(): Promise<void>;
}

/** Each request takes this long by the house's clock, so that limits over time come and go. */
const msPerRequest = 2_500;

/** A house to be fuzzed, by its own clock; behind a socket or not. */
export async function openArena({ overSockets }: { readonly overSockets: boolean }): Promise<Arena> {
  let now = noon;
  const tenants = new Map<string, Tenant>();
  const house = await openApiHouse({ runtime: { now: () => now }, virtualLocks: locksOf(tenants) });
  const api = createApi({ desk: house.desk, version: "0.0.0" });
  const listening: Listening | undefined = overSockets
    ? await listen({ fetch: api.fetch }, { host: "127.0.0.1", port: 0 })
    : undefined;
  const ask = (request: Request) => {
    now += msPerRequest;
    return listening === undefined ? api.fetch(request) : fetch(request);
  };
  return {
    house,
    newBout: async () => {
      const pair = { harbour: await house.newTenant("Harbour"), hilltop: await house.newTenant("Hilltop") };
      const locks = { harbour: await furnish(pair.harbour, tenants), hilltop: await furnish(pair.hilltop, tenants) };
      return new Bout({ house, ask, origin: listening?.url ?? origin, tenants: pair, locks, routes, noon });
    },
    close: async () => {
      await listening?.close();
      await house.close();
    },
  };
}

/** A lock that can do everything, one that keeps no windows, one that is cut off, and one that is not managed. */
async function furnish(tenant: Tenant, tenants: Map<string, Tenant>): Promise<readonly DeviceId[]> {
  const locks = [
    await tenant.newLock({ capabilities: { ...ableLock, codeLengths: [4, 5, 6, 7, 8, 9] } }),
    await tenant.newLock({
      capabilities: { ...ableLock, schedulesNatively: false, maxCodes: 2, constraints: [{ type: "no_zeros" }] },
    }),
    await tenant.newLock({ disconnected: "device_disconnected" }),
    await tenant.newLock({}, { isManaged: false }),
  ];
  for (const lock of locks) tenants.set(`lock-${lock}`, tenant);
  return locks;
}

/** Virtual locks as far as the door shows them: a code that somebody programs is found at once. */
function locksOf(tenants: ReadonlyMap<string, Tenant>): VirtualLocks {
  const nothing = async () => {};
  return {
    enterCode: async () => ({ opened: false, because: "unknown_code" }),
    turnByHand: nothing,
    setConnection: nothing,
    setHubConnection: nothing,
    remove: nothing,
    tamperWith: nothing,
    addCode: async (lockId, code) => {
      await tenants.get(lockId)?.foundOnLock(lockId.slice("lock-".length) as DeviceId, code);
    },
  };
}
