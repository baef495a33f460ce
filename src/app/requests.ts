import type {
  AccessCodeId,
  ActionAttemptId,
  ConnectedAccountId,
  ConnectWebviewId,
  DeviceId,
  EventId,
  WebhookId,
} from "#domain/ids.ts";
import type { MaxRounding } from "#domain/offline-codes.ts";
import type { Delivery } from "#domain/webhook.ts";
import type { Page } from "./views.ts";

/**
 * What can be asked at the desk. The door has checked shapes already (ids are UUIDs, digits are digits);
 * the desk checks meaning. Times are epoch milliseconds, UTC; `undefined` and absent are the same.
 */
export interface CreateAccessCode {
  readonly deviceId: DeviceId;
  readonly name?: string | undefined;
  /** `undefined`: we choose them. */
  readonly digits?: string | undefined;
  /** Ignored where `digits` are given; where the lock does not support the length, the shortest that it supports is taken. */
  readonly preferredLength?: number | undefined;
  readonly startsAt?: number | undefined;
  readonly endsAt?: number | undefined;
  readonly prefersNativeScheduling: boolean;
  readonly allowsExternalModification: boolean;
  /** `false`: refuse where the lock cannot be reached at present, instead of waiting for it. */
  readonly attemptForOfflineDevice: boolean;
  readonly commonCodeKey?: string | undefined;
  readonly isOffline: boolean;
  readonly isOneTimeUse: boolean;
  /** How far an offline code's time may be rounded; default an hour. */
  readonly maxRounding?: MaxRounding | undefined;
  readonly usesBackupPool: boolean;
}

/** Fields that are `undefined` stay as they are. */
export interface UpdateAccessCode {
  readonly accessCodeId: AccessCodeId;
  readonly deviceId?: DeviceId | undefined;
  readonly name?: string | undefined;
  readonly digits?: string | undefined;
  readonly startsAt?: number | undefined;
  readonly endsAt?: number | undefined;
  readonly type?: "ongoing" | "time_bound" | undefined;
  /** `false`: we stop managing the code, and it stays on the lock as it is. */
  readonly isManaged?: boolean | undefined;
  readonly allowsExternalModification?: boolean | undefined;
  /** As on creation; default `true`. */
  readonly attemptForOfflineDevice?: boolean | undefined;
}

export interface DeleteAccessCode {
  readonly accessCodeId: AccessCodeId;
  readonly deviceId?: DeviceId | undefined;
}

export type GetAccessCode =
  | { readonly accessCodeId: AccessCodeId }
  | { readonly deviceId: DeviceId; readonly digits: string };

/** At least one of `deviceId`, `accessCodeIds` and `search` narrows the list in practice; none lists the whole workspace. */
export interface ListAccessCodes {
  readonly deviceId?: DeviceId | undefined;
  /** Empty: matches nothing. */
  readonly accessCodeIds?: readonly AccessCodeId[] | undefined;
  /** Part of a name or of an id, or the exact digits of a code. */
  readonly search?: string | undefined;
  readonly page: Page;
}

export interface ListUnmanagedAccessCodes {
  readonly deviceId: DeviceId;
  readonly search?: string | undefined;
  readonly page: Page;
}

export interface ConvertToManaged {
  readonly accessCodeId: AccessCodeId;
  readonly allowsExternalModification?: boolean | undefined;
  /** Also a code that another workspace manages. */
  readonly force: boolean;
}

export interface SimulateUnmanagedAccessCode {
  readonly deviceId: DeviceId;
  readonly name: string;
  readonly digits: string;
}

export type GetDevice = { readonly deviceId: DeviceId } | { readonly name: string };

