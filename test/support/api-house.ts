import { createApi } from "#api/app.ts";
import type { ConsoleFiles } from "#api/console/files.ts";
import type {
  WireAccessCode,
  WireActionAttempt,
  WireApiKey,
  WireClientSession,
  WireConnectedAccount,
  WireConnectWebview,
  WireDelivery,
  WireDevice,
  WireDeviceProvider,
  WireEvent,
  WirePagination,
  WireUserIdentity,
  WireWebhook,
  WireWorkspace,
} from "#api/contract/wire.ts";
import type { ReceiveDelivery } from "#api/deliveries.ts";
import type { Surroundings } from "#api/read-body.ts";
import type { Desk, ProviderSignIn, VirtualLocks } from "#app/desk.ts";
import { createApiKey, createWorkspace } from "#app/workspaces.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Device, DeviceReport } from "#domain/device.ts";
import type { AccessCodeId, ConnectedAccountId, DeviceId, NativeId, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { pinPlace } from "#store/access-codes.ts";
import { insertAccount } from "#store/connected-accounts.ts";
import { type Db, openDb, toTime } from "#store/db.ts";
import { insertDevice } from "#store/device-looks.ts";
import { sealPin } from "#store/seal.ts";
import { openStore } from "#store/store.ts";
import { conforming } from "./conformance.ts";
import { device as aDevice, account as anAccount, pin } from "./domain-values.ts";
import { freshDatabase } from "./postgres.ts";
import { quietRuntime } from "./quiet-runtime.ts";

/** A house behind its door: a database of its own, one workspace with a key, one account, and no locks at work. */
export interface ApiHouse {
  readonly desk: Desk;
  readonly fetch: (request: Request, surroundings?: Surroundings) => Promise<Response>;
  readonly tenant: Tenant;
  readonly logged: readonly LoggedLine[];
  newTenant(name: string): Promise<Tenant>;
  close(): Promise<void>;
}

/** A workspace and how to ask in its name. */
export interface Tenant {
  readonly workspaceId: WorkspaceId;
  readonly token: string;
  readonly account: ConnectedAccount;
  /** A code that was found on a lock, without us: its id. */
  foundOnLock(lock: DeviceId, code: { readonly name: string; readonly digits: string }): Promise<AccessCodeId>;
  newLock(
    report?: Partial<DeviceReport>,
    more?: { readonly isManaged?: boolean; readonly account?: ConnectedAccount },
  ): Promise<DeviceId>;
  newAccount(displayName: string): Promise<ConnectedAccount>;
  /** POSTs JSON. */
  post(path: string, body?: unknown): Promise<Answer>;
  ask(method: string, pathAndQuery: string, init?: RequestInit): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As the contract has it, which has been checked before a test sees it. */
  readonly body: AnswerBody;
}

export interface AnswerBody {
  readonly ok?: boolean;
  readonly error?: {
    readonly type: string;
    readonly message: string;
    readonly data?: object;
    readonly validation_errors?: Complaints;
  };
  readonly access_code?: WireAccessCode;
  readonly access_codes?: readonly WireAccessCode[];
  readonly generated_code?: WireAccessCode;
  readonly action_attempt?: WireActionAttempt;
  readonly action_attempts?: readonly WireActionAttempt[];
  readonly device?: WireDevice;
  readonly devices?: readonly WireDevice[];
  readonly lock?: WireDevice;
  readonly locks?: readonly WireDevice[];
  readonly device_providers?: readonly WireDeviceProvider[];
  readonly event?: WireEvent;
  readonly events?: readonly WireEvent[];
  readonly webhook?: WireWebhook;
  readonly webhooks?: readonly WireWebhook[];
  readonly delivery?: WireDelivery;
  readonly deliveries?: readonly WireDelivery[];
  readonly workspace?: WireWorkspace;
  readonly workspaces?: readonly WireWorkspace[];
  readonly client_session?: WireClientSession;
  readonly client_sessions?: readonly WireClientSession[];
  readonly user_identity?: WireUserIdentity;
  readonly user_identities?: readonly WireUserIdentity[];
  readonly api_key?: WireApiKey & { readonly token?: string };
  readonly api_keys?: readonly WireApiKey[];
  readonly pagination?: WirePagination;
  readonly backup_access_code?: WireAccessCode;
  readonly connected_account?: WireConnectedAccount;
  readonly connected_accounts?: readonly WireConnectedAccount[];
  readonly connect_webview?: WireConnectWebview;
  readonly connect_webviews?: readonly WireConnectWebview[];
}

/** zod's tree of complaints. */
export interface Complaints {
  readonly [param: string]: Complaints | undefined;
}

export interface LoggedLine {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

export const origin = "http://locks.example";

interface Options {
  /** Stands between the house and its database. */
  readonly through?: ((db: Db) => Db) | undefined;
  readonly receiveDelivery?: ReceiveDelivery;
  readonly runtime?: Partial<Runtime>;
  readonly virtualLocks?: VirtualLocks;
  readonly providerSignIn?: ProviderSignIn;
  readonly console?: ConsoleFiles;
}

export async function openApiHouse(options: Options = {}): Promise<ApiHouse> {
  const database = await freshDatabase();
  const opened = openDb(database.url, { maxConnections: 4 });
  const db = options.through?.(opened) ?? opened;
  const logged: LoggedLine[] = [];
  const log = (event: string, fields?: Readonly<Record<string, unknown>>) => void logged.push({ event, fields });
  const runtime: Runtime = { ...quietRuntime(), log, ...options.runtime };
  const store = openStore(db, runtime, new Uint8Array(32).fill(7));
  const desk: Desk = {
    store,
    runtime,
    nudge: () => {},
    virtualLocks: options.virtualLocks,
    providerSignIn: options.providerSignIn,
  };
  const { receiveDelivery, console } = options;
  const fetch = conforming(createApi({ desk, receiveDelivery, console, version: "0.0.0" }).fetch);
  const newTenant = (name: string) => openTenant(desk, fetch, name);
  return {
    desk,
    fetch,
    tenant: await newTenant("Harbour House"),
    logged,
    newTenant,
    close: async () => {
      await db.close();
      await database.drop();
    },
  };
}

async function openTenant(desk: Desk, fetch: ApiHouse["fetch"], name: string): Promise<Tenant> {
  const { store, runtime } = desk;
  const workspace = await createWorkspace(desk, { name, isSandbox: true });
  const key = await createApiKey(desk, workspace, { name: "test" });
  invariant(!isProblem(key), "a drawn key is well formed");
  const newAccount = async (displayName: string) => {
    const id = runtime.uuid() as ConnectedAccountId;
    const account = { ...anAccount, id, workspaceId: workspace.id, displayName, createdAt: runtime.now() };
    await insertAccount(store.db, await store.keysOf(workspace.id), account, {});
    return account;
  };
  const account = await newAccount(anAccount.displayName);
  const ask: Tenant["ask"] = async (method, pathAndQuery, init = {}) => {
    const headers = { authorization: `Bearer ${key.token}`, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(new Request(`${origin}${pathAndQuery}`, { ...init, method, headers }));
    const body = response.headers.get("content-type")?.includes("json") ? await response.json() : {};
    return { status: response.status, headers: response.headers, body: body as AnswerBody };
  };
  return {
    workspaceId: workspace.id,
    token: key.token,
    account,
    newAccount,
    newLock: async (report = {}, { isManaged = true, account: of = account } = {}) => {
      const id = runtime.uuid() as DeviceId;
      const nativeId = `lock-${id}` as NativeId;
      const whole: Device["report"] = { ...aDevice().report, nativeId, ...report };
      await insertDevice(store.db, {
        id,
        workspaceId: workspace.id,
        accountId: of.id,
        isManaged,
        report: whole,
        at: runtime.now(),
      });
      return id;
    },
    foundOnLock: (lock, code) => recordFound(desk, workspace.id, lock, code),
    ask,
    post: (path, body = {}) =>
      ask("POST", path, { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  };
}

async function recordFound(
  { store, runtime }: Desk,
  workspace: WorkspaceId,
  lock: DeviceId,
  { name, digits }: { readonly name: string; readonly digits: string },
): Promise<AccessCodeId> {
  const keys = await store.keysOf(workspace);
  const id = runtime.uuid() as AccessCodeId;
  const index = keys.pinIndex(lock, pin(digits));
  await store.db.query(
    `insert into access_codes (access_code_id, workspace_id, device_id, is_managed, name, sealed_pin, pin_index, wanted_since,
       place, sealed_lock_pin, lock_pin_index, lock_label, lock_state, evidence, created_at)
     values ($1, $2, $3, false, $4, $5, $6, $7, $1::uuid::text, $8, $6, $4, 'on_lock', '{}', $7)`,
    [
      id,
      workspace,
      lock,
      name,
      sealPin(keys, pinPlace("sealed_pin", id), pin(digits)),
      index,
      toTime(runtime.now()),
      sealPin(keys, pinPlace("sealed_lock_pin", id), pin(digits)),
    ],
  );
  return id;
}
