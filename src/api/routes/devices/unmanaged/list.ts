import { pageOf, paginationOf } from "#api/paging.ts";
import { isPresentable, presentUnmanagedDevice } from "#api/present/device.ts";
import { route } from "#api/route.ts";
import { anyDeviceFilters, deviceQuery } from "#api/routes/devices/filters.ts";
import { asSeenBy } from "#app/caller.ts";
import { listDevices } from "#app/devices.ts";
import { isProblem } from "#domain/problem.ts";

export const devicesUnmanagedList = route({
  path: "/devices/unmanaged/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace"],
  params: anyDeviceFilters,
  answers: ["devices", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const scope = await asSeenBy(call.desk, call.workspace, params.user_identifier_key);
    const listed = await listDevices(call.desk, scope, { ...deviceQuery(params), managed: false, page });
    if (isProblem(listed)) return listed;
    return {
      devices: listed.items.filter(isPresentable).map((one) => presentUnmanagedDevice(one, call.now)),
      pagination: paginationOf(call, params, listed.next),
    };
  },
});
