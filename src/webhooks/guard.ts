import { BlockList, isIP } from "node:net";
import { invariant } from "#domain/invariant.ts";
import { type Cidr, readCidr } from "./cidr.ts";

/** Decides where nothing is sent: an endpoint's address is chosen by a stranger, and we stand inside somebody's network. */
export interface Guard {
  /** An address to which we may connect. What is no address is none of them. */
  permits(address: string | undefined): boolean;
  /**
   * The address of an endpoint, where we may send to it as far as its text says. A host that is a name is judged
   * when it is resolved; one that is an address is judged here, for nobody looks it up.
   */
  readUrl(text: string): URL | "bad_url" | "forbidden_address";
}

/**
 * Addresses that are not the public internet: IANA's special-purpose registries for IPv4 and IPv6 (2026), in the choice
 * of Svix's server (its configuration, 2026), and multicast.
 */
const notPublic = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
  // An IPv4 address inside an IPv6 one is reached by way of a translator: compatible, mapped, translated, NAT64.
  ...["::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"],
  ...["100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16"],
  ...["fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
];

/** `allowed` are ranges that may be sent to although they are not public. */
export function createGuard(allowed: readonly Cidr[]): Guard {
  const forbidden = listsOf(notPublic.map(known));
  const exempt = listsOf(allowed);
  const permits = (address: string | undefined): boolean => {
    const version = isIP(address ?? "");
    // A zone names an interface of ours: such an address leads to our own link only.
    if (address === undefined || version === 0 || address.includes("%")) return false;
    const family = version === 4 ? "ipv4" : "ipv6";
    return exempt[family].check(address, family) || !forbidden[family].check(address, family);
  };
  return {
    permits,
    readUrl: (text) => {
      if (!URL.canParse(text)) return "bad_url";
      const url = new URL(text);
      if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return "bad_url";
      const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
      return isIP(literal) !== 0 && !permits(literal) ? "forbidden_address" : url;
    },
  };
}

/**
 * The ranges against which addresses of each family are held. A BlockList takes every IPv4 address for one of
 * ::ffff:0:0/96 (Node 24, 2026), so that IPv4 addresses are held against IPv4 ranges only. An IPv6 address that
 * holds an IPv4 one is held against both.
 */
function listsOf(ranges: readonly Cidr[]): Readonly<Record<Cidr["family"], BlockList>> {
  return { ipv4: listOf(ranges.filter(({ family }) => family === "ipv4")), ipv6: listOf(ranges) };
}

function listOf(ranges: readonly Cidr[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family);
  return list;
}

function known(text: string): Cidr {
  const range = readCidr(text);
  invariant(range !== undefined, "the ranges of this file are written as ranges");
  return range;
}
