import { z } from "zod";
import { connectedAccountId, sync } from "#api/contract/params.ts";
import { replaysWithinMs } from "#api/repeatable.ts";
import { route } from "#api/route.ts";
import { deleteConnectedAccount } from "#app/connected-accounts.ts";
import { isProblem } from "#domain/problem.ts";

export const connectedAccountsDelete = route({
  path: "/connected_accounts/delete",
  methods: ["DELETE"],
  isOnceWithinMs: replaysWithinMs,
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ connected_account_id: connectedAccountId, sync }),
  answers: [],
  handle: async (call, params) => {
    const done = await deleteConnectedAccount(call.desk, call.workspace, params.connected_account_id);
    return isProblem(done) ? done : {};
  },
});
