import { z } from "zod";
import { accessCodeId, pageParams } from "#api/contract/params.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { presentAuditEntry } from "#api/present/audit-entry.ts";
import { route } from "#api/route.ts";
import { listAuditEntries } from "#app/audit-entries.ts";
import { isProblem } from "#domain/problem.ts";

/** Ours, beyond the contract. Newest first. */
export const auditEntriesList = route({
  path: "/audit_entries/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ access_code_id: accessCodeId.optional(), ...pageParams(100, 500) }),
  answers: ["audit_entries", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const { items, next, names } = await listAuditEntries(call.desk, call.workspace, {
      accessCodeId: params.access_code_id,
      page,
    });
    return {
      audit_entries: items.map((entry) => presentAuditEntry(entry, names)),
      pagination: paginationOf(call, params, next),
    };
  },
});
