import { z } from "zod";
import { lockDeviceTypes, lockManufacturers } from "#api/contract/device-vocabulary.ts";
import { pageOf, paginationOf } from "#api/paging.ts";
import { isPresentable, presentDevice } from "#api/present/device.ts";
import { route } from "#api/route.ts";
import { deviceFilters, deviceQuery } from "#api/routes/devices/filters.ts";
import { asSeenBy } from "#app/caller.ts";
import { listDevices } from "#app/devices.ts";
import { isProblem } from "#domain/problem.ts";

export const locksList = route({
  path: "/locks/list",
  methods: ["GET"],
  auth: ["api_key", "pat_with_workspace", "client_session"],
  params: deviceFilters.extend({
    device_type: z.enum(lockDeviceTypes).optional(),
    device_types: z.array(z.enum(lockDeviceTypes)).optional(),
    manufacturer: z.enum(lockManufacturers).optional(),
  }),
  answers: ["locks", "devices", "pagination"],
  handle: async (call, params) => {
    const page = pageOf(call, params);
    if (isProblem(page)) return page;
    const scope = await asSeenBy(call.desk, call.workspace, params.user_identifier_key);
    const listed = await listDevices(call.desk, scope, { ...deviceQuery(params), managed: true, page });
    if (isProblem(listed)) return listed;
    const locks = listed.items.filter(isPresentable).map((one) => presentDevice(one, call.now));
    return { locks, devices: locks, pagination: paginationOf(call, params, listed.next) };
  },
});
