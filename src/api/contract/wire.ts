import type {
  AccessCode,
  ActionAttempt,
  ClientSession,
  ConnectedAccount,
  ConnectWebview,
  Device,
  DeviceProvider,
  Pagination,
  SeamEvent,
  UnmanagedAccessCode,
  UnmanagedDevice,
  UserIdentity,
  Webhook,
  Workspace,
} from "@seamapi/types/connect";

/**
 * What goes over the wire: the contract package's own types (npm @seamapi/types 1.466.1, July 2025), and the fields
 * that later versions of the contract add. Instants are ISO 8601 in UTC, ids are UUIDs.
 */
export type WireAccessCode = AccessCode & {
  readonly workspace_id: string;
  readonly pending_mutations: readonly WirePendingMutation[];
  /** Where the code was issued for a user level of a dormakaba Oracode site. */
  readonly dormakaba_oracode_metadata?: {
    readonly user_level_id: string;
    readonly user_level_name: string;
    readonly site_name: string;
    readonly is_cancellable: false;
    readonly is_extendable: false;
  };
  /** The name exactly as the lock or the maker's app shows it. */
  readonly appearance?: WireAppearance;
  /** What is known of the code on the lock and since when, the strongest first; ours, beyond the contract. */
  readonly evidence: readonly WireEvidence[];
  readonly readiness: WireReadiness;
};

/** Whether a code can be counted on; ours, beyond the contract. */
export interface WireReadiness {
  readonly mark: WireEvidence["grade"] | "scheduled" | "waiting" | "at_risk" | "failed" | "leaving";
  /** It is known to be on its lock. */
  readonly is_ready: boolean;
  /** What is wrong; null: nothing is known to be. */
  readonly message: string | null;
}

/** A code's name on its device, and its parts where the maker keeps it in two. */
export interface WireAppearance {
  readonly name: string;
  readonly first_name?: string;
  readonly last_name?: string;
}

/** One grade of evidence that a code is on its lock, and when it was last had. */
export interface WireEvidence {
  readonly grade: "used" | "read_back" | "acknowledged" | "claimed" | "assumed";
  readonly at: string;
  /** When it was first had; absent of uses, of which the last is kept. */
  readonly first_at?: string;
}

/** A change that the lock has not confirmed yet. */
export type WirePendingMutation = { readonly created_at: string; readonly message: string } & (
  | { readonly mutation_code: "creating" | "deleting" }
  | { readonly mutation_code: "deferring_creation"; readonly scheduled_at: string }
  | {
      readonly mutation_code: "updating_code";
      readonly from: { readonly code: string | null };
      readonly to: { readonly code: string | null };
    }
  | {
      readonly mutation_code: "updating_name";
      readonly from: { readonly name: string | null };
      readonly to: { readonly name: string | null };
    }
  | { readonly mutation_code: "updating_time_frame"; readonly from: WireTimeFrame; readonly to: WireTimeFrame }
);

/** Both null: ongoing. */
export interface WireTimeFrame {
  readonly starts_at: string | null;
  readonly ends_at: string | null;
}

/** A code that stands on a lock without us. */
export type WireUnmanagedAccessCode = UnmanagedAccessCode & {
  readonly workspace_id: string;
  /** Present only where true. */
  readonly cannot_be_managed?: true;
  /** Present only where true. */
  readonly cannot_delete_unmanaged_access_code?: true;
  readonly appearance?: WireAppearance;
};

/** Where a device is; later versions call `timezone` `time_zone`. */
export interface WireLocation {
  readonly time_zone?: string;
  readonly timezone?: string;
}

/** Whose device it is, in the words of later versions. */
interface WireMakers {
  readonly device_provider: {
    readonly device_provider_name: string;
    readonly display_name: string;
    readonly provider_category: string;
  };
  readonly device_manufacturer: { readonly manufacturer: string; readonly display_name: string };
}

/** A lock that we manage. */
export type WireDevice = Omit<Device, "location" | "properties"> &
  WireMakers & {
    readonly location: WireLocation;
    readonly space_ids: readonly string[];
    readonly properties: Device["properties"] & { readonly backup_access_code_pool_enabled: boolean };
    /** Null: none is kept. Ours, beyond the contract, like the next. */
    readonly backup_access_code_pool: WireBackupPool | null;
    /** Null: no backup access code is pulled unasked. */
    readonly backup_access_code_fail_over_lead_minutes: number | null;
    /** Null: not known yet. Ours, beyond the contract. */
    readonly autonomy_horizon: WireAutonomyHorizon | null;
    /** The lock keeps the windows of codes itself; false: they are put on it and taken off just in time. Ours, likewise. */
    readonly schedules_natively: boolean;
  };

/** How a device's pool of backup access codes stands. */
export interface WireBackupPool {
  readonly size: number;
  /** Those that stand on the device and can be pulled. */
  readonly ready: number;
  /** Those that stand in for somebody's code. */
  readonly pulled: number;
  /** Null: as many are ready as are wanted. */
  readonly low_since: string | null;
}

/** For how long the codes of a device stay right while no server reaches it. */
export interface WireAutonomyHorizon {
  /** In the past: something is not right already. Null: without end. */
  readonly ends_at: string | null;
}

