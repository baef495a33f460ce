import type { AccountConditionName, DeviceConditionName } from "#domain/catalog/causes.ts";
import type {
  AccountInput,
  ClientInput,
  DeviceInput,
  FaultInput,
  KeypadInput,
  TamperInput,
  UserLevelsInput,
} from "./control-contract.ts";
import type { Fact } from "./world.ts";

export interface ControlClientOptions {
  /** Where the cloud is, without `/control`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** An account as the control API made it, signed in. */
export interface AccountMade extends TokensMade {
  readonly account_id: string;
  readonly email: string;
  readonly locks: readonly DeviceMade[];
}

export interface DeviceMade {
  readonly lock_id: string;
  readonly name: string;
  readonly bridge_id: string | null;
}

export interface TokensMade {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly user_id: string;
}

/** Why a keypad did not open. */
export type Denial = "no_keypad" | "unknown_code" | "outside_window" | "used_up" | "bolt_obstructed" | "blocked";

export interface Typed {
  readonly opened: boolean;
  readonly access_code_id: string | null;
  readonly because: Denial | null;
}

interface TrueValues {
  readonly name: string;
  readonly code: string;
  readonly starts_at: string | null;
  readonly ends_at: string | null;
}

/** A code as the lock has it, and what is being programmed over it. */
export interface TrueCode {
  readonly access_code_id: string;
  readonly made_by: "api" | "person";
  readonly is_offline: boolean;
  readonly on_lock: TrueValues | null;
  readonly asked: TrueValues | "nothing" | null;
  readonly status: "pending" | "active" | "deleting";
}

export interface LockInspected {
  readonly account_id: string | null;
  readonly bolt: "locked" | "unlocked";
  readonly access_codes: readonly TrueCode[];
}

export type ControlClient = ReturnType<typeof controlClient>;

/** People, doors and misfortune, as functions. Each rejects where the virtual lock cloud does not do it. */
export function controlClient({ baseUrl, token, fetch }: ControlClientOptions) {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const request = new Request(`${baseUrl}/control/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await fetch(request);
    const answer: unknown = await response.json();
    if (!response.ok) throw new ControlError(response.status, answer);
    return answer as T;
  };
  const done = async (method: string, path: string, body?: unknown): Promise<void> => {
    await call(method, path, body);
  };
  const at = (lockId: string, what: string) => `locks/${encodeURIComponent(lockId)}/${what}`;
  const of = (accountId: string, what = "") => `accounts/${encodeURIComponent(accountId)}${what}`;

  return {
    registerClient: (client: ClientInput) => done("POST", "clients", client),
    createAccount: (account: AccountInput) => call<AccountMade>("POST", "accounts", account),
    deleteAccount: (accountId: string) => done("DELETE", of(accountId)),
    addLock: (accountId: string, device: DeviceInput) =>
      call<{ locks: readonly DeviceMade[] }>("POST", of(accountId, "/locks"), device),
    issueTokens: (accountId: string, clientId?: string) =>
      call<TokensMade>(
        "POST",
        of(accountId, `/tokens${clientId === undefined ? "" : `?client_id=${encodeURIComponent(clientId)}`}`),
      ),
    revokeTokens: (accountId: string) => done("POST", of(accountId, "/revoke_tokens")),
    /** As `revokeTokens`, for the account that has this lock. */
    signOutAccountOf: async (lockId: string) => {
      const lock = await call<LockInspected>("GET", `locks/${encodeURIComponent(lockId)}`);
      if (lock.account_id !== null) await done("POST", of(lock.account_id, "/revoke_tokens"));
    },

    /** Types digits at the keypad and says what came of it. */
    enterCode: (lockId: string, code: string) => call<Typed>("POST", at(lockId, "type_code"), { code }),
    typeCode: (lockId: string, digits: string) => done("POST", at(lockId, "type_code"), { code: digits }),
    /** Whether the door would open for these digits now, without anybody touching it. */
    wouldOpen: async (lockId: string, code: string) =>
      (await call<{ opens: boolean }>("POST", at(lockId, "would_open"), { code })).opens,
    turnByHand: (lockId: string, to: "locked" | "unlocked") => done("POST", at(lockId, "turn"), { to }),
    tamper: (lockId: string, what: TamperInput) =>
      call<{ access_code_id?: string }>("POST", at(lockId, "tamper"), what),
    addCode: (lockId: string, code: { readonly name: string; readonly digits: string }) =>
      done("POST", at(lockId, "tamper"), { do: "add", name: code.name, code: code.digits }),
    tamperWith: (lockId: string, codeId: string, digits: string | undefined) =>
      done("POST", at(lockId, "tamper"), tampering(codeId, digits)),
    /** The lock as it truly is, hidden digits and unlisted codes included. */
    inspect: (lockId: string) => call<LockInspected>("GET", `locks/${encodeURIComponent(lockId)}`),

    setConnection: (lockId: string, online: boolean) => done("POST", at(lockId, "connection"), { online }),
    setHubConnection: (lockId: string, online: boolean) => done("POST", at(lockId, "hub_connection"), { online }),
    /** Takes the lock out of its account; its keypad keeps its codes. */
    remove: (lockId: string) => done("POST", at(lockId, "remove")),
    /** Puts it back into its account. */
    restore: (lockId: string) => done("POST", at(lockId, "restore")),
    /** 0 to 100. */
    setBattery: (lockId: string, level: number) => done("POST", at(lockId, "battery"), { level }),
    setClockError: (lockId: string, errorMs: number) => done("POST", at(lockId, "clock"), { error_ms: errorMs }),

    /** What goes wrong at a lock or an account from now on, in place of what did; `{}` heals it. */
    setFaults: (id: string, faults: FaultInput) => done("PUT", `faults/${encodeURIComponent(id)}`, faults),
    /** What happened after fact number `since`, oldest first. */
    journal: async (since = 0) => (await call<{ facts: readonly Fact[] }>("GET", `journal?since=${since}`)).facts,
    ...conditions({ done, at, of }),
    health: () => call<{ ok: true; accounts: number }>("GET", "health"),
  };
}

interface Addressed {
  done(method: string, path: string, body: unknown): Promise<void>;
  at(lockId: string, what: string): string;
  of(accountId: string, what: string): string;
}

/** What is so of a lock or an account for longer. */
function conditions({ done, at, of }: Addressed) {
  return {
    /** What is so of the device from now on, or no longer. */
    setCondition: (lockId: string, condition: DeviceConditionName, holds: boolean) =>
      done("POST", at(lockId, "condition"), { condition, holds }),
    /** `null` leaves the lock without a hub. */
    setHub: (lockId: string, hub: string | null) => done("POST", at(lockId, "hub"), { hub }),
    setKeypad: (lockId: string, keypad: KeypadInput) => done("POST", at(lockId, "keypad"), keypad),
    /** The user levels of the lock's site, in place of those that it had. */
    setUserLevels: (lockId: string, levels: UserLevelsInput) =>
      done("POST", at(lockId, "user_levels"), { user_levels: levels }),
    setTimeZone: (lockId: string, timezone: string | null) => done("POST", at(lockId, "time_zone"), { timezone }),
    setAccountCondition: (accountId: string, condition: AccountConditionName, holds: boolean) =>
      done("POST", of(accountId, "/condition"), { condition, holds }),
    /** How many users, and so codes, the account's site may have. */
    setSite: (accountId: string, site: { readonly name: string; readonly user_limit: number }) =>
      done("POST", of(accountId, "/site"), site),
  };
}

/** The virtual lock cloud's refusal; its `code` is the cloud's own word. */
export class ControlError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, answer: unknown) {
    const said = typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {};
    const code = typeof said.error_code === "string" ? said.error_code : "UNKNOWN";
    super(`The virtual lock cloud refused: ${code}. ${typeof said.message === "string" ? said.message : ""}`);
    this.name = "ControlError";
    this.status = status;
    this.code = code;
  }
}

function tampering(access_code_id: string, code: string | undefined): TamperInput {
  return code === undefined ? { do: "remove", access_code_id } : { do: "change", access_code_id, code };
}
