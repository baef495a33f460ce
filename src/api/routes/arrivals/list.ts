import { z } from "zod";
import { presentArrivals } from "#api/present/arrivals.ts";
import { route } from "#api/route.ts";
import { listArrivals } from "#app/arrivals.ts";

const hourMs = 60 * 60_000;

/** Ours, beyond the contract: what a host looks at the evening before. */
export const arrivalsList = route({
  path: "/arrivals/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({
    hours: z.number().int().min(1).max(336).default(72),
    limit: z.number().int().min(1).max(2_000).default(500),
    only_at_risk: z.boolean().default(false),
  }),
  answers: ["arrivals", "doors", "summary"],
  handle: async (call, { hours, limit, only_at_risk: isAtRisk }) => {
    const listed = await listArrivals(call.desk, call.workspace, { withinMs: hours * hourMs, limit, isAtRisk });
    return presentArrivals(listed, call.now);
  },
});
