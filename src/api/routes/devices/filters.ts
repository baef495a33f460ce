import { z } from "zod";
import { both } from "#api/both.ts";
import { capabilityFlags, deviceTypes, manufacturers } from "#api/contract/device-vocabulary.ts";
import {
  connectedAccountId,
  connectWebviewId,
  deviceId,
  instant,
  pageParams,
  strangersId,
} from "#api/contract/params.ts";
import type { ListDevices } from "#app/requests.ts";

/** What devices can belong to elsewhere and not here: asked for one of these, the list is empty. */
const strangers = z.object({
  customer_ids: z.array(strangersId).optional(),
  customer_key: z.string().optional(),
  space_id: strangersId.optional(),
  unstable_location_id: strangersId.nullable().optional(),
  access_method_id: strangersId.optional(),
});
const strangersNames = strangers.keyof().options;

/** The fields by which every list of devices can be narrowed, beside those of its own types and makers. */
export const deviceFilters = strangers.extend({
  user_identifier_key: z.string().optional(),
  device_ids: z.array(deviceId).optional(),
  connect_webview_id: connectWebviewId.optional(),
  connected_account_id: connectedAccountId.optional(),
  connected_account_ids: z.array(connectedAccountId).optional(),
  created_before: instant.optional(),
  custom_metadata_has: z.record(z.union([z.string(), z.boolean(), z.null()])).optional(),
  search: z.string().min(1).optional(),
  include_if: z.array(z.enum(capabilityFlags)).optional(),
  exclude_if: z.array(z.enum(capabilityFlags)).optional(),
  ...pageParams(500, 10_000),
});

/** The same with the types and makers of every device. */
export const anyDeviceFilters = deviceFilters.extend({
  device_type: z.enum(deviceTypes).optional(),
  device_types: z.array(z.enum(deviceTypes)).optional(),
  manufacturer: z.enum(manufacturers).optional(),
});

interface Asked extends z.output<typeof deviceFilters> {
  readonly device_type?: string | undefined;
  readonly device_types?: readonly string[] | undefined;
  readonly manufacturer?: string | undefined;
}

export function deviceQuery(asked: Asked): Omit<ListDevices, "managed" | "page"> {
  const isForStrangers = strangersNames.some((name) => asked[name] !== undefined && asked[name] !== null);
  return {
    deviceIds: isForStrangers ? [] : asked.device_ids,
    webviewId: asked.connect_webview_id,
    accountIds: both(asked.connected_account_id, asked.connected_account_ids),
    deviceTypes: both(asked.device_type, asked.device_types),
    manufacturer: asked.manufacturer,
    createdBefore: asked.created_before,
    // An empty value is ignored; null asks for devices without the key.
    customMetadataHas:
      asked.custom_metadata_has === undefined
        ? undefined
        : Object.fromEntries(Object.entries(asked.custom_metadata_has).filter(([, value]) => value !== "")),
    search: asked.search,
    includeIf: asked.include_if,
    excludeIf: asked.exclude_if,
    locksOnly: true,
  };
}
