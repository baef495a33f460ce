import { createApi } from "#api/app.ts";
import type { Desk } from "#app/desk.ts";
import { createApiKey, createWorkspace } from "#app/workspaces.ts";
import { connectDrivers } from "#connect-drivers.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { ConnectedAccountId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import { accountPass } from "#reconcile/account-pass.ts";
import { type DriverFor, devicePass } from "#reconcile/device-pass.ts";
import { createNudge } from "#reconcile/nudge.ts";
import type { Pass } from "#reconcile/worker.ts";
import { type TestRuntime, testRuntime } from "#runtime/test-runtime.ts";
import { signInAtMakers } from "#sign-in-at-makers.ts";
import { insertAccount, makeAccountDue, saveConfig } from "#store/connected-accounts.ts";
import { openDb } from "#store/db.ts";
import { claimDue, type LeaseKind, release } from "#store/leases.ts";
import { openStore, type Store } from "#store/store.ts";
import type { MakerStack } from "#test/makers/maker-stack.ts";
import type { AnswerBody } from "#test/support/api-house.ts";
import { conforming } from "#test/support/conformance.ts";
import { passingTime } from "#test/support/passing-time.ts";
import { freshDatabase } from "#test/support/postgres.ts";
import { type ControlClient, controlClient } from "#virtual-locks/control-client.ts";
import type { ClientInput, DeviceInput } from "#virtual-locks/control-contract.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { profiles } from "#virtual-locks/profiles/all.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";

const baseUrl = "https://virtual-locks.test";
const token = "control";
const owner = { email: "owner@example.com", password: "password" };
const options = { sweepMs: 10 * 60_000, callTimeoutMs: 20_000 };
/** What a lock of a make needs to take the cases' digits. */
const further: Readonly<Record<string, Partial<DeviceInput>>> = { schlage: { code_length: 6 } };

/** A lock of the house's make, as its cloud and as our API call it. */
export interface HouseLock {
  readonly lockId: string;
  readonly deviceId: DeviceId;
}

/**
 * A whole house with one account of one make in one process, by one clock: the API, held against the contract,
 * the reconciler with the real driver, a database, and the make's virtual locks.
 */
export interface MakerHouse {
  readonly control: ControlClient;
  readonly accountId: ConnectedAccountId;
  /** The account, as the make's cloud calls it. */
  readonly cloudAccount: string;
  /** Our application at the make's cloud; `undefined`: it wants none. */
  readonly client: ClientInput | undefined;
  readonly hub: string | undefined;
  /** The maker chooses the PIN of each code: nobody may ask for one of their own. */
  readonly choosesPins: boolean;
  readonly store: Store;
  now(): number;
  /** Another device of the account, not looked at by us. */
  addDevice(device: DeviceInput): Promise<string>;
  /** A lock of the house's model that differs in this, known to us. */
  newLock(more?: Partial<DeviceInput>): Promise<HouseLock>;
  /** POSTs to the API. */
  post(path: string, body: object): Promise<AnswerBody>;
  /** What is kept of the account's credentials is no longer to be read. */
  spoilCredentials(): Promise<void>;
  /** The owner connects the account anew. */
  signInAgain(): Promise<void>;
  /** Works whatever is due now. */
  work(): Promise<void>;
  /** Has everything looked at now. */
  look(): Promise<void>;
  /** Lets time pass, and works whatever comes due meanwhile. */
  advance(ms: number): Promise<void>;
  /** Lets time pass with nobody at work. */
  leap(ms: number): Promise<void>;
  /** The lock leaves the account and our records: the others have the house to themselves. */
  forget(lock: HouseLock): Promise<void>;
  close(): Promise<void>;
}

/** `stack`: by which driver and wire it is reached. */
export async function openMakerHouse(profile: string, stack: MakerStack): Promise<MakerHouse> {
  const { close, desk, maker, post, workspace, ...worked } = await openUnconnected(profile, stack, { isSandbox: true });
  const account = await connectAccount(desk, workspace, maker);
  return {
    ...maker,
    ...worked,
    accountId: account.id,
    choosesPins: stack.choosesPins === true,
    store: desk.store,
    now: maker.runtime.now,
    newLock: async (more = {}) => {
      const paired = maker.hub === undefined ? {} : { hub: maker.hub };
      const usual = { profile, name: "Front door", timezone: "Europe/Berlin", ...further[profile], ...paired };
      const lockId = await maker.addDevice({ ...usual, ...more });
      await worked.look();
      const text = "select device_id as id from devices where native_id = $1";
      const [row] = await desk.store.db.query<{ id: DeviceId }>(text, [lockId]);
      invariant(row !== undefined, "the account's locks are found");
      return { lockId, deviceId: row.id };
    },
    post,
    forget: async ({ lockId, deviceId }) => {
      await maker.control.remove(lockId);
      await post("/devices/delete", { device_id: deviceId });
    },
    spoilCredentials: account.spoilCredentials,
    signInAgain: account.signInAgain,
    close,
  };
}

