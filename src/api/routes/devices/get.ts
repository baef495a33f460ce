import { presentDevice } from "#api/present/device.ts";
import { route } from "#api/route.ts";
import { getDevice } from "#app/devices.ts";
import { isProblem } from "#domain/problem.ts";
import { askedDevice, namedDevice, presentable } from "./named-device.ts";

export const devicesGet = route({
  path: "/devices/get",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: namedDevice,
  answers: ["device"],
  handle: async (call, params) => {
    const found = presentable(await getDevice(call.desk, call.workspace, askedDevice(params), true));
    return isProblem(found) ? found : { device: presentDevice(found, call.now) };
  },
});
