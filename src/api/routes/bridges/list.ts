import { z } from "zod";
import { presentBridge } from "#api/present/bridge.ts";
import { route } from "#api/route.ts";
import { listBridges } from "#app/bridges.ts";

export const bridgesList = route({
  path: "/bridges/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({}),
  answers: ["bridges"],
  handle: async (call) => ({ bridges: (await listBridges(call.desk, call.workspace)).map(presentBridge) }),
});
