import { z } from "zod";
import { providerCategories } from "#api/contract/device-vocabulary.ts";
import { presentDeviceProvider } from "#api/present/device-provider.ts";
import { route } from "#api/route.ts";
import { listDeviceProviders } from "#app/devices.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesListDeviceProviders = route({
  path: "/devices/list_device_providers",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: z.object({ provider_category: z.enum(providerCategories).optional() }),
  answers: ["device_providers"],
  handle: async (call, params) => {
    const listed = await listDeviceProviders(call.desk, call.workspace, { category: params.provider_category });
    return isProblem(listed) ? listed : { device_providers: listed.flatMap(presentDeviceProvider) };
  },
});
