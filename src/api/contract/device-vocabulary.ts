import type { Device, DeviceProvider } from "@seamapi/types/connect";

/** The device types of the contract that are locks. */
export const lockDeviceTypes = [
  "akuvox_lock",
  "august_lock",
  "brivo_access_point",
  "butterflymx_panel",
  "avigilon_alta_entry",
  "doorking_lock",
  "genie_door",
  "igloo_lock",
  "linear_lock",
  "lockly_lock",
  "kwikset_lock",
  "nuki_lock",
  "salto_lock",
  "schlage_lock",
  "seam_relay",
  "smartthings_lock",
  "wyze_lock",
  "yale_lock",
  "two_n_intercom",
  "controlbyweb_device",
  "ttlock_lock",
  "igloohome_lock",
  "hubitat_lock",
  "four_suites_door",
  "dormakaba_oracode_door",
  "tedee_lock",
  "akiles_lock",
] as const satisfies readonly Device["device_type"][];

/** Every device type of the contract. */
export const deviceTypes = [
  ...lockDeviceTypes,
  "noiseaware_activity_zone",
  "minut_sensor",
  "ecobee_thermostat",
  "nest_thermostat",
  "honeywell_resideo_thermostat",
  "tado_thermostat",
  "sensi_thermostat",
  "smartthings_thermostat",
  "ios_phone",
  "android_phone",
] as const satisfies readonly Device["device_type"][];

/** The makers of locks by which lists can be narrowed. */
export const lockManufacturers = [
  "akuvox",
  "august",
  "brivo",
  "butterflymx",
  "avigilon_alta",
  "doorking",
  "genie",
  "igloo",
  "linear",
  "lockly",
  "kwikset",
  "nuki",
  "salto",
  "schlage",
  "seam",
  "wyze",
  "yale",
  "two_n",
  "controlbyweb",
  "ttlock",
  "igloohome",
  "hubitat",
  "four_suites",
  "dormakaba_oracode",
  "tedee",
  "akiles",
  "kwikset2",
  "smartthings",
] as const;

/** Every maker by which lists can be narrowed. */
export const manufacturers = [
  ...lockManufacturers,
  "keywe",
  "philia",
  "samsung",
  "unknown",
  "ecobee",
  "honeywell_resideo",
  "minut",
  "nest",
  "noiseaware",
  "tado",
  "sensi",
  "keynest",
] as const;

/** The capability flags by which lists can be narrowed. */
export const capabilityFlags = [
  "can_remotely_unlock",
  "can_remotely_lock",
  "can_program_offline_access_codes",
  "can_program_online_access_codes",
  "can_hvac_heat",
  "can_hvac_cool",
  "can_hvac_heat_cool",
  "can_turn_off_hvac",
  "can_simulate_removal",
  "can_simulate_connection",
  "can_simulate_disconnection",
  "can_unlock_with_code",
] as const;

/** The makers and platforms that the contract names. */
export const deviceProviders = [
  "dormakaba_community",
  "legic_connect",
  "akuvox",
  "august",
  "avigilon_alta",
  "brivo",
  "butterflymx",
  "schlage",
  "smartthings",
  "yale",
  "genie",
  "doorking",
  "salto",
  "salto_ks",
  "lockly",
  "ttlock",
  "linear",
  "noiseaware",
  "nuki",
  "seam_relay_admin",
  "igloo",
  "kwikset",
  "minut",
  "my_2n",
  "controlbyweb",
  "nest",
  "igloohome",
  "ecobee",
  "hubitat",
  "four_suites",
  "dormakaba_oracode",
  "pti",
  "wyze",
  "seam_passport",
  "visionline",
  "assa_abloy_credential_service",
  "tedee",
  "honeywell_resideo",
  "latch",
  "akiles",
  "assa_abloy_vostio",
  "assa_abloy_vostio_credential_service",
  "tado",
  "salto_space",
  "sensi",
  "kwikset2",
  "keynest",
  "dormakaba_ambiance",
] as const satisfies readonly DeviceProvider["device_provider_name"][];

/**
 * Those that a connect webview can name: some under names that devices no longer have. The last one is of a later version of
 * the contract (Seam's page on Ultraloq, November 2026).
 */
export const webviewProviders = [...deviceProviders, "yale_access", "hid_cm", "google_nest", "ultraloq"] as const;

/** The groups of them. */
export const providerCategories = [
  "stable",
  "consumer_smartlocks",
  "thermostats",
  "noise_sensors",
  "access_control_systems",
] as const satisfies readonly DeviceProvider["provider_categories"][number][];
