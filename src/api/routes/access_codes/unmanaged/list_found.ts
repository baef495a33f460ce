import { z } from "zod";
import { pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentFoundCode } from "#api/present/overview.ts";
import { route } from "#api/route.ts";
import { listFoundCodes } from "#app/found-codes.ts";
import { isProblem } from "#domain/problem.ts";

/** Ours, beyond the contract, whose own list is of one device. */
export const accessCodesUnmanagedListFound = route({
  path: "/access_codes/unmanaged/list_found",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ is_kept: z.boolean().default(false), ...pageParams(200, 500) }),
  answers: ["found_codes", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const { items, next } = await listFoundCodes(call.desk, call.workspace, { kept: params.is_kept, page });
    return {
      found_codes: items.map((found) => presentFoundCode(found, call.now)),
      pagination: paginationOf(call, params, next),
    };
  },
});