/** The house before anybody has connected the account. In a workspace that is no sandbox, its maker can be signed in to. */
export async function openUnconnected(profile: string, stack: MakerStack, { isSandbox }: { isSandbox: boolean }) {
  const maker = await openMaker(profile, stack);
  const { runtime } = maker;
  const database = await freshDatabase();
  const db = openDb(database.url, { maxConnections: 4 });
  const store = openStore(db, runtime, new Uint8Array(32).fill(7));
  const settings = stack.settings(baseUrl);
  const { driver } = stack.module.manifest;
  const providers = signInAtMakers(runtime, (of) => (of === driver ? settings : {}));
  const providerSignIn = { providersFor: () => providers, hintFor: () => undefined };
  const desk: Desk = { store, runtime, nudge: () => {}, virtualLocks: undefined, providerSignIn };
  const workspace = await createWorkspace(desk, { name: "House", isSandbox });
  const key = await createApiKey(desk, workspace, { name: "test" });
  invariant(!isProblem(key), "a drawn key is well formed");
  const fetch = conforming(createApi({ desk, version: "0.0.0" }).fetch);
  const drivers = connectDrivers(stack.waitsWithinSteps ? { ...desk, runtime: passingTime(runtime) } : desk, {
    deliveriesAt: "https://pintumbler.test/provider_deliveries",
    // No driver of these makers keeps files.
    dataDirectory: "",
    settingsOf: () => settings,
  });
  const post: MakerHouse["post"] = async (path, body) => {
    const headers = { authorization: `Bearer ${key.token}`, "content-type": "application/json" };
    const request = new Request(`http://house.example${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return (await fetch(request)).json() as Promise<AnswerBody>;
  };
  return {
    ...workedBy(desk, drivers.driverFor, runtime),
    desk,
    maker,
    workspace,
    fetch,
    apiKey: key.token,
    post,
    close: async () => {
      await drivers.close();
      maker.close();
      await db.close();
      await database.drop();
    },
  };
}

/** The make's cloud with one account, and the world that both it and we live in. */
async function openMaker(profile: string, stack: MakerStack) {
  const provider = profiles.get(profile)?.provider;
  invariant(provider !== undefined, "there is such a profile");
  const runtime = testRuntime({
    // What the cloud posts to us is lost: all that is known of the locks is seen by looking.
    fetch: async (request) =>
      request.url.startsWith(baseUrl) ? cloud.fetch(request) : new Response(null, { status: 204 }),
  });
  const { maker, client } = stack;
  const clients = client === undefined ? [] : [client];
  const cloud = createVirtualLockCloud({ runtime, journal: memoryJournal(), controlToken: token, clients, maker });
  const control = controlClient({ baseUrl, token, fetch: cloud.fetch });
  const hubProfile = stack.hubOf(profile);
  const made = await control.createAccount({
    ...owner,
    locks: hubProfile === undefined ? [] : [{ profile: hubProfile, name: "Hub" }],
  });
  return {
    stack,
    baseUrl,
    client,
    provider,
    runtime,
    control,
    account: made,
    cloudAccount: made.account_id,
    hub: made.locks[0]?.lock_id,
    owner,
    addDevice: async (device: DeviceInput) => {
      const { locks } = await control.addLock(made.account_id, device);
      return locks[0]?.lock_id ?? "";
    },
    close: cloud.close,
  };
}

type Maker = Awaited<ReturnType<typeof openMaker>>;

/** Our record of the account. */
async function connectAccount(
  { store, runtime }: Desk,
  workspace: { readonly id: WorkspaceId },
  { stack, provider, control, account: made }: Maker,
) {
  const keys = await store.keysOf(workspace.id);
  const id = runtime.uuid() as ConnectedAccountId;
  const account = {
    id,
    workspaceId: workspace.id,
    driver: stack.module.manifest.driver,
    provider,
    displayName: "Owner",
    customMetadata: {},
    automaticallyManagesNewDevices: true,
    disconnectedSince: undefined,
    createdAt: runtime.now(),
  };
  const signedIn = async () => stack.configOf({ baseUrl, account: made, ...owner, runtime, control });
  await insertAccount(store.db, keys, account, await signedIn());
  const spoilCredentials = () => saveConfig(store.db, keys, id, {});
  const signInAgain = async () => saveConfig(store.db, keys, id, await signedIn());
  return { id, spoilCredentials, signInAgain };
}

/** The reconciler, at work when it is told to be. */
function workedBy({ store }: Desk, driverFor: DriverFor, runtime: TestRuntime) {
  const { db } = store;
  const wakeAccount = (account: ConnectedAccount) => makeAccountDue(db, account.id, runtime.now());
  const onAccounts = accountPass(store, driverFor, createNudge(), options);
  const onDevices = devicePass(store, driverFor, wakeAccount, options);
  const work = async () => {
    for (let again = true; again; ) {
      const accounts = await runDue(store, "account", onAccounts);
      again = (await runDue(store, "device", onDevices)) || accounts;
    }
  };
  const look = async () => {
    const now = new Date(runtime.now()).toISOString();
    await db.query("update connected_accounts set next_due_at = $1", [now]);
    await db.query("update devices set next_due_at = $1", [now]);
    await work();
  };
  const advance = async (ms: number) => {
    const until = runtime.now() + ms;
    await work();
    for (let next = await nextDue(store); next !== undefined && next <= until; next = await nextDue(store)) {
      await runtime.advance(Math.max(1, next - runtime.now()));
      await work();
    }
    await runtime.advance(Math.max(0, until - runtime.now()));
    await work();
  };
  const leap = async (ms: number) => {
    await runtime.advance(ms);
    await work();
  };
  return { work, look, advance, leap };
}

/** Whether anything was due. */
async function runDue<Kind extends LeaseKind>(store: Store, kind: Kind, pass: Pass<Kind>): Promise<boolean> {
  const now = store.runtime.now();
  const claims = await claimDue<Kind>(store.db, kind, { now, limit: 100, leaseMs: 60_000 });
  for (const claim of claims) {
    const verdict = await pass(claim, new AbortController().signal);
    await release(store.db, kind, claim, verdict);
  }
  return claims.length > 0;
}

async function nextDue({ db }: Store): Promise<number | undefined> {
  const text = `select min(next_due_at) as at from (
    select next_due_at from devices union all select next_due_at from connected_accounts) as due`;
  const [row] = await db.query<{ at: Date | null }>(text, []);
  return row?.at?.getTime();
}
