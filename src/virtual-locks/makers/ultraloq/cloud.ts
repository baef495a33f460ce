import { type Context, Hono } from "hono";
import { unreachable } from "#virtual-locks/lock-state.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type LockCaller, type MakerServing, makerServing, type Served } from "#virtual-locks/makers/serving.ts";
import { bearer } from "#virtual-locks/requests.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { accountOfToken } from "#virtual-locks/tokens.ts";
import { isTrouble, trouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";
import { presentDevice, presentStates, tell } from "./devices.ts";
import { addDoor } from "./door.ts";
import { addUser, deleteUser, getUser, listUsers, updateUser } from "./users.ts";
import { type Asked, answered, deferred, readAsked, refused, say } from "./words.ts";

/** The open API of U-tec, as far as it is known (README.md). */
export const ultraloq: MakerCloud = {
  maker: "ultraloq",
  displayName: "Ultraloq",
  routes,
  tell,
  demo: {
    email: "owner@ultraloq.example",
    password: "a door of ultraloq",
    locks: [{ profile: "ultraloq", name: "Front door", timezone: "America/New_York" }],
  },
};

type Handler = (c: Context) => Promise<Response>;

/** One address does everything: which, the body's header says. */
function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  addDoor(app, world);
  const serve = makerServing(world, signal, {
    accountOf: (c) => accountOfToken(world, bearer(c)),
    unauthorized: (c) => refused(c, "INVALID_TOKEN", "Token is invalid, expired, or malformed."),
    say,
  });
  const acts = new Map<string, Handler>([...accountActs(world, serve), ...lockActs(world, serve)]);
  app.post("/action", async (c: Context) => {
    const asked = readAsked(await c.req.json().catch(() => undefined));
    if (asked === undefined) return refused(c, "BAD_REQUEST", "This cannot be read.");
    c.set("asked", asked);
    const act = acts.get(asked.what) ?? acts.get(asked.act);
    return act === undefined ? refused(c, "BAD_REQUEST", "There is no such action.") : act(c);
  });
  return app;
}

const askedOf = (c: Context): Asked => c.get("asked") as Asked;

function accountActs(world: World, serve: MakerServing): readonly (readonly [string, Handler])[] {
  return [
    [
      "Uhome.User Get",
      serve.account(({ accountId }, c) =>
        answered(c, { user: { id: accountId, lastName: "Lastname", FirstName: "Firstname" } }),
      ),
    ],
    [
      "Uhome.Device Discovery",
      serve.account(({ accountId }, c) => answered(c, { devices: locksOf(world, accountId).map(presentDevice) })),
    ],
    [
      "Uhome.Device Query",
      serve.account(({ accountId }, c) => {
        const locks = locksOf(world, accountId);
        const devices = askedOf(c).devices.map(({ id }) => {
          const lock = locks.find((each) => each.id === id);
          const error = { code: "INVALID_DEVICE", message: "There is no such device." };
          return lock === undefined ? { id, error } : { id, states: presentStates(world, lock) };
        });
        return answered(c, { devices });
      }),
    ],
    [
      "Uhome.Configure Set",
      serve.account(({ accountId }, c) => {
        const { notification } = askedOf(c);
        if (notification === undefined) return refused(c, "BAD_REQUEST", "A notification is needed.");
        const id = `${accountId}/notification`;
        const row = { id, accountId, url: notification.url, events: [], secret: notification.access_token };
        world.commit("webhook_registered", { webhook_id: id }, [{ table: "webhooks", id, row }]);
        return answered(c, []);
      }),
    ],
  ];
}

function lockActs(world: World, serve: MakerServing): readonly (readonly [string, Handler])[] {
  const idOf = (c: Context) => askedOf(c).devices[0]?.id ?? "";
  const at = (work: (caller: LockCaller, c: Context) => Served, writes: boolean) => serve.lock(idOf, work, { writes });
  const turn = (action: "lock" | "unlock") =>
    at(({ lock }, c) => {
      const accepted = acceptTurn(world, lock, action);
      return isTrouble(accepted) ? accepted : deferred(c, 20);
    }, false);
  return [
    ["st.lock lock", turn("lock")],
    ["st.lock unlock", turn("unlock")],
    ["st.lockUser list", at((caller, c) => listUsers(world, caller, c), false)],
    ["st.lockUser get", at((caller, c) => getUser(world, caller, c, askedOf(c).user), false)],
    [
      "st.lockUser add",
      at((caller, c) => whenReached(world, caller, () => addUser(world, caller, c, askedOf(c).user)), true),
    ],
    [
      "st.lockUser update",
      at((caller, c) => whenReached(world, caller, () => updateUser(world, caller, c, askedOf(c).user)), true),
    ],
    [
      "st.lockUser delete",
      at((caller, c) => whenReached(world, caller, () => deleteUser(world, caller, c, askedOf(c).user)), true),
    ],
  ];
}

function whenReached(world: World, { lock }: LockCaller, work: () => Served): Served {
  return unreachable(world, lock) === undefined ? work() : trouble("DEVICE_OFFLINE", "Device is offline.");
}

function locksOf(world: World, accountId: string): readonly LockRow[] {
  return world.all("locks").filter((lock) => lock.accountId === accountId && !lock.removed);
}
