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
  params: z.object({ hours: z.number().int().min(1).max(336).default(72) }),
  answers: ["arrivals", "doors", "summary"],
  handle: async (call, params) =>
    presentArrivals(await listArrivals(call.desk, call.workspace, params.hours * hourMs), call.now),
});
