import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { addressOr } from "#drivers/kit/address.ts";
import { isPermitted } from "#drivers/kit/permitted.ts";
import { type HubitatConfig, readAddress } from "./address.ts";

/** What the hub's owner copies from the app's page. */
export const fields: readonly FormField[] = [
  {
    name: "url",
    label: "Maker API address",
    kind: "text",
    required: true,
    help: "Any of the addresses that the Maker API app on the hub shows, cloud or local",
  },
  {
    name: "accessToken",
    label: "Access token",
    kind: "secret",
    required: false,
    help: "What follows access_token= there, if it is not part of the address",
  },
];

export const settings: readonly FormField[] = [
  {
    name: "url",
    label: "Cloud",
    kind: "text",
    required: false,
    help: "Where Hubitat's cloud is, if not at https://cloud.hubitat.com",
  },
  {
    name: "localHubs",
    label: "Local hubs",
    kind: "text",
    required: false,
    help: "Hubs in the server's own network that may be connected through a page: ranges and names, such as 192.168.1.20,hub.local",
  },
];

const schema = z
  .object({ url: z.string().max(2_000), accessToken: z.string().max(1_024).optional() })
  .transform(({ url, accessToken }) => readAddress(url, accessToken));

export function parseConfig(raw: unknown): HubitatConfig | undefined {
  return schema.safeParse(raw).data;
}

/** Whether the owner of a hub may have the server reach it there: through the cloud, or where the operator says so. */
export function mayBeReached({ url }: HubitatConfig, { url: set, localHubs }: Settings): boolean {
  return url.startsWith(`${addressOr("https://cloud.hubitat.com", set)}/`) || isPermitted(localHubs, url);
}
