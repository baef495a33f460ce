import { presentUnmanagedDevice } from "#api/present/device.ts";
import { route } from "#api/route.ts";
import { askedDevice, namedDevice, presentable } from "#api/routes/devices/named-device.ts";
import { getDevice } from "#app/devices.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesUnmanagedGet = route({
  path: "/devices/unmanaged/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: namedDevice,
  answers: ["device"],
  handle: async (call, params) => {
    const found = presentable(await getDevice(call.desk, call.workspace, askedDevice(params), false));
    return isProblem(found) ? found : { device: presentUnmanagedDevice(found, call.now) };
  },
});
