import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createAccessCode } from "#app/access-codes.ts";
import type { Desk } from "#app/desk.ts";
import type { CreateAccessCode } from "#app/requests.ts";
import type { WorkspaceView } from "#app/views.ts";
import { createApiKey, createWorkspace } from "#app/workspaces.ts";
import type { AccessCodeId, ConnectedAccountId, DeviceId, NativeId, WorkspaceId } from "#domain/ids.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import { insertAccount } from "#store/connected-accounts.ts";
import { openDb } from "#store/db.ts";
import { insertDevice } from "#store/device-looks.ts";
import { openStore } from "#store/store.ts";
import { device as aDevice, account as anAccount } from "#test/support/domain-values.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { startProgram } from "./program.ts";
import { stayBeforeAll, stayOf } from "./stays.ts";
import type { Workshop } from "./workshop.ts";

/** A filled database, the API that serves it from a process of its own, and the desk to the same data in this one. */
export interface BenchHouse {
  readonly url: string;
  readonly databaseUrl: string;
  readonly token: string;
  readonly desk: Desk;
  readonly workspace: WorkspaceId;
  /** Locks without codes, for codes to be made on. */
  readonly locks: readonly DeviceId[];
  readonly codesOfSmallLock: CodesOfLock;
  readonly codesOfFullLock: CodesOfLock;
  /** Of the API's process. */
  readonly pid: number;
  /** Ends it. */
  end(): Promise<void>;
}

export interface CodesOfLock {
  readonly lock: DeviceId;
  readonly codes: readonly AccessCodeId[];
}

export interface HouseSize {
  /** Locks for codes to be made on: so many that none becomes unlike any in a real house. */
  readonly locks: number;
  /** Of those, so many have a code from the start: the planner goes by what a full house looks like. */
  readonly guests: number;
  readonly smallLock: number;
  readonly fullLock: number;
}

/** `CPU_PROF_DIR` in the surroundings has the API's process write a profile there as it ends. */
export async function openHouse(workshop: Workshop, size: HouseSize): Promise<BenchHouse> {
  const { databaseUrl, desk, key, masterKey, workspace } = await openBareHouse(workshop, "bench");
  const { db } = desk.store;
  const locks = await addLocks(desk, workspace.id, size.locks + 2);
  const [small, full, ...others] = locks;
  if (small === undefined || full === undefined) throw new Error("There are two locks at least.");
  await addGuests(desk, workspace.id, others.slice(0, size.guests));
  const codesOfSmallLock = await addCodes(desk, workspace.id, small, size.smallLock);
  const codesOfFullLock = await addCodes(desk, workspace.id, full, size.fullLock);
  // The server would do it by itself within a minute; what is measured must not depend on when.
  await db.query("analyze");

  const { CPU_PROF_DIR } = process.env;
  const program = await startProgram(join(import.meta.dirname, "api-process.ts"), {
    environment: {
      DATABASE_URL: databaseUrl,
      BENCH_MASTER_KEY: masterKey,
      NODE_ENV: "production",
    },
    nodeOptions: CPU_PROF_DIR === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${CPU_PROF_DIR}`],
    isReady: (line) => line.startsWith("{"),
  });
  workshop.onClose(program.end);
  const { url } = JSON.parse(program.line) as { url: string };
  return {
    url,
    databaseUrl,
    token: key.token,
    desk,
    workspace: workspace.id,
    locks: others,
    codesOfSmallLock,
    codesOfFullLock,
    pid: program.pid,
    end: program.end,
  };
}

export interface BareHouse {
  readonly databaseUrl: string;
  /** In hex. */
  readonly masterKey: string;
  readonly desk: Desk;
  readonly workspace: WorkspaceView;
  readonly key: { readonly token: string };
}

/** A workspace in a database of its own, and the desk to it. */
export async function openBareHouse(workshop: Workshop, name: string): Promise<BareHouse> {
  const databaseUrl = await workshop.newDatabase(name);
  const masterKey = randomBytes(32);
  const runtime = quietRuntime();
  const db = openDb(databaseUrl);
  workshop.onClose(db.close);
  const store = openStore(db, runtime, new Uint8Array(masterKey));
  const desk: Desk = { store, runtime, nudge: () => {}, virtualLocks: undefined };
  const workspace = await createWorkspace(desk, { name: "Bench", isSandbox: true });
  const key = allowed(await createApiKey(desk, workspace, { name: "bench" }));
  return { databaseUrl, masterKey: masterKey.toString("hex"), desk, workspace, key };
}

/** An account whose provider nobody asks, with locks that can do everything and are not full at any number of codes. */
async function addLocks({ store, runtime }: Desk, workspaceId: WorkspaceId, count: number): Promise<DeviceId[]> {
  const accountId = runtime.uuid() as ConnectedAccountId;
  const account = { ...anAccount, id: accountId, workspaceId, createdAt: runtime.now() };
  await insertAccount(store.db, await store.keysOf(workspaceId), account, {});
  return store.db.transaction(async (tx) => {
    const ids: DeviceId[] = [];
    for (let number = 1; number <= count; number += 1) {
      const id = runtime.uuid() as DeviceId;
      const { report } = aDevice({ maxCodes: undefined });
      await insertDevice(tx, {
        id,
        workspaceId,
        accountId,
        isManaged: true,
        report: { ...report, nativeId: `lock-${number}` as NativeId, name: `Door ${number}` },
        at: runtime.now(),
      });
      ids.push(id);
    }
    return ids;
  });
}

async function addCodes(desk: Desk, workspace: WorkspaceId, lock: DeviceId, count: number): Promise<CodesOfLock> {
  const codes: AccessCodeId[] = [];
  const startedAt = desk.runtime.now();
  for (let number = 0; number < count; number += 1) {
    // One every ten seconds until now: a lock takes no more than ten in a minute.
    const runtime = { ...desk.runtime, now: () => startedAt - (count - number) * 10_000 };
    const created = allowed(await createAccessCode({ ...desk, runtime }, workspace, wishFor(lock, number, undefined)));
    codes.push(created.view.code.id);
  }
  return { lock, codes };
}

/** One code on each of these, some at a time. */
async function addGuests(desk: Desk, workspace: WorkspaceId, locks: readonly DeviceId[]): Promise<void> {
  const left = [...locks];
  const add = async () => {
    for (let lock = left.pop(); lock !== undefined; lock = left.pop()) {
      allowed(await createAccessCode(desk, workspace, wishFor(lock, stayBeforeAll, undefined)));
    }
  };
  await Promise.all(Array.from({ length: 10 }, add));
}

/** What the desk is asked for one guest's stay. */
export function wishFor(lock: DeviceId, stay: number, digits: string | undefined): CreateAccessCode {
  const { name, startsAt, endsAt } = stayOf(stay);
  return {
    deviceId: lock,
    name,
    digits,
    startsAt,
    endsAt,
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: false,
  };
}

export function allowed<Value extends object>(answer: Value | Problem): Value {
  if (isProblem(answer)) throw new Error(`What the measurement needs was refused: ${answer.message}`);
  return answer;
}