/** Every filter that is given must match. */
export interface ListDevices {
  readonly managed: boolean;
  readonly deviceIds?: readonly DeviceId[] | undefined;
  readonly accountIds?: readonly ConnectedAccountId[] | undefined;
  /** Of the accounts that were last connected through this webview. */
  readonly webviewId?: ConnectWebviewId | undefined;
  readonly deviceTypes?: readonly string[] | undefined;
  readonly manufacturer?: string | undefined;
  /** Epoch milliseconds. */
  readonly createdBefore?: number | undefined;
  /** A null value asks for devices without the key. */
  readonly customMetadataHas?: Readonly<Record<string, string | boolean | null>> | undefined;
  readonly search?: string | undefined;
  /** The contract's capability flags, such as `can_remotely_unlock`: all of these are true. */
  readonly includeIf?: readonly string[] | undefined;
  /** None of these is true. */
  readonly excludeIf?: readonly string[] | undefined;
  /** Locks only. */
  readonly locksOnly?: boolean | undefined;
  readonly page: Page;
}

/** Fields that are `undefined` stay as they are. */
export interface UpdateDevice {
  readonly deviceId: DeviceId;
  /** Null: the provider's name is shown again. */
  readonly nickname?: string | null | undefined;
  /** Merged; null or "" removes the key. */
  readonly customMetadata?: Readonly<Record<string, string | boolean | null>> | undefined;
  /** `false`: we stop managing the device, and all its codes become unmanaged. */
  readonly isManaged?: boolean | undefined;
  /** Whether a pool of spare codes is kept on it; `false`: those that nobody has pulled are taken off. */
  readonly keepsBackupCodes?: boolean | undefined;
  readonly backupPoolSize?: number | undefined;
  /** How long before its start a code that is at risk has a spare code pulled for it; null: never unasked. */
  readonly failOverLeadMinutes?: number | null | undefined;
}

export interface AdoptDevice {
  readonly deviceId: DeviceId;
  readonly customMetadata?: Readonly<Record<string, string | boolean | null>> | undefined;
}

export interface TurnLock {
  readonly deviceId: DeviceId;
  readonly to: "locked" | "unlocked";
}

export interface SimulateConnection {
  readonly deviceId: DeviceId;
  readonly online: boolean;
}

export interface SimulateKeypadCodeEntry {
  readonly deviceId: DeviceId;
  readonly digits: string;
}

export interface ListActionAttempts {
  /** Empty: matches nothing. */
  readonly ids?: readonly ActionAttemptId[] | undefined;
  readonly deviceId?: DeviceId | undefined;
  readonly page: Page;
}

/** The newest event that matches all that is given. */
export interface GetEvent {
  readonly eventId?: EventId | undefined;
  readonly eventType?: string | undefined;
  /** Where no type is named: the types that are looked through. */
  readonly eventTypes?: readonly string[] | undefined;
  readonly deviceId?: DeviceId | undefined;
}

/** Filters by time are exclusive, on the time of recording, epoch milliseconds. Every filter that is given must match. */
export interface ListEvents {
  readonly since?: number | undefined;
  readonly between?: readonly [number, number] | undefined;
  readonly deviceIds?: readonly DeviceId[] | undefined;
  readonly accessCodeIds?: readonly AccessCodeId[] | undefined;
  readonly accountId?: ConnectedAccountId | undefined;
  readonly webviewId?: ConnectWebviewId | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly eventIds?: readonly EventId[] | undefined;
  readonly limit: number;
  readonly offset: number;
}

export interface CreateWebhook {
  readonly url: string;
  /** `["*"]`: every type. */
  readonly eventTypes: readonly string[];
}

/** Fields that are `undefined` stay as they are. */
export interface UpdateWebhook {
  readonly webhookId: WebhookId;
  readonly eventTypes?: readonly string[] | undefined;
  /** `true` gives a disabled endpoint another chance. */
  readonly isEnabled?: boolean | undefined;
}

export interface ListDeliveries {
  readonly webhookId: WebhookId;
  /** The types that customers are told of. */
  readonly eventTypes: readonly string[];
  readonly eventId?: EventId | undefined;
  readonly states?: readonly Delivery["state"][] | undefined;
  readonly page: Page;
}

export interface RedeliverEvent {
  readonly webhookId: WebhookId;
  readonly eventId: EventId;
  /** The types that customers are told of. */
  readonly eventTypes: readonly string[];
}
