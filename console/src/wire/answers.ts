import type { RouteRequestBody, RouteResponse, Routes } from "@seamapi/types/connect";
import type { WireExplanation } from "#api/contract/explanation.ts";
import type { WireEntry, WireFoundCode, WireHealth } from "#api/contract/overview.ts";
import type { WirePlaces } from "#api/contract/places.ts";
import type {
  WireAccessCode,
  WireActionAttempt,
  WireApiKey,
  WireArrival,
  WireArrivalsSummary,
  WireAuditEntry,
  WireConnectedAccount,
  WireConnectWebview,
  WireDelivery,
  WireDevice,
  WireDoor,
  WireEvent,
  WireKeypadAnswer,
  WirePagination,
  WireRevealedCode,
  WireTimelineEvent,
  WireUnmanagedAccessCode,
  WireWebhook,
  WireWorkspace,
} from "#api/contract/wire.ts";

/** One page of a list. */
interface Paged {
  readonly limit?: number;
  readonly page_cursor?: string | null;
}
interface More {
  readonly pagination: WirePagination;
}
interface OfCode {
  readonly access_code_id: string;
}

/** What paths of ours take and answer, and what those of the contract answer beyond it. The rest is the contract's own. */
interface Own {
  "/access_codes/explain": { asks: OfCode; answers: { readonly explanation: WireExplanation } };
  "/access_codes/get": { asks: OfCode; answers: { readonly access_code: WireAccessCode } };
  "/access_codes/get_timeline": {
    asks: OfCode & { readonly limit?: number; readonly before?: string };
    answers: {
      readonly timeline_events: readonly WireTimelineEvent[];
      readonly pagination: { readonly has_more: boolean; readonly next_cursor: string | null };
    };
  };
  "/access_codes/list": {
    asks: Paged & {
      readonly device_id?: string;
      readonly access_code_ids?: readonly string[];
      readonly search?: string;
    };
    answers: More & { readonly access_codes: readonly WireAccessCode[] };
  };
  "/access_codes/retry": { asks: OfCode; answers: { readonly action_attempt: WireActionAttempt } };
  "/access_codes/reveal": {
    asks: OfCode & { readonly reason?: string };
    answers: { readonly revealed_code: WireRevealedCode };
  };
  "/access_codes/search": {
    asks: Paged & {
      readonly access_code_ids?: readonly string[];
      readonly search?: string;
      readonly device_id?: string;
      readonly common_code_key?: string;
      readonly is_managed?: boolean;
    };
    answers: More & {
      readonly access_codes: readonly WireAccessCode[];
      readonly unmanaged_access_codes: readonly WireUnmanagedAccessCode[];
      readonly doors: readonly WireDoor[];
    };
  };
  "/access_codes/simulate/tamper": { asks: OfCode & { readonly code?: string }; answers: object };
  "/access_codes/unmanaged/keep": { asks: OfCode & { readonly is_kept?: boolean }; answers: object };
  "/access_codes/unmanaged/list_found": {
    asks: Paged & { readonly is_kept?: boolean };
    answers: More & { readonly found_codes: readonly WireFoundCode[] };
  };
  "/access_codes/unmanaged/list": {
    asks: Paged & { readonly device_id: string; readonly search?: string };
    answers: More & { readonly access_codes: readonly WireUnmanagedAccessCode[] };
  };
  "/api_keys/create": {
    asks: { readonly name: string; readonly expires_at?: string };
    answers: { readonly api_key: WireApiKey & { readonly token: string } };
  };
  "/api_keys/list": { asks: object; answers: { readonly api_keys: readonly WireApiKey[] } };
  "/api_keys/revoke": { asks: { readonly api_key_id: string }; answers: object };
  "/arrivals/list": {
    asks: { readonly hours?: number; readonly limit?: number; readonly only_at_risk?: boolean };
    answers: {
      readonly arrivals: readonly WireArrival[];
      readonly doors: readonly WireDoor[];
      readonly summary: WireArrivalsSummary;
    };
  };
  "/audit_entries/list": {
    asks: Paged & Partial<OfCode>;
    answers: More & { readonly audit_entries: readonly WireAuditEntry[] };
  };
  "/connect_webviews/create": {
    asks: RouteRequestBody<"/connect_webviews/create">;
    answers: { readonly connect_webview: WireConnectWebview };
  };
  "/connected_accounts/list": {
    asks: Paged & { readonly search?: string };
    answers: More & { readonly connected_accounts: readonly WireConnectedAccount[] };
  };
  "/devices/get": { asks: { readonly device_id: string }; answers: { readonly device: WireDevice } };
  "/devices/get_places": {
    asks: { readonly device_id: string; readonly gone_since?: string };
    answers: { readonly places: WirePlaces };
  };
  "/devices/list": {
    asks: Paged & { readonly device_ids?: readonly string[]; readonly search?: string };
    answers: More & { readonly devices: readonly WireDevice[] };
  };
  "/devices/update": {
    asks: RouteRequestBody<"/devices/update"> & {
      readonly backup_access_code_pool_enabled?: boolean;
      readonly backup_access_code_pool_size?: number;
      readonly backup_access_code_fail_over_lead_minutes?: number | null;
    };
    answers: object;
  };
  "/entries/list": {
    asks: Paged & Partial<OfCode> & { readonly device_id?: string };
    answers: More & { readonly entries: readonly WireEntry[] };
  };
  "/events/list": {
    asks: RouteRequestBody<"/events/list">;
    answers: { readonly events: readonly WireEvent[] };
  };
  "/locks/simulate/keypad_code_entry": {
    asks: { readonly device_id: string; readonly code: string };
    answers: { readonly action_attempt: WireActionAttempt; readonly keypad: WireKeypadAnswer };
  };
  "/webhooks/create": {
    asks: RouteRequestBody<"/webhooks/create">;
    answers: { readonly webhook: WireWebhook };
  };
  "/webhooks/list": { asks: object; answers: { readonly webhooks: readonly WireWebhook[] } };
  "/webhooks/list_deliveries": {
    asks: Paged & { readonly webhook_id: string; readonly event_id?: string; readonly status?: WireDelivery["status"] };
    answers: More & { readonly deliveries: readonly WireDelivery[] };
  };
  "/webhooks/update": {
    asks: RouteRequestBody<"/webhooks/update"> & { readonly is_enabled?: boolean };
    answers: object;
  };
  "/webhooks/rotate_secret": {
    asks: { readonly webhook_id: string };
    answers: { readonly webhook: WireWebhook };
  };
  "/webhooks/redeliver": {
    asks: { readonly webhook_id: string; readonly event_id: string };
    answers: { readonly delivery: WireDelivery };
  };
  "/workspaces/get_health": { asks: object; answers: { readonly health: WireHealth } };
  "/workspaces/get": { asks: object; answers: { readonly workspace: WireWorkspace } };
  "/workspaces/list": { asks: object; answers: { readonly workspaces: readonly WireWorkspace[] } };
}

export type Path = keyof Own | Extract<keyof Routes, string>;
export type Asks<P extends Path> = P extends keyof Own
  ? Own[P]["asks"]
  : P extends keyof Routes
    ? RouteRequestBody<P>
    : never;
export type Answers<P extends Path> = P extends keyof Own
  ? Own[P]["answers"]
  : P extends keyof Routes
    ? RouteResponse<P>
    : never;
