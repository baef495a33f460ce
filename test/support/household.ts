import { createClientSession } from "#app/client-sessions.ts";
import { createUserIdentity } from "#app/user-identities.ts";
import { createWebhook } from "#app/webhooks.ts";
import { createApiKey, getWorkspace, updateWorkspace } from "#app/workspaces.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import { emptiedByReset } from "#store/reset-workspace.ts";
import type { ApiHouse, Tenant } from "./api-house.ts";

/** A workspace in which there is something of everything, each with a mark by which it is known again. */
export interface Household {
  readonly tenant: Tenant;
  readonly workspaceId: WorkspaceId;
  /** The account that a narrow session sees, and the one that it does not. */
  readonly seenAccount: ConnectedAccount;
  readonly hiddenAccount: ConnectedAccount;
  /** What somebody who knows the ids would send, by the field's name; all of it of the hidden account. */
  readonly aims: Readonly<Record<string, unknown>>;
  /** Everything in the household says one of these, and no request does but to search for it. */
  readonly marks: RegExp;
  hiddenMarks(headers: Readonly<Record<string, string>>): RegExp;
  /** A request with unknown ids in the place of known ones, and the way back in an answer's text. */
  disguised(body: Readonly<Record<string, unknown>>): {
    readonly fake: Readonly<Record<string, unknown>>;
    back(text: string): string;
  };
  /** Every row of the workspace. */
  everything(): Promise<readonly string[]>;
  /** Every row of the hidden account. */
  hidden(): Promise<readonly string[]>;
}

const pins = { zebra: "7391", okapi: "8264", gnu: "5937", yak: "6048" } as const;
type Mark = keyof typeof pins;

/** A PIN of the household standing by itself: an id or a token may hold its digits by chance. */
function digitsOf(mark: Mark): string {
  return `(?<![0-9A-Za-z])${pins[mark]}1?(?![0-9A-Za-z])`;
}

export async function openHousehold(house: ApiHouse, mark: Mark, hiddenMark: Mark): Promise<Household> {
  const tenant = await house.newTenant(`${mark} house`);
  const { workspaceId } = tenant;
  const { desk } = house;
  const { db } = desk.store;
  await updateWorkspace(desk, workspaceId, { allowsPublishableKey: true });
  const hiddenAccount = await tenant.newAccount(`${hiddenMark} account`);
  await db.query("update connected_accounts set email = $2 where connected_account_id = $1", [
    hiddenAccount.id,
    `${hiddenMark}@example.com`,
  ]);
  const seen = await furnish(tenant, mark, tenant.account);
  const hidden = await furnish(tenant, hiddenMark, hiddenAccount);
  const ids: Readonly<Record<string, unknown>> = {
    ...hidden,
    ...(await peopleOf(house, tenant, { mark, hiddenMark, hiddenAccount })),
    connected_account_id: hiddenAccount.id,
    bridge_id: desk.runtime.uuid(),
  };
  const codes = [{ import_key: "import-1", device_id: hidden.device_id }];
  const plural = Object.entries(ids).map(([name, value]) => [`${name}s`, [value]]);
  return {
    tenant,
    workspaceId,
    seenAccount: tenant.account,
    hiddenAccount,
    aims: { ...Object.fromEntries(plural), ...ids, ...plainAims(hiddenMark), codes },
    marks: new RegExp(`${mark}|${hiddenMark}|${digitsOf(mark)}|${digitsOf(hiddenMark)}`),
    // A session of this household may see what it was given.
    hiddenMarks: (headers) =>
      "x-narrow" in headers
        ? new RegExp(`${hiddenMark}|${digitsOf(hiddenMark)}`)
        : new RegExp(`${mark}|${hiddenMark}|${digitsOf(mark)}|${digitsOf(hiddenMark)}`),
    disguised: (body) => disguise(body, [...Object.values(ids), ...Object.values(seen)].map(String), desk.runtime.uuid),
    everything: async () => {
      const tables = ["workspaces", "api_keys", ...emptiedByReset];
      const rows = await Promise.all(tables.map((table) => rowsOf(house, table, "workspace_id", workspaceId)));
      return rows.flat();
    },
    hidden: async () => {
      const rows = await Promise.all([
        ...["connected_accounts", "devices"].map((table) =>
          rowsOf(house, table, "connected_account_id", hiddenAccount.id),
        ),
        ...["access_codes", "action_attempts"].map((table) =>
          rowsOf(house, table, "device_id", String(hidden.device_id)),
        ),
      ]);
      return rows.flat();
    },
  };
}

