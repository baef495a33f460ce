import { z } from "zod";
import { accessCodeId, deviceId, pageParams, strangersId } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentAccessCode } from "#api/present/access-code.ts";
import { route } from "#api/route.ts";
import { listAccessCodes } from "#app/access-codes.ts";
import { asSeenBy } from "#app/caller.ts";
import { isProblem } from "#domain/problem.ts";

/** What codes can belong to elsewhere and not here: asked for one of these, the list is empty. */
const strangers = z.object({
  customer_ids: z.array(strangersId).optional(),
  customer_key: z.string().optional(),
  access_method_id: strangersId.optional(),
  access_grant_id: strangersId.optional(),
  access_grant_key: z.string().optional(),
});
const strangersNames = strangers.keyof().options;

export const accessCodesList = route({
  path: "/access_codes/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: strangers
    .extend({
      user_identifier_key: z.string().optional(),
      device_id: deviceId.optional(),
      access_code_ids: z.array(accessCodeId).optional(),
      search: z.string().optional(),
      ...pageParams(55_000),
    })
    .refine(
      (asked) =>
        asked.device_id !== undefined ||
        asked.access_code_ids !== undefined ||
        asked.user_identifier_key !== undefined ||
        strangersNames.some((name) => asked[name] !== undefined),
      "Either 'device_id' or 'access_code_ids' is required",
    ),
  answers: ["access_codes", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const scope = await asSeenBy(call.desk, call.workspace, params.user_identifier_key);
    const listed = await listAccessCodes(call.desk, scope, {
      deviceId: params.device_id,
      accessCodeIds: strangersNames.some((name) => params[name] !== undefined) ? [] : params.access_code_ids,
      search: params.search,
      page,
    });
    if (isProblem(listed)) return listed;
    return {
      access_codes: listed.items.map((view) => presentAccessCode(view, call.now)),
      pagination: paginationOf(call, params, listed.next),
    };
  },
});
