import { z } from "zod";
import { accessCodeId } from "#api/contract/params.ts";
import { presentAccessCode } from "#api/present/access-code.ts";
import { route } from "#api/route.ts";
import { pullBackupAccessCode } from "#app/access-codes.ts";
import { isProblem } from "#domain/problem.ts";

export const accessCodesPullBackupAccessCode = route({
  path: "/access_codes/pull_backup_access_code",
  methods: ["POST"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ access_code_id: accessCodeId }),
  answers: ["access_code", "backup_access_code"],
  handle: async (call, params) => {
    const pulled = await pullBackupAccessCode(call.desk, call.workspace, params.access_code_id);
    if (isProblem(pulled)) return pulled;
    return {
      access_code: presentAccessCode(pulled.original, call.now),
      backup_access_code: presentAccessCode(pulled.backup, call.now),
    };
  },
});
