import { eventTypes } from "#api/contract/event-types.ts";
import { writeInstant } from "#api/contract/instant.ts";
import type { WireEvent } from "#api/contract/wire.ts";
import type { Event } from "#domain/event.ts";

const contractTypes: ReadonlySet<string> = new Set(eventTypes);

/**
 * The contract's list of event types is closed: facts of other types stay within. So does that an account is
 * connected where it never was through a webview, for the contract wants the webview's name.
 */
export function isPresentableEvent(event: Event): boolean {
  const isNameless = namesWebview.has(event.type) && event.payload?.connect_webview_id === undefined;
  return contractTypes.has(event.type) && !isNameless;
}

const namesWebview: ReadonlySet<string> = new Set(["connected_account.connected", "connected_account.created"]);

/** An event as an endpoint is sent it: the JSON that `/events/get` answers. `undefined`: no customer is told of it. */
export function eventBody(event: Event): string | undefined {
  return isPresentableEvent(event) ? JSON.stringify(presentEvent(event)) : undefined;
}

export function presentEvent(event: Event): WireEvent {
  const { payload, secret } = event;
  return {
    event_id: event.id,
    event_type: event.type,
    workspace_id: event.workspaceId,
    created_at: writeInstant(event.createdAt),
    occurred_at: writeInstant(event.occurredAt),
    ...(event.deviceId === undefined ? {} : { device_id: event.deviceId }),
    ...(event.accessCodeId === undefined ? {} : { access_code_id: event.accessCodeId }),
    ...(event.accountId === undefined ? {} : { connected_account_id: event.accountId }),
    ...(event.actionAttemptId === undefined ? {} : { action_attempt_id: event.actionAttemptId }),
    ...payload,
    ...secret,
    ...(typeof payload?.method === "string" ? { method: methodOf(event, payload.method) } : {}),
    // Whoever recorded the event knew its type's fields; the door's tests hold every answer against the contract.
  } as unknown as WireEvent;
}

/** `remote` and `card` came later: the contract of the seed says `seamapi` for our own turns, and `unknown`. */
function methodOf(event: Event, method: string): string {
  if (method === "remote") return event.actionAttemptId === undefined ? "unknown" : "seamapi";
  return method === "card" ? "unknown" : method;
}
