import { z } from "zod";
import { accessCodeId, deviceId, pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentEntry } from "#api/present/overview.ts";
import { route } from "#api/route.ts";
import { listEntries } from "#app/entries.ts";
import { isProblem } from "#domain/problem.ts";

/** Ours, beyond the contract. */
export const entriesList = route({
  path: "/entries/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    device_id: deviceId.optional(),
    access_code_id: accessCodeId.optional(),
    ...pageParams(100, 500),
  }),
  answers: ["entries", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const { device_id: ofDevice, access_code_id: ofCode } = params;
    const { items, next } = await listEntries(call.desk, call.workspace, {
      deviceId: ofDevice,
      accessCodeId: ofCode,
      page,
    });
    return { entries: items.map(presentEntry), pagination: paginationOf(call, params, next) };
  },
});
