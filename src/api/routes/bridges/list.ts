import { z } from "zod";
import { route } from "#api/route.ts";

export const bridgesList = route({
  path: "/bridges/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({}),
  answers: ["bridges"],
  handle: async () => ({ bridges: [] }),
});
