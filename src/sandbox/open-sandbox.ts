import type { Desk } from "#app/desk.ts";
import { signIn } from "#app/sign-in.ts";
import type { WorkspaceView } from "#app/views.ts";
import { createApiKey, createWorkspace, listWorkspaces } from "#app/workspaces.ts";
import type { ConnectedAccountId, NativeId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import { accountsOfDriver, insertAccount, loadConfig, saveConfig } from "#store/connected-accounts.ts";
import type { AccountMade, ControlClient } from "#virtual-locks/control-client.ts";
import { type SandboxAccount, sandboxPortfolio } from "./portfolio.ts";

export interface SandboxSettings {
  /** Where the virtual lock cloud answers. */
  readonly baseUrl: string;
  readonly control: ControlClient;
  /** A key to take instead of a drawn one. */
  readonly apiKey: string | undefined;
  /** The key that an earlier run made and kept. */
  readonly keptApiKey: string | undefined;
}

export interface Sandbox {
  readonly workspace: WorkspaceView;
  readonly apiKey: string;
  /** It had no accounts, and so no locks, before. */
  readonly isFresh: boolean;
}

const clientId = "pintumbler-sandbox";

/**
 * Makes sure that there is a sandbox workspace with a key and with an account at each make of the
 * portfolio. A start that was cut off is completed by the next.
 */
export async function openSandbox(desk: Desk, settings: SandboxSettings): Promise<Sandbox> {
  const existing = (await listWorkspaces(desk)).find((workspace) => workspace.isSandbox);
  const workspace = existing ?? (await createWorkspace(desk, { name: "Sandbox", isSandbox: true }));
  const apiKey = await ensureKey(desk, workspace, settings);
  for (const other of await listWorkspaces(desk)) {
    if (!other.isSandbox || other.id === workspace.id) continue;
    const accounts = await accountsOfDriver(desk.store.db, other.id, "lock_cloud");
    const ids = accounts.map((account) => account.id);
    await keepAddress(desk, other, settings.baseUrl, ids);
  }
  const isFresh = await ensureAccounts(desk, workspace, settings);
  return { workspace, apiKey, isFresh };
}

/** Gives the sandbox workspace, emptied, what it had at first. Any other sandbox had nothing. */
export async function refillSandbox(desk: Desk, { sandbox, formerLocks, ...settings }: RefillSettings): Promise<void> {
  const formerAccounts = new Set<string>();
  for (const lock of formerLocks) {
    // A lock that is gone, or on no account, leaves nothing to take away.
    const found = await settings.control.inspect(lock).catch(() => undefined);
    if (found !== undefined && found.account_id !== null) formerAccounts.add(found.account_id);
  }
  for (const account of formerAccounts) await settings.control.deleteAccount(account);
  await ensureAccounts(desk, sandbox.workspace, settings);
}

export interface RefillSettings extends Pick<SandboxSettings, "baseUrl" | "control"> {
  readonly sandbox: Pick<Sandbox, "workspace">;
  /** What the cloud calls the locks that the sandbox had. */
  readonly formerLocks: readonly NativeId[];
}

async function ensureKey(
  desk: Desk,
  workspace: WorkspaceView,
  { apiKey, keptApiKey }: SandboxSettings,
): Promise<string> {
  const wanted = apiKey ?? keptApiKey;
  if (wanted !== undefined) {
    const signedIn = await signIn(desk, wanted);
    if (!isProblem(signedIn) && signedIn.workspaceId === workspace.id) return wanted;
  }
  const made = await createApiKey(desk, workspace, { name: "Sandbox", fixed: apiKey });
  if (isProblem(made)) throw new Error(`The sandbox key cannot be made: ${made.message}`);
  return made.token;
}

/** Answers whether there were none. */
async function ensureAccounts(
  desk: Desk,
  workspace: WorkspaceView,
  { baseUrl, control }: Pick<SandboxSettings, "baseUrl" | "control">,
): Promise<boolean> {
  const { store, runtime } = desk;
  const keys = await store.keysOf(workspace.id);
  const accounts = await accountsOfDriver(store.db, workspace.id, "lock_cloud");
  const secret = await keepAddress(
    desk,
    workspace,
    baseUrl,
    accounts.map((account) => account.id),
  );
  const clientSecret = secret ?? Buffer.from(runtime.randomBytes(24)).toString("base64url");
  await control.registerClient({ client_id: clientId, client_secret: clientSecret, redirect_uris: [] });
  const missing = sandboxPortfolio(runtime.uuid().slice(0, 8)).filter(
    ({ provider }) => !accounts.some((account) => account.provider === provider),
  );
  for (const make of missing) {
    const { provider, ...input } = make;
    const made = await control.createAccount({ ...input, client_id: clientId });
    const account = {
      id: runtime.uuid() as ConnectedAccountId,
      workspaceId: workspace.id,
      driver: "lock_cloud",
      provider,
      displayName: displayName(make),
      email: make.email,
      customMetadata: {},
      automaticallyManagesNewDevices: true,
      disconnectedSince: undefined,
      createdAt: runtime.now(),
    };
    await insertAccount(store.db, keys, account, configFor(made, baseUrl, clientSecret));
  }
  return accounts.length === 0;
}

/** Points the accounts at where the cloud answers now; tells the secret that they share with it. */
async function keepAddress(
  desk: Desk,
  workspace: WorkspaceView,
  baseUrl: string,
  accounts: readonly ConnectedAccountId[],
): Promise<string | undefined> {
  const { store } = desk;
  const keys = await store.keysOf(workspace.id);
  let secret: string | undefined;
  for (const id of accounts) {
    const config = (await loadConfig(store.db, keys, id)) as Record<"baseUrl" | "clientId" | "clientSecret", string>;
    if (config.clientId === clientId) secret = config.clientSecret;
    if (config.baseUrl !== baseUrl) await saveConfig(store.db, keys, id, { ...config, baseUrl });
  }
  return secret;
}

function configFor(made: AccountMade, baseUrl: string, clientSecret: string): Record<string, string> {
  invariant(made.refresh_token !== "", "the virtual lock cloud signs its accounts in");
  return { baseUrl, clientId, clientSecret, accessToken: made.access_token, refreshToken: made.refresh_token };
}

function displayName(make: SandboxAccount): string {
  return `${make.email} (sandbox)`;
}
