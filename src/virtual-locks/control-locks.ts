import type { Context, Hono } from "hono";
import type { ZodType, ZodTypeDef, z } from "zod";
import { setDeviceCondition } from "./conditions.ts";
import * as spec from "./control-contract.ts";
import { judge } from "./keypad.ts";
import { addByHand, changeByHand, removeByHand, turnByHand, typeCode, wipeByHand } from "./person.ts";
import { presentLock, presentTruth } from "./present.ts";
import { answer, readJson } from "./requests.ts";
import type { LockRow } from "./rows.ts";
import {
  removeFromAccount,
  restoreToAccount,
  setBattery,
  setClockError,
  setConnection,
  setHub,
  setKeypad,
  setTimeZone,
} from "./surroundings.ts";
import { isTrouble, trouble } from "./trouble.ts";
import { setUserLevels } from "./user-levels.ts";
import type { World } from "./world.ts";

type Handler = (c: Context) => Promise<Response>;
type WithBody = <T>(
  schema: ZodType<T, ZodTypeDef, unknown>,
  work: (lock: LockRow, body: T) => object | undefined,
) => Handler;

/** What people do at one lock, and what happens around it. */
export function addLockControls(app: Hono, world: World): void {
  const withLock = (id: string, work: (lock: LockRow) => object | undefined): object => {
    const lock = world.get("locks", id);
    return lock === undefined ? trouble("NOT_FOUND", "There is no such lock.") : (work(lock) ?? {});
  };
  /** The work is done on the lock as it is once the body has been read. */
  const withBody: WithBody = (schema, work) => async (c) => {
    const body = await readJson(c, schema);
    return answer(c, isTrouble(body) ? body : withLock(c.req.param("id") ?? "", (lock) => work(lock, body)));
  };
  app.get("/locks/:id", (c) =>
    answer(
      c,
      withLock(c.req.param("id"), (lock) => ({
        lock: presentLock(world, lock),
        account_id: lock.accountId,
        bolt: lock.bolt,
        access_codes: world.codesOf(lock.id).map(presentTruth),
      })),
    ),
  );
  app.post("/locks/:id/remove", (c) =>
    answer(
      c,
      withLock(c.req.param("id"), (lock) => {
        if (!lock.removed) removeFromAccount(world, lock);
        return undefined;
      }),
    ),
  );
  app.post("/locks/:id/restore", (c) =>
    answer(
      c,
      withLock(c.req.param("id"), (lock) => {
        if (lock.removed) restoreToAccount(world, lock);
        return undefined;
      }),
    ),
  );
  addPeople(app, world, withBody);
  addSurroundings(app, world, withBody);
  addConditions(app, world, withBody);
}

function addPeople(app: Hono, world: World, withBody: WithBody): void {
  app.post(
    "/locks/:id/type_code",
    withBody(spec.typedCode, (lock, { code }) => {
      const verdict = typeCode(world, lock, code);
      const because = verdict.opens ? null : verdict.because;
      return { opened: verdict.opens, access_code_id: verdict.code?.id ?? null, because };
    }),
  );
  app.post(
    "/locks/:id/would_open",
    withBody(spec.typedCode, (lock, { code }) => {
      const verdict = judge(world, lock, code);
      return { opens: verdict.opens, because: verdict.opens ? null : verdict.because };
    }),
  );
  app.post(
    "/locks/:id/tamper",
    withBody(spec.tamperSpec, (lock, body) => tamper(world, lock, body)),
  );
  app.post(
    "/locks/:id/turn",
    withBody(spec.turnSpec, (lock, { to }) => turnByHand(world, lock, to)),
  );
}

function addSurroundings(app: Hono, world: World, withBody: WithBody): void {
  app.post(
    "/locks/:id/connection",
    withBody(spec.connectionSpec, (lock, { online }) => {
      setConnection(world, lock, online);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/hub_connection",
    withBody(spec.connectionSpec, (lock, { online }) => {
      const hub = lock.hubId === undefined ? undefined : world.get("locks", lock.hubId);
      if (hub === undefined) return trouble("NOT_SUPPORTED", "This lock has no hub.");
      setConnection(world, hub, online);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/battery",
    withBody(spec.batterySpec, (lock, { level }) => {
      setBattery(world, lock, level);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/clock",
    withBody(spec.clockSpec, (lock, { error_ms }) => {
      setClockError(world, lock, error_ms);
      return undefined;
    }),
  );
}

/** What is so of a lock for longer. */
function addConditions(app: Hono, world: World, withBody: WithBody): void {
  app.post(
    "/locks/:id/condition",
    withBody(spec.deviceConditionSpec, (lock, { condition, holds }) => {
      setDeviceCondition(world, lock, condition, holds);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/hub",
    withBody(spec.hubSpec, (lock, { hub }) => {
      if (hub !== null && world.get("locks", hub)?.accountId !== lock.accountId) {
        return trouble("NOT_FOUND", "There is no such hub in the lock's account.");
      }
      setHub(world, lock, hub ?? undefined);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/keypad",
    withBody(spec.keypadSpec, (lock, { fitted, supported_code_lengths: lengths }) => {
      setKeypad(world, lock, fitted, lengths);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/user_levels",
    withBody(spec.userLevelsSpec, (lock, { user_levels: levels }) => setUserLevels(world, lock, levels)),
  );
  app.post(
    "/locks/:id/time_zone",
    withBody(spec.timeZoneSpec, (lock, { timezone }) => {
      setTimeZone(world, lock, timezone ?? undefined);
      return undefined;
    }),
  );
}

function tamper(world: World, lock: LockRow, body: z.output<typeof spec.tamperSpec>): object | undefined {
  if (body.do === "wipe") {
    wipeByHand(world, lock);
    return undefined;
  }
  if (body.do === "add") {
    const values = { name: body.name, digits: body.code, startsAt: body.starts_at, endsAt: body.ends_at };
    const added = addByHand(world, lock, values);
    return isTrouble(added) ? added : { access_code_id: added.id };
  }
  const code = world.get("codes", body.access_code_id);
  if (code === undefined || code.lockId !== lock.id) return trouble("NOT_FOUND", "There is no such code on this lock.");
  if (code.offline) return trouble("NOT_SUPPORTED", "An offline code is computed: nobody can take it off the lock.");
  if (body.do === "remove") {
    removeByHand(world, lock, code);
    return undefined;
  }
  return changeByHand(world, lock, code, {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.code !== undefined && { digits: body.code }),
    ...(body.starts_at !== undefined && { startsAt: body.starts_at ?? undefined }),
    ...(body.ends_at !== undefined && { endsAt: body.ends_at ?? undefined }),
  });
}
