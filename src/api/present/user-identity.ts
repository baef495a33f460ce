import { writeInstant } from "#api/contract/instant.ts";
import type { WireUserIdentity } from "#api/contract/wire.ts";
import type { UserIdentityView } from "#app/views.ts";

export function presentUserIdentity(person: UserIdentityView): WireUserIdentity {
  const { key, emailAddress, phoneNumber, fullName } = person;
  return {
    user_identity_id: person.id,
    workspace_id: person.workspaceId,
    user_identity_key: key ?? null,
    email_address: emailAddress ?? null,
    phone_number: phoneNumber ?? null,
    full_name: fullName ?? null,
    display_name: fullName ?? emailAddress ?? phoneNumber ?? key ?? person.id,
    created_at: writeInstant(person.createdAt),
    errors: [],
    warnings: [],
    acs_user_ids: [],
  };
}
