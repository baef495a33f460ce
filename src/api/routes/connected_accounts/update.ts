import { z } from "zod";
import { acceptedCapabilities, connectedAccountId, metadataChanges } from "#api/contract/params.ts";
import { presentConnectedAccount } from "#api/present/connected-account.ts";
import { route } from "#api/route.ts";
import { updateConnectedAccount } from "#app/connected-accounts.ts";
import { isProblem } from "#domain/problem.ts";

export const connectedAccountsUpdate = route({
  path: "/connected_accounts/update",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    connected_account_id: connectedAccountId,
    // Replaces what was there, unlike a device's, which is merged.
    custom_metadata: metadataChanges.optional(),
    automatically_manage_new_devices: z.boolean().optional(),
    accepted_capabilities: acceptedCapabilities.optional(),
  }),
  answers: ["connected_account"],
  handle: async (call, params) => {
    const updated = await updateConnectedAccount(call.desk, call.workspace, {
      accountId: params.connected_account_id,
      customMetadata: params.custom_metadata,
      automaticallyManagesNewDevices: params.automatically_manage_new_devices,
      acceptedCapabilities: params.accepted_capabilities,
    });
    return isProblem(updated) ? updated : { connected_account: presentConnectedAccount(updated, call.now) };
  },
});
