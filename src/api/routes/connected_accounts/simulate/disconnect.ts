import { z } from "zod";
import { connectedAccountId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { simulateAccountDisconnection } from "#app/connected-accounts.ts";
import { isProblem } from "#domain/problem.ts";

export const connectedAccountsSimulateDisconnect = route({
  path: "/connected_accounts/simulate/disconnect",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ connected_account_id: connectedAccountId }),
  answers: [],
  handle: async (call, params) => {
    const done = await simulateAccountDisconnection(call.desk, call.workspace, params.connected_account_id);
    return isProblem(done) ? done : {};
  },
});
