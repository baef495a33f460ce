import { z } from "zod";
import { accessCodeId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { convertToManaged } from "#app/unmanaged-access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesUnmanagedUpdate = route({
  path: "/access_codes/unmanaged/update",
  methods: ["PATCH"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({
    access_code_id: accessCodeId,
    is_managed: z
      .boolean()
      .refine((isManaged) => isManaged, "Must be true: /access_codes/update makes a code unmanaged"),
    is_external_modification_allowed: z.boolean().optional(),
    allow_external_modification: z.boolean().optional(),
    force: z.boolean().optional(),
  }),
  answers: [],
  handle: async (call, params) => {
    const converted = await convertToManaged(call.desk, call.workspace, {
      accessCodeId: params.access_code_id,
      allowsExternalModification: params.is_external_modification_allowed ?? params.allow_external_modification,
      force: params.force ?? false,
    });
    return isProblem(converted) ? converted : {};
  },
});
