import { pageOf, paginationOf } from "#api/paging.ts";
import { isPresentable, presentDevice } from "#api/present/device.ts";
import { route } from "#api/route.ts";
import { asSeenBy } from "#app/caller.ts";
import { listDevices } from "#app/devices.ts";
import { isProblem } from "#domain/problem.ts";
import { anyDeviceFilters, deviceQuery } from "./filters.ts";

export const devicesList = route({
  path: "/devices/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: anyDeviceFilters,
  answers: ["devices", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const scope = await asSeenBy(call.desk, call.workspace, params.user_identifier_key);
    const listed = await listDevices(call.desk, scope, { ...deviceQuery(params), managed: true, page });
    if (isProblem(listed)) return listed;
    return {
      devices: listed.items.filter(isPresentable).map((one) => presentDevice(one, call.now)),
      pagination: paginationOf(call, params, listed.next),
    };
  },
});
