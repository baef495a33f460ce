import { BlockList, isIP } from "node:net";

/**
 * Whether the operator lets people connect what is at this address. Whoever fills in a page could otherwise have the
 * server call whatever stands in its own network. `named`: ranges, addresses and names, with commas or spaces between;
 * one with a port is of that port alone.
 */
export function isPermitted(named: string | undefined, address: string): boolean {
  const url = new URL(address);
  const words = (named ?? "")
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  if (words.includes(url.hostname) || words.includes(`${url.hostname}:${port}`)) return true;
  const number = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(number);
  if (family === 0) return false;
  const ranges = new BlockList();
  for (const word of words) addTo(ranges, word);
  return ranges.check(number, family === 6 ? "ipv6" : "ipv4");
}

function addTo(ranges: BlockList, range: string): void {
  const [base = "", bits] = range.split("/");
  const family = isIP(base);
  const longest = family === 6 ? 128 : 32;
  // Half a range is none, and least of all everything.
  const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (family === 0 || prefix < 0 || prefix > longest) return;
  ranges.addSubnet(base, prefix, family === 6 ? "ipv6" : "ipv4");
}
