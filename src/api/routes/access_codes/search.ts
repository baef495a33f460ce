import { z } from "zod";
import { accessCodeId, deviceId, pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentSearchedCodes } from "#api/present/searched-codes.ts";
import { route } from "#api/route.ts";
import { searchAccessCodes } from "#app/search-access-codes.ts";
import { isProblem } from "#domain/problem.ts";

/** Ours, beyond the contract, whose lists are of one device: the codes of all doors. */
export const accessCodesSearch = route({
  path: "/access_codes/search",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    access_code_ids: z.array(accessCodeId).max(500).optional(),
    search: z.string().max(200).optional(),
    device_id: deviceId.optional(),
    common_code_key: z.string().min(1).optional(),
    is_managed: z.boolean().optional(),
    ...pageParams(100, 500),
  }),
  answers: ["access_codes", "unmanaged_access_codes", "doors", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const { items, next } = await searchAccessCodes(call.desk, call.workspace, {
      accessCodeIds: params.access_code_ids,
      search: params.search,
      deviceId: params.device_id,
      commonCodeKey: params.common_code_key,
      isManaged: params.is_managed,
      page,
    });
    return { ...presentSearchedCodes(items, call.now), pagination: paginationOf(call, params, next) };
  },
});
