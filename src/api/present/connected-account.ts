import { writeInstant } from "#api/contract/instant.ts";
import type { WireConnectedAccount } from "#api/contract/wire.ts";
import { providerInWords } from "#api/provider-in-words.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import { accountIssues } from "#domain/issues.ts";
import { presentAccountErrors, presentAccountWarnings } from "./issues.ts";

export function presentConnectedAccount(account: ConnectedAccount, now: number): WireConnectedAccount {
  const { errors, warnings } = accountIssues(account, now);
  return {
    connected_account_id: account.id,
    account_type: account.provider,
    account_type_display_name: providerInWords(account.provider),
    display_name: account.displayName,
    created_at: writeInstant(account.createdAt),
    ...(account.email === undefined ? {} : { user_identifier: identifier(account.email) }),
    automatically_manage_new_devices: account.automaticallyManagesNewDevices,
    accepted_capabilities: [...(account.acceptedCapabilities ?? ["lock"])],
    custom_metadata: { ...account.customMetadata },
    errors: presentAccountErrors(errors),
    warnings: presentAccountWarnings(warnings),
  };
}

/** Whom the provider knows the account by: not every one knows people by their e-mail. */
function identifier(known: string) {
  return known.includes("@") ? { email: known } : { username: known };
}
