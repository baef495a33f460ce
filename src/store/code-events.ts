import type { AccessCode } from "#domain/access-code.ts";
import type { Actor } from "#domain/actor.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Device } from "#domain/device.ts";
import type { NewEvent } from "#domain/event.ts";
import { accountIssues, deviceIssues, type IssueError, type IssueWarning, issuesOf } from "#domain/issues.ts";
import type { CodeEvent } from "#domain/life.ts";
import type { PendingMutation } from "#domain/mutations.ts";
import type { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";

/** Where a fact about a code was learned. `at` is epoch milliseconds. */
export interface Scene {
  readonly device: Device;
  readonly account: ConnectedAccount;
  readonly at: number;
  /** Whose request it was. */
  readonly by?: Actor | undefined;
}

/** A fact about a code as an event for the log, its further fields as they go on the wire. */
export function codeEvent(event: CodeEvent, code: AccessCode, scene: Scene): NewEvent {
  const changes = event.changes?.flatMap(changedProperties);
  return {
    type: event.type,
    occurredAt: scene.at,
    deviceId: scene.device.id,
    accessCodeId: code.id,
    accountId: scene.account.id,
    by: scene.by,
    payload: event.withIssues === true ? issuePayload(scene, code) : {},
    secret: {
      ...(event.withCode === true ? { code: digitsOf(code.pin) } : {}),
      ...(changes === undefined ? {} : { changed_properties: changes }),
    },
  };
}

/** What is wrong with a device, its account and, where one is named, a code on it: the issue arrays of an event. */
export function issuePayload(scene: Scene, code?: AccessCode): Readonly<Record<string, unknown>> {
  const { errors, warnings } = deviceIssues(scene.device, scene.account, scene.at);
  const own = code === undefined ? undefined : issuesOf(code, scene.device, scene.account, scene.at);
  return {
    connected_account_errors: errors.filter((one) => one.of === "connected_account").map(errorItem),
    connected_account_warnings: accountIssues(scene.account, scene.at).warnings.map(warningItem),
    device_errors: errors.filter((one) => one.of === "device").map(errorItem),
    device_warnings: warnings.map(warningItem),
    ...(own === undefined
      ? {}
      : {
          access_code_errors: own.errors.filter((one) => one.of === "access_code").map(errorItem),
          access_code_warnings: own.warnings.map(warningItem),
        }),
  };
}

/** What is wrong with an account: the issue arrays of its own events. */
export function accountIssuePayload(account: ConnectedAccount, at: number): Readonly<Record<string, unknown>> {
  const { errors, warnings } = accountIssues(account, at);
  return {
    connected_account_errors: errors.map(errorItem),
    connected_account_warnings: warnings.map(warningItem),
  };
}

function errorItem(error: IssueError) {
  return { created_at: new Date(error.since).toISOString(), message: error.message, error_code: error.code };
}

function warningItem(warning: IssueWarning) {
  return { created_at: new Date(warning.since).toISOString(), message: warning.message, warning_code: warning.code };
}

function changedProperties(change: PendingMutation): readonly { property: string; from: unknown; to: unknown }[] {
  switch (change.kind) {
    case "updating_code":
      return [{ property: "code", from: digitsOf(change.from), to: digitsOf(change.to) }];
    case "updating_name":
      return [{ property: "name", from: change.from ?? null, to: change.to ?? null }];
    case "updating_time_frame":
      return [
        { property: "starts_at", from: edgeOf(change.from, "startsAt"), to: edgeOf(change.to, "startsAt") },
        { property: "ends_at", from: edgeOf(change.from, "endsAt"), to: edgeOf(change.to, "endsAt") },
      ];
    case "creating":
    case "deferring_creation":
    case "deleting":
      return [];
  }
}

function digitsOf(pin: Pin | undefined): string | null {
  return pin?.reveal() ?? null;
}

function edgeOf(window: Window | undefined, edge: "startsAt" | "endsAt"): string | null {
  return window === undefined ? null : new Date(window[edge]).toISOString();
}
