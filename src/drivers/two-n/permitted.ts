import { BlockList, isIP } from "node:net";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";

/**
 * Whoever signs in through a page names an address in the server's own network, so that it is the operator who says
 * which of them may be called.
 */
export const settings: readonly FormField[] = [
  {
    name: "networks",
    label: "Networks",
    kind: "text",
    required: true,
    help: "Where intercoms may be connected through a page: ranges and names, such as 192.168.1.0/24,door.example.com",
  },
];

/** Whether the operator lets people connect what is at this address. */
export function isPermitted(of: Settings, address: string): boolean {
  const host = new URL(address).hostname.replace(/^\[|\]$/g, "");
  const named = (of.networks ?? "")
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== "");
  const family = isIP(host);
  if (family === 0) return named.includes(host);
  const ranges = new BlockList();
  for (const range of named) addTo(ranges, range);
  return ranges.check(host, family === 6 ? "ipv6" : "ipv4");
}

function addTo(ranges: BlockList, range: string): void {
  const [base = "", bits] = range.split("/");
  const family = isIP(base);
  const longest = family === 6 ? 128 : 32;
  const prefix = bits === undefined ? longest : Number(bits);
  if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > longest) return;
  ranges.addSubnet(base, prefix, family === 6 ? "ipv6" : "ipv4");
}
