import { z } from "zod";
import { deviceId, pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentUnmanagedAccessCode } from "#api/present/unmanaged-access-code.ts";
import { route } from "#api/route.ts";
import { asSeenBy } from "#app/caller.ts";
import { listUnmanagedAccessCodes } from "#app/unmanaged-access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesUnmanagedList = route({
  path: "/access_codes/unmanaged/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    device_id: deviceId,
    user_identifier_key: z.string().optional(),
    search: z.string().optional(),
    ...pageParams(300_000),
  }),
  answers: ["access_codes", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const scope = await asSeenBy(call.desk, call.workspace, params.user_identifier_key);
    const listed = await listUnmanagedAccessCodes(call.desk, scope, {
      deviceId: params.device_id,
      search: params.search,
      page,
    });
    if (isProblem(listed)) return listed;
    return {
      access_codes: listed.items.map((view) => presentUnmanagedAccessCode(view, call.now)),
      pagination: paginationOf(call, params, listed.next),
    };
  },
});