/** A lock that we only see. */
export type WireUnmanagedDevice = Omit<UnmanagedDevice, "location"> & WireMakers & { readonly location: WireLocation };

/** An operation that finishes later. */
export type WireActionAttempt = ActionAttempt;
/** What whoever types at a virtual keypad sees: an answer of our own. */
export interface WireKeypadAnswer {
  readonly is_opened: boolean;
  /** Null: it opens. */
  readonly because: "no_keypad" | "unknown_code" | "outside_window" | "used_up" | "bolt_obstructed" | "blocked" | null;
}
/** A recorded fact. */
export type WireEvent = SeamEvent;
/** A tenant. */
export type WireWorkspace = Workspace & {
  readonly organization_id: string | null;
  readonly is_publishable_key_auth_enabled: boolean;
  /** Present only where it works, and not to client sessions. */
  readonly publishable_key?: string;
};
/** What an app of a customer's signs its user in with. */
export type WireClientSession = ClientSession & { readonly customer_key?: string };
/** A person, as a customer knows them. */
export type WireUserIdentity = UserIdentity;
/** A credential of a caller: an answer of our own, which the contract does not have. */
export interface WireApiKey {
  readonly api_key_id: string;
  readonly workspace_id: string;
  readonly name: string;
  /** The token's part that is no secret, by which people know a key again. */
  readonly short_token: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}
/** A maker or platform that locks can come from. */
export type WireDeviceProvider = DeviceProvider;
/** Where a list goes on. */
export type WirePagination = Pagination;
/** Something that keeps a code from working. */
export type WireAccessCodeError = AccessCode["errors"][number];
/** Something that degrades a code. */
export type WireAccessCodeWarning = AccessCode["warnings"][number];
/** Something that keeps a device from working. */
export type WireDeviceError = Device["errors"][number];
/** Something that degrades a device. */
export type WireDeviceWarning = Device["warnings"][number];
/** Something that keeps an account from working. */
export type WireAccountError = ConnectedAccount["errors"][number];
/** Something that degrades an account. */
export type WireAccountWarning = ConnectedAccount["warnings"][number];

/** A customer's endpoint, and what it came to. */
export type WireWebhook = Webhook & {
  readonly created_at: string;
  /** The first failure since the last success. */
  readonly failing_since: string | null;
  readonly disabled_at: string | null;
  /** It answered 410; nothing but failure for five days; the customer disabled it. */
  readonly disabled_reason: "endpoint_gone" | "endpoint_failing" | "disabled_by_request" | null;
};
/** An event on its way to an endpoint: an answer of our own, which the contract does not have. */
export interface WireDelivery {
  readonly webhook_id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly status: "waiting" | "delivered" | "failed" | "stopped";
  readonly next_attempt_at: string | null;
  readonly created_at: string;
  readonly attempts: readonly {
    readonly attempt_number: number;
    readonly started_at: string;
    readonly duration_ms: number;
    readonly response_status: number | null;
    /** Why there was no answer. */
    readonly failure: string | null;
    /** The beginning of an answer that was no success, at most 4 KB. */
    readonly response_body: string | null;
  }[];
}

/** Credentials at one provider. */
export type WireConnectedAccount = ConnectedAccount & { readonly display_name: string };
/** A page through which somebody connects an account. */
export type WireConnectWebview = ConnectWebview;

/** Who asked for something or did it; `system` is this server, `external` somebody at the lock or in the maker's app. */
export interface WireActor {
  readonly type: "api_key" | "console_user" | "client_session" | "system" | "external";
  readonly id?: string;
  readonly display_name?: string;
}

/** One line of a code's story, in the shape of a later version of the contract (August 2026). */
export interface WireTimelineEvent {
  readonly timeline_event_id: string;
  readonly event_type: string;
  readonly occurred_at: string;
  readonly description: string;
  readonly actor: WireActor;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly related_resource_ids: Readonly<Record<string, string>>;
}

/** What somebody did that changes nothing and has to be known: an answer of our own. */
export interface WireAuditEntry {
  readonly audit_entry_id: string;
  readonly workspace_id: string;
  readonly action: "access_code.revealed";
  readonly occurred_at: string;
  readonly actor: WireActor;
  readonly device_id: string | null;
  readonly access_code_id: string | null;
  readonly reason: string | null;
}

/** A PIN that somebody asked to read: an answer of our own. */
export interface WireRevealedCode {
  readonly access_code_id: string;
  /** Null: it is not known, or the lock hides it. */
  readonly pin: string | null;
}

/** One stay and the code of it on each of its doors: an answer of our own. */
export interface WireArrival {
  /** The common code key where the codes are linked, else the code's id. */
  readonly arrival_id: string;
  readonly name: string | null;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly access_codes: readonly WireAccessCode[];
}

/** What is said of all arrivals together. */
export interface WireArrivalsSummary {
  /** Stays of the kind that was asked for, of which no more than the limit are listed. */
  readonly arrivals: number;
  readonly access_codes: number;
  readonly ready: number;
  /** At risk or failed. */
  readonly at_risk: number;
  /** False: there are more than are listed and counted here. */
  readonly is_complete: boolean;
}

/** As much of a door as is needed to name it and to tell its time. */
export interface WireDoor {
  readonly device_id: string;
  readonly display_name: string;
  readonly time_zone: string | null;
}
