import { z } from "zod";
import { accessCodeId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { keepFound } from "#app/found-codes.ts";

/** Ours, beyond the contract. On the lock it changes nothing. */
export const accessCodesUnmanagedKeep = route({
  path: "/access_codes/unmanaged/keep",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ access_code_id: accessCodeId, is_kept: z.boolean().default(true) }),
  answers: [],
  handle: async (call, params) =>
    (await keepFound(call.desk, call.workspace, { accessCodeId: params.access_code_id, isKept: params.is_kept })) ?? {},
});
