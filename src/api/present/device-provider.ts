import { deviceProviders, providerCategories } from "#api/contract/device-vocabulary.ts";
import type { WireDeviceProvider } from "#api/contract/wire.ts";
import type { DeviceProviderView } from "#app/views.ts";
import { lockImage } from "./device-properties.ts";

const names: ReadonlySet<string> = new Set(deviceProviders);
const categories: ReadonlySet<string> = new Set(providerCategories);

/** Nothing for a provider that the contract does not name: its list is closed. */
export function presentDeviceProvider(view: DeviceProviderView): readonly WireDeviceProvider[] {
  if (!isName(view.provider)) return [];
  return [
    {
      device_provider_name: view.provider,
      display_name: view.displayName,
      image_url: lockImage,
      provider_categories: view.categories.filter(isCategory),
    },
  ];
}

function isName(name: string): name is WireDeviceProvider["device_provider_name"] {
  return names.has(name);
}

function isCategory(name: string): name is WireDeviceProvider["provider_categories"][number] {
  return categories.has(name);
}
