import { type Context, Hono } from "hono";
import { unreachable } from "#virtual-locks/lock-state.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type LockCaller, makerServing, type Served } from "#virtual-locks/makers/serving.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { lostReplyHeader } from "#virtual-locks/serving.ts";
import { isTrouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";
import { create, get, query, remove, update } from "./directory.ts";
import { accountProved, challenge } from "./entrance.ts";
import { pull, subscribe, unsubscribe } from "./log.ts";
import { fail, sayTrouble, succeed } from "./words.ts";

/** 2N's intercoms, each with its own HTTP API: the first at `/1`, the second at `/2`. There is no cloud. */
export const twoN: MakerCloud = {
  maker: "two_n",
  displayName: "2N",
  routes,
  demo: {
    email: "host@two-n.example",
    password: "a door of 2n",
    locks: [
      { profile: "two_n", name: "Street door", timezone: "Europe/Prague" },
      { profile: "two_n", name: "Garage", timezone: "Europe/Prague" },
    ],
  },
};

type Work = (caller: LockCaller, c: Context, body: unknown) => Served;

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  const serve = makerServing(world, signal, {
    accountOf: (c) => {
      const lock = reached(world, c);
      return lock && accountProved(world, lock, c);
    },
    unauthorized: (c) => {
      const lock = reached(world, c);
      return lock === undefined ? silence() : challenge(world, lock, c);
    },
    say: (_, trouble) => sayTrouble(trouble),
  });
  const at = (path: string, work: Work, writes = false) => {
    const handler = serve.lock(
      (c) => reached(world, c)?.id ?? "",
      async (caller, c) => {
        const text = await c.req.text();
        const body = readJson(text);
        return text !== "" && body === undefined ? fail("invalid", "json") : work(caller, c, body);
      },
      { writes },
    );
    return { [path]: handler };
  };
  const search = (c: Context) => new URL(c.req.url).searchParams;
  const reading: Work = (caller) => succeed(info(caller.lock));
  const gets = {
    ...at("system/info", reading),
    ...at("system/status", ({ lock }) =>
      succeed({ systemTime: Math.floor((world.now() + lock.clockErrorMs) / 1_000), upTime: 1 }),
    ),
    ...at("system/timezone", ({ lock }) => succeed(zoneOf(lock))),
    ...at("dir/template", (caller) => barred(caller) ?? succeed({ series: caller.lock.id, users: [template] })),
    ...at("switch/ctrl", (caller, c) => turn(world, caller, search(c))),
    ...at("log/subscribe", (caller, c) => subscribe(world, caller, search(c))),
    ...at("log/pull", (caller, c) => pull(world, caller, search(c))),
    ...at("log/unsubscribe", (caller, c) => unsubscribe(world, caller, search(c))),
  };
  const posts = {
    ...at("dir/query", (caller) => barred(caller) ?? query(world, caller)),
    ...at("dir/get", (caller, _, body) => barred(caller) ?? get(world, caller, body)),
  };
  const puts = {
    ...at("dir/create", (caller, c, body) => create(world, caller, body, search(c).get("force") === "1"), true),
    ...at("dir/update", (caller, _, body) => update(world, caller, body), true),
    ...at("dir/delete", (caller, _, body) => remove(world, caller, body), true),
  };
  for (const [path, handler] of Object.entries(gets)) app.get(`/:n/api/${path}`, handler);
  for (const [path, handler] of Object.entries(posts)) app.post(`/:n/api/${path}`, handler);
  for (const [path, handler] of Object.entries(puts)) app.put(`/:n/api/${path}`, handler);
  app.all("/:n/api/*", (c) => (reached(world, c) === undefined ? silence() : fail("invalidPath")));
  return app;
}

/** Who stands at this address and is switched on. */
function reached(world: World, c: Context): LockRow | undefined {
  const stands = world.all("locks").filter(({ profile }) => profile.kind === "smart_lock");
  const lock = stands[Number(c.req.param("n")) - 1];
  return lock === undefined || lock.removed || unreachable(world, lock) !== undefined ? undefined : lock;
}

/** Nobody answers. */
function silence(): Response {
  return new Response(null, { status: 504, headers: { [lostReplyHeader]: "cut" } });
}

function info({ id, name, profile }: LockRow): object {
  return {
    variant: profile.model,
    serialNumber: id,
    macAddr: "7C-1E-B3-00-00-01",
    hwVersion: "535v1",
    swVersion: "2.46.0.0.0",
    buildType: "release",
    firmwarePackage: "verso",
    deviceName: name,
  };
}

/** How a zone that was never set is told, no source says: assumed. */
function zoneOf({ timeZone }: LockRow): object {
  return timeZone === undefined ? { automatic: true } : { automatic: false, zone: timeZone.replaceAll("_", " ") };
}

/** The fields of an entry that are kept here, at their defaults. */
const template = {
  uuid: "",
  deleted: false,
  name: "",
  access: { pin: "", validFrom: "0", validTo: "0" },
  timestamp: 0,
};

/** Seeing the directory wants the right to control the system too. */
function barred({ lock: { conditions = {} } }: LockCaller): Response | undefined {
  return conditions.credentials_missing === undefined && conditions.not_authorized === undefined
    ? undefined
    : fail("privileges");
}

/** The switch of a door falls back by itself, so that only its first way is played. */
function turn(world: World, { lock }: LockCaller, asked: URLSearchParams): Served {
  if (asked.get("switch") !== "1") return fail("invalid", "switch");
  if (!["on", "trigger"].includes(asked.get("action") ?? "")) return fail("invalid", "action");
  const accepted = acceptTurn(world, lock, "unlock");
  return isTrouble(accepted) ? accepted : succeed();
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
