import { z } from "zod";
import { connectedAccountId } from "#api/contract/params.ts";
import { presentConnectedAccount } from "#api/present/connected-account.ts";
import { route } from "#api/route.ts";
import { getConnectedAccount } from "#app/connected-accounts.ts";
import { isProblem } from "#domain/problem.ts";

export const connectedAccountsGet = route({
  path: "/connected_accounts/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z
    .object({ connected_account_id: connectedAccountId.optional(), email: z.string().email().optional() })
    .refine(
      ({ connected_account_id, email }) => (connected_account_id === undefined) !== (email === undefined),
      "Either 'connected_account_id' or 'email' is required",
    ),
  answers: ["connected_account"],
  handle: async (call, { connected_account_id: accountId, email = "" }) => {
    const asked = accountId === undefined ? { email } : { accountId };
    const found = await getConnectedAccount(call.desk, call.workspace, asked);
    return isProblem(found) ? found : { connected_account: presentConnectedAccount(found, call.now) };
  },
});
