import { deviceErrors } from "./device-errors.ts";
import { deviceWarnings } from "./device-warnings.ts";
import type { CatalogRow, ErrorRow } from "./row.ts";

const minute = 60_000;
const onAccount = { is_connected_account_error: true, is_bridge_error: false } as const;

/** What keeps an account from working, as the account itself shows it. */
export const accountErrors = {
  account_disconnected: { ...deviceErrors.account_disconnected, flags: onAccount },
  invalid_credentials: { ...deviceErrors.invalid_credentials, flags: onAccount },
  bridge_disconnected: { ...deviceErrors.bridge_disconnected, flags: { ...onAccount, is_bridge_error: true } },
  salto_ks_subscription_limit_exceeded: {
    ...deviceErrors.salto_ks_subscription_limit_exceeded,
    flags: onAccount,
    fields: ["salto_ks_metadata"],
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;

/** What degrades an account. */
export const accountWarnings = {
  scheduled_maintenance_window: {
    ...deviceWarnings.scheduled_maintenance_window,
    meaning: "The provider has planned maintenance for this account.",
  },
  unknown_issue_with_connected_account: {
    meaning: "Something unknown went wrong when the account was looked through.",
    cause: "For five minutes the provider has answered with errors, or not at all.",
    remedy: "Nothing yet: it is tried again. Look for an outage of the provider.",
    clears: "Once the account could be looked through.",
    when: "sync_failing",
    afterMs: 5 * minute,
  },
  salto_ks_subscription_limit_almost_reached: {
    ...deviceWarnings.salto_ks_subscription_limit_almost_reached,
    fields: ["salto_ks_metadata"],
  },
} as const satisfies Readonly<Record<string, CatalogRow>>;

/** What the contract knows of its own program for access control systems on site. */
export const bridgeErrors = {
  bridge_lan_unreachable: {
    of: "connected_account",
    flags: {},
    meaning: "The program on site cannot reach the local network.",
    cause: "Seam's own tunnel into the network of an access control system is broken.",
    remedy: "None here.",
    clears: "Never raised.",
    never: "A bridge of ours is no tunnel: while it cannot be reached, its account shows bridge_disconnected.",
  },
  no_communication_from_bridge: {
    of: "connected_account",
    flags: {},
    meaning: "The program on site has not been heard from.",
    cause: "Seam's own tunnel into the network of an access control system is silent.",
    remedy: "None here.",
    clears: "Never raised.",
    never: "A bridge of ours is no tunnel: while it cannot be reached, its account shows bridge_disconnected.",
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
