import type { AccessCode } from "#domain/access-code.ts";
import type { ActionAttempt } from "#domain/action-attempt.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Device } from "#domain/device.ts";
import type {
  ApiKeyId,
  ClientSessionId,
  ConnectedAccountId,
  DeviceId,
  PersonalAccessTokenId,
  UserIdentityId,
  WorkspaceId,
} from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import type { Webhook } from "#domain/webhook.ts";

export type { ApiKey as ApiKeyView } from "#store/api-keys.ts";
export type { AuditEntry as AuditEntryView } from "#store/audit-entries.ts";
export type { ClientSession as ClientSessionView } from "#store/client-sessions.ts";
export type { Entry as EntryView } from "#store/entries.ts";
export type { FoundCode as FoundCodeView } from "#store/found-codes.ts";
export type { PersonalAccessToken as PersonalAccessTokenView } from "#store/personal-access-tokens.ts";
export type { UserIdentity as UserIdentityView } from "#store/user-identities.ts";
export type { Workspace as WorkspaceView } from "#store/workspaces.ts";

/** A device with what its state cannot be told without. */
export interface DeviceView {
  readonly device: Device;
  readonly account: ConnectedAccount;
}

/** An access code with what its state cannot be told without. */
export interface AccessCodeView extends DeviceView {
  readonly code: AccessCode;
}

/** `view` is there where the attempt is of an access code that still exists. */
export interface ActionAttemptView {
  readonly attempt: ActionAttempt;
  readonly view: AccessCodeView | undefined;
}

/** A place in a list ordered by time of creation, then id. */
export interface Keyset {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly id: string;
}

export interface Page {
  readonly limit: number;
  /** The last item already had; `undefined` at the start. */
  readonly after: Keyset | undefined;
}

export interface Paged<T> {
  readonly items: readonly T[];
  /** Where the next page starts; `undefined` at the end. */
  readonly next: Keyset | undefined;
}

export interface GeneratedCode {
  readonly deviceId: DeviceId;
  readonly pin: Pin;
}

/** Who calls, by the contract's names for the ways to sign in. */
export type SignedIn =
  | {
      readonly kind: "api_key";
      readonly workspaceId: WorkspaceId;
      readonly keyId: ApiKeyId;
      /** A person in front of the console, who is shown a PIN only by asking for it. */
      readonly atConsole?: true;
    }
  | {
      readonly kind: "pat_with_workspace";
      readonly atConsole?: true;
      readonly workspaceId: WorkspaceId;
      readonly tokenId: PersonalAccessTokenId;
      /** The workspaces that the token opens; `undefined`: all. */
      readonly reach: readonly WorkspaceId[] | undefined;
    }
  | {
      readonly kind: "pat_without_workspace";
      readonly atConsole?: true;
      readonly tokenId: PersonalAccessTokenId;
      readonly reach: readonly WorkspaceId[] | undefined;
    }
  | {
      readonly kind: "client_session";
      readonly workspaceId: WorkspaceId;
      readonly sessionId: ClientSessionId;
      readonly userIdentityId: UserIdentityId | undefined;
      readonly accounts: readonly ConnectedAccountId[];
    }
  | {
      readonly kind: "publishable_key";
      readonly workspaceId: WorkspaceId;
      /** The user that a header names. */
      readonly userIdentifierKey: string | undefined;
    };

/** A caller of one kind, or of several. */
export type SignedInAs<Kind extends SignedIn["kind"]> = Extract<SignedIn, { readonly kind: Kind }>;

/** A provider that devices of this workspace can come from. */
export interface DeviceProviderView {
  /** The contract's `device_provider_name`. */
  readonly provider: string;
  readonly displayName: string;
  readonly categories: readonly string[];
}

/** An endpoint at one of the two moments at which its secret is shown. */
export interface WebhookWithSecret {
  readonly webhook: Webhook;
  /** `whsec_` and the key in base64. */
  readonly secret: string;
}
