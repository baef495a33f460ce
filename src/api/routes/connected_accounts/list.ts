import { z } from "zod";
import { metadataFilter, pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentConnectedAccount } from "#api/present/connected-account.ts";
import { route } from "#api/route.ts";
import { asSeenBy } from "#app/caller.ts";
import { listConnectedAccounts } from "#app/connected-accounts.ts";
import { isProblem } from "#domain/problem.ts";
import { accountsOf } from "#domain/scope.ts";

export const connectedAccountsList = route({
  path: "/connected_accounts/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    custom_metadata_has: metadataFilter.optional(),
    // Nothing of ours belongs to a customer.
    customer_key: z.string().optional(),
    user_identifier_key: z.string().optional(),
    search: z.string().min(1).optional(),
    ...pageParams(11_000),
  }),
  answers: ["connected_accounts", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const scope = await asSeenBy(call.desk, call.workspace, params.user_identifier_key);
    const listed = await listConnectedAccounts(call.desk, call.workspace, {
      accountIds: params.customer_key === undefined ? accountsOf(scope) : [],
      customMetadataHas: params.custom_metadata_has,
      search: params.search,
      page,
    });
    return {
      connected_accounts: listed.items.map((one) => presentConnectedAccount(one, call.now)),
      pagination: paginationOf(call, params, listed.next),
    };
  },
});