/** Who may come in, and what they were given: the ids of one of each. */
async function peopleOf(
  { desk }: ApiHouse,
  tenant: Tenant,
  {
    mark,
    hiddenMark,
    hiddenAccount,
  }: { readonly mark: Mark; readonly hiddenMark: Mark; readonly hiddenAccount: ConnectedAccount },
): Promise<Record<string, unknown>> {
  const { workspaceId } = tenant;
  const person = granted(await createUserIdentity(desk, workspaceId, { fullName: `${mark} guest`, key: "person-1" }));
  const session = granted(
    await createClientSession(
      desk,
      workspaceId,
      {
        userIdentifierKey: "guest-1",
        userIdentityId: person.id,
        customerKey: undefined,
        expiresAt: undefined,
        accountIds: [hiddenAccount.id],
        webviewIds: [],
      },
      { takesExisting: false },
    ),
  );
  const spare = granted(
    await createApiKey(desk, granted(await getWorkspace(desk, workspaceId)), { name: `${mark} key` }),
  );
  const webhook = granted(
    await createWebhook(desk, workspaceId, { url: `https://${mark}.example/hook`, eventTypes: ["*"] }),
  );
  const webview = await tenant.post("/connect_webviews/create", { custom_metadata: { mark: hiddenMark } });
  return {
    client_session_id: session.id,
    user_identity_id: person.id,
    api_key_id: spare.keyId,
    webhook_id: webhook.webhook.id,
    connect_webview_id: webview.body.connect_webview?.connect_webview_id,
  };
}

/** A lock on an account, with a code of each kind, an attempt and events. */
async function furnish(tenant: Tenant, mark: Mark, account: ConnectedAccount): Promise<Record<string, unknown>> {
  const device = await tenant.newLock({ name: doorOf(mark) }, { account });
  await tenant.post("/devices/update", { device_id: device, custom_metadata: { mark } });
  // The second account's key is another, for codes of one key share one PIN.
  await tenant.post("/access_codes/create", {
    device_id: device,
    name: `${mark} code`,
    code: pins[mark],
    common_code_key: `shared-${mark}`,
  });
  await tenant.foundOnLock(device, { name: `${mark} stranger`, digits: `${pins[mark]}1` });
  const codes = await tenant.post("/access_codes/list", { device_id: device });
  const turn = await tenant.post("/locks/unlock_door", { device_id: device });
  const events = await tenant.post("/events/list", { device_id: device });
  return {
    device_id: device,
    access_code_id: codes.body.access_codes?.[0]?.access_code_id,
    action_attempt_id: turn.body.action_attempt?.action_attempt_id,
    event_id: events.body.events?.[0]?.event_id,
  };
}

/** What is sent to find something by says nothing of the household, for an answer may say it back. */
function doorOf(mark: Mark): string {
  return `door ${pins[mark].length}${mark.length}${mark.charCodeAt(0)}`;
}

/** What is no id. */
function plainAims(mark: Mark): Readonly<Record<string, unknown>> {
  return {
    name: doorOf(mark),
    email: `${mark}@example.com`,
    code: pins[mark],
    search: mark,
    user_identifier_key: "guest-1",
    user_identity_key: "person-1",
    since: "2020-01-01T00:00:00.000Z",
    event_type: "access_code.created",
    event_types: ["access_code.created"],
    url: "https://elsewhere.example/hook",
    is_managed: true,
    is_expired: true,
    auto_lock_enabled: false,
    custom_metadata: { mark: "seen" },
    common_code_key: `shared-${mark}`,
    devices: [],
    supported_code_lengths: [4],
  };
}

function disguise(body: Readonly<Record<string, unknown>>, known: readonly string[], uuid: () => string) {
  const pairs = known.map((id) => [id, uuid()] as const);
  const swap = (text: string, from: 0 | 1) =>
    pairs.reduce((so, pair) => so.replaceAll(pair[from], pair[from === 0 ? 1 : 0]), text);
  return {
    fake: JSON.parse(swap(JSON.stringify(body), 0)) as Readonly<Record<string, unknown>>,
    back: (text: string) => swap(text, 1),
  };
}

async function rowsOf(house: ApiHouse, table: string, column: string, value: string): Promise<readonly string[]> {
  const text = `select to_jsonb(t)::text as line from ${table} t where ${column} = $1 order by 1`;
  return (await house.desk.store.db.query<{ line: string }>(text, [value])).map((row) => `${table} ${row.line}`);
}

function granted<Value>(value: Value | Problem): Value {
  if (isProblem(value)) throw new Error(value.message);
  return value;
}
