import { z } from "zod";
import { bridgeId } from "#api/contract/params.ts";
import { presentBridge } from "#api/present/bridge.ts";
import { route } from "#api/route.ts";
import { getBridge } from "#app/bridges.ts";
import { problem } from "#domain/problem.ts";

export const bridgesGet = route({
  path: "/bridges/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: z.object({ bridge_id: bridgeId }),
  answers: ["bridge"],
  handle: async (call, { bridge_id }) => {
    const bridge = await getBridge(call.desk, call.workspace, bridge_id);
    if (bridge === undefined) return problem("bridge_not_found", "There is no such bridge.", { data: { bridge_id } });
    return { bridge: presentBridge(bridge) };
  },
});
