import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { connectAccount } from "#app/connect-account.ts";
import type { Desk } from "#app/desk.ts";
import { createApiKey, createWorkspace } from "#app/workspaces.ts";
import { isProblem } from "#domain/problem.ts";
import { openStore } from "#store/store.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { type ControlClient, controlClient } from "#virtual-locks/control-client.ts";
import type { DeviceInput } from "#virtual-locks/control-contract.ts";
import type { Database } from "./database.ts";
import { type Program, programOf } from "./program.ts";

/** The locks and their cloud, which nothing of ours ends. */
export interface LockCloud {
  readonly program: Program;
  readonly port: number;
  readonly token: string;
  readonly control: ControlClient;
  /** What happened there, as it was written down before it was answered. */
  readonly journal: string;
}

const virtualLocks = join(import.meta.dirname, "..", "src", "virtual-locks", "main.ts");

export async function openLockCloud(folder: string): Promise<LockCloud> {
  const token = randomBytes(18).toString("hex");
  const state = join(folder, "locks");
  const program = programOf({
    name: "locks",
    command: ["--disable-warning=ExperimentalWarning", virtualLocks],
    environment: { VIRTUAL_LOCKS_STATE_DIR: state, VIRTUAL_LOCKS_CONTROL_TOKEN: token },
    isReady: (line) => line.startsWith("{"),
    log: join(folder, "locks.log"),
  });
  const { port } = JSON.parse(await program.start()) as { port: number };
  const control = controlClient({ baseUrl: `http://127.0.0.1:${port}`, token, fetch: (request) => fetch(request) });
  return { program, port, token, control, journal: join(state, "journal.jsonl") };
}

const client = { client_id: "chaos", client_secret: "chaos-secret" };
const locksAnAccount = 10;

/** Locks that keep times and change codes in place, and locks that do neither, in turn. */
function lockNumber(number: number): DeviceInput {
  const isClever = number % 2 === 0;
  return {
    profile: "schlage",
    name: `Door ${number}`,
    overrides: {
      supported_code_lengths: [6],
      code_constraints: [],
      max_active_codes_supported: 200,
      native_scheduling: isClever,
      updates_in_place: isClever,
      programming_ms: 150,
    },
  };
}

/**
 * A workspace whose accounts are at the lock cloud, by way of `address`; answers a key of it and the locks. It is made
 * past the servers, which find it in the database as they find everything.
 */
export async function makeEstate(
  database: Database,
  { control }: LockCloud,
  {
    address,
    masterKey,
    lockCount,
  }: { readonly address: string; readonly masterKey: string; readonly lockCount: number },
): Promise<{ readonly token: string; readonly locks: readonly string[] }> {
  const db = database.open();
  try {
    const runtime = quietRuntime();
    const store = openStore(db, runtime, new Uint8Array(Buffer.from(masterKey, "hex")));
    const desk: Desk = { store, runtime, nudge: () => {}, virtualLocks: undefined };
    const workspace = await createWorkspace(desk, { name: "Chaos", isSandbox: false });
    const key = await createApiKey(desk, workspace, { name: "chaos" });
    if (isProblem(key)) throw new Error(key.message);
    await control.registerClient({ ...client, redirect_uris: [] });
    const locks: string[] = [];
    while (locks.length < lockCount) {
      const numbers = Array.from(
        { length: Math.min(locksAnAccount, lockCount - locks.length) },
        (_, at) => locks.length + at,
      );
      const email = `host${locks.length}@example.com`;
      const made = await control.createAccount({
        email,
        password: "1234",
        client_id: client.client_id,
        locks: numbers.map(lockNumber),
      });
      await connectAccount(desk, workspace.id, {
        driver: "lock_cloud",
        displayName: email,
        config: {
          baseUrl: address,
          clientId: client.client_id,
          clientSecret: client.client_secret,
          accessToken: made.access_token,
          refreshToken: made.refresh_token,
        },
        automaticallyManagesNewDevices: true,
      });
      locks.push(...made.locks.map(({ lock_id }) => lock_id));
    }
    return { token: key.token, locks };
  } finally {
    await db.close();
  }
}
