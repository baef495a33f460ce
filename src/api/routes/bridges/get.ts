import { z } from "zod";
import { strangersId } from "#api/contract/params.ts";
import { route } from "#api/route.ts";
import { problem } from "#domain/problem.ts";

/** Bridges of the original's make; there are none here. */
export const bridgesGet = route({
  path: "/bridges/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ bridge_id: strangersId }),
  answers: ["bridge"],
  handle: async (_call, { bridge_id }) =>
    problem("bridge_not_found", "There is no such bridge.", { data: { bridge_id } }),
});
