import { presentDevice } from "#api/present/device.ts";
import { route } from "#api/route.ts";
import { askedDevice, namedDevice, presentable } from "#api/routes/devices/named-device.ts";
import { getDevice } from "#app/devices.ts";
import { isProblem } from "#domain/problem.ts";

export const locksGet = route({
  path: "/locks/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: namedDevice,
  answers: ["lock", "device"],
  handle: async (call, params) => {
    const found = presentable(await getDevice(call.desk, call.workspace, askedDevice(params), true));
    if (isProblem(found)) return found;
    const lock = presentDevice(found, call.now);
    return { lock, device: lock };
  },
});
