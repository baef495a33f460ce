import { type Problem, problem } from "#domain/problem.ts";

/** What a family of the contract's paths is, and which of them are not served. */
interface Family {
  readonly sentence: string;
  readonly verbs: readonly string[];
}

/** Beside keypads there is much in the contract that is not served here. It is said clearly, path by path. */
const families: Readonly<Record<string, Family>> = {
  access_grants: {
    sentence: "Access grants are not served: put a code on each device with /access_codes/create_multiple.",
    verbs: ["create", "delete", "get", "get_related", "list", "update"],
  },
  access_methods: {
    sentence: "Access methods are not served: an access code is the only way in that is kept here.",
    verbs: ["delete", "encode", "get", "get_related", "list"],
  },
  acs: {
    sentence: "Access control systems are not served: only locks with keypads are.",
    verbs: [
      "access_groups/add_user",
      "access_groups/get",
      "access_groups/list",
      "access_groups/list_accessible_entrances",
      "access_groups/list_users",
      "access_groups/remove_user",
      "access_groups/unmanaged/get",
      "access_groups/unmanaged/list",
      "credential_pools/list",
      "credential_provisioning_automations/launch",
      "credentials/assign",
      "credentials/create",
      "credentials/create_offline_code",
      "credentials/delete",
      "credentials/get",
      "credentials/list",
      "credentials/list_accessible_entrances",
      "credentials/unassign",
      "credentials/unmanaged/get",
      "credentials/unmanaged/list",
      "credentials/update",
      "encoders/encode_credential",
      "encoders/get",
      "encoders/list",
      "encoders/scan_credential",
      "encoders/simulate/next_credential_encode_will_fail",
      "encoders/simulate/next_credential_encode_will_succeed",
      "encoders/simulate/next_credential_scan_will_fail",
      "encoders/simulate/next_credential_scan_will_succeed",
      "entrances/get",
      "entrances/grant_access",
      "entrances/list",
      "entrances/list_credentials_with_access",
      "systems/get",
      "systems/list",
      "systems/list_compatible_credential_manager_acs_systems",
      "users/add_to_access_group",
      "users/create",
      "users/delete",
      "users/get",
      "users/list",
      "users/list_accessible_entrances",
      "users/remove_from_access_group",
      "users/revoke_access_to_all_entrances",
      "users/suspend",
      "users/unmanaged/get",
      "users/unmanaged/list",
      "users/unsuspend",
      "users/update",
    ],
  },
  customers: {
    sentence: "Customers and their portals are not served.",
    verbs: ["create_portal", "push_data"],
  },
  instant_keys: {
    sentence: "Instant keys are not served: only codes that are typed at a keypad are.",
    verbs: ["delete", "get", "list"],
  },
  noise_sensors: {
    sentence: "Noise sensors are not served: only locks with keypads are.",
    verbs: [
      "list",
      "noise_thresholds/create",
      "noise_thresholds/delete",
      "noise_thresholds/get",
      "noise_thresholds/list",
      "noise_thresholds/update",
      "simulate/trigger_noise_threshold",
    ],
  },
  phones: {
    sentence: "Phones are not served: only codes that are typed at a keypad are.",
    verbs: ["deactivate", "get", "list", "simulate/create_sandbox_phone"],
  },
  seam: {
    sentence: "The original's internal paths are not served.",
    verbs: [
      "bridge/v1/bridge_client_sessions/create",
      "bridge/v1/bridge_client_sessions/get",
      "bridge/v1/bridge_client_sessions/refresh_telemetry_token",
      "bridge/v1/bridge_client_sessions/regenerate_pairing_code",
      "bridge/v1/bridge_client_sessions/report_status",
      "bridge/v1/bridge_connected_systems/list",
      "console/v1/get_resource_locator",
      "customer/v1/automation_runs/list",
      "customer/v1/automations/delete",
      "customer/v1/automations/get",
      "customer/v1/automations/update",
      "customer/v1/portals/get",
      "customer/v1/settings/update",
      "instant_key/v1/client_sessions/exchange_short_code",
      "mobile_sdk/v1/acs/credentials/list",
      "mobile_sdk/v1/phone_sessions/get_or_create",
      "partner/v1/building_blocks/spaces/auto_map",
    ],
  },
  spaces: {
    sentence: "Spaces are not served: group devices with custom_metadata.",
    verbs: [
      "add_acs_entrances",
      "add_devices",
      "create",
      "delete",
      "get",
      "get_related",
      "list",
      "remove_acs_entrances",
      "remove_devices",
      "update",
    ],
  },
  thermostats: {
    sentence: "Thermostats are not served: only locks with keypads are.",
    verbs: [
      "activate_climate_preset",
      "cool",
      "create_climate_preset",
      "daily_programs/create",
      "daily_programs/delete",
      "daily_programs/update",
      "delete_climate_preset",
      "get",
      "heat",
      "heat_cool",
      "list",
      "off",
      "schedules/create",
      "schedules/delete",
      "schedules/get",
      "schedules/list",
      "schedules/update",
      "set_fallback_climate_preset",
      "set_fan_mode",
      "set_hvac_mode",
      "set_temperature_threshold",
      "simulate/hvac_mode_adjusted",
      "simulate/temperature_reached",
      "update_climate_preset",
      "update_weekly_program",
    ],
  },
  unstable_access_grants: {
    sentence: "Access grants are not served: put a code on each device with /access_codes/create_multiple.",
    verbs: ["create", "delete", "get", "list"],
  },
  unstable_access_methods: {
    sentence: "Access methods are not served: an access code is the only way in that is kept here.",
    verbs: ["delete", "get", "list"],
  },
  unstable_locations: {
    sentence: "Locations are not served: group devices with custom_metadata.",
    verbs: [
      "add_acs_entrances",
      "add_devices",
      "create",
      "delete",
      "get",
      "list",
      "remove_acs_entrances",
      "remove_devices",
      "update",
    ],
  },
  unstable_partner: {
    sentence: "The original's building blocks are not served.",
    verbs: [
      "building_blocks/connect_accounts",
      "building_blocks/generate_magic_link",
      "building_blocks/manage_devices",
      "building_blocks/organize_spaces",
    ],
  },
  user_identities: {
    sentence:
      "What user identities are given beyond connected accounts is not served: neither access control systems nor phones.",
    verbs: [
      "add_acs_user",
      "enrollment_automations/delete",
      "enrollment_automations/get",
      "enrollment_automations/launch",
      "enrollment_automations/list",
      "generate_instant_key",
      "grant_access_to_device",
      "list_accessible_devices",
      "list_acs_systems",
      "list_acs_users",
      "remove_acs_user",
      "revoke_access_to_device",
    ],
  },
  workspaces: {
    sentence: "A search through a whole workspace is not served: search in the list of what is looked for.",
    verbs: ["find_resources"],
  },
};

/** The contract's paths that are not served, each with why. */
export const notServed: ReadonlyMap<string, string> = new Map(
  Object.entries(families).flatMap(([family, { sentence, verbs }]) =>
    verbs.map((verb) => [`/${family}/${verb}`, sentence] as const),
  ),
);

/** The answer to a path that is nobody's route: that it is not served, or that there is no such path. */
export function problemAt(path: string): Problem {
  const sentence = notServed.get(path);
  if (sentence === undefined) return problem("not_found", `There is nothing at ${path}`);
  return problem("not_implemented", sentence, { data: { path } });
}
