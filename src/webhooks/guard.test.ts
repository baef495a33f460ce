import { describe, expect, test } from "vitest";
import { type Cidr, readCidr } from "./cidr.ts";
import { createGuard } from "./guard.ts";

const guard = createGuard([]);
const allowing = (...ranges: readonly string[]) => createGuard(ranges.map((text) => readCidr(text) as Cidr));

describe("the public internet", () => {
  test.each([
    ...["1.0.0.0", "1.1.1.1", "8.8.8.8", "93.184.215.14", "151.101.1.69", "223.255.255.255"],
    // The neighbours of what is not public.
    ...["9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"],
    ...["169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0"],
    ...["192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0"],
    ...["198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0"],
    ...["2606:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001::1", "2001:200::", "2003::", "2001:db7:ffff::1"],
    ...["2001:db9::", "3ffe::", "3fff:1000::", "5eff::", "5f01::", "64:ff9b:2::", "100:0:0:1::", "fbff::"],
  ])("%s may be sent to", (address) => {
    expect(guard.permits(address)).toBe(true);
    expect(guard.readUrl(`https://${address.includes(":") ? `[${address}]` : address}/hooks`)).toBeInstanceOf(URL);
  });
});

describe("the inside", () => {
  test.each([
    ...["0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0"],
    ...[
      "127.255.255.255",
      "169.254.0.0",
      "169.254.255.255",
      "172.16.0.0",
      "172.31.255.255",
      "192.0.0.0",
      "192.0.0.255",
    ],
    ...["192.0.2.0", "192.0.2.255", "192.88.99.0", "192.88.99.255", "192.168.0.0", "192.168.255.255", "198.18.0.0"],
    ...["198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0"],
    ...["239.255.255.255", "240.0.0.0", "255.255.255.255"],
    ...["::", "::1", "::ffff", "::8.8.8.8", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b:1::1"],
    ...[
      "64:ff9b:1:ffff::",
      "100::",
      "100::ffff",
      "2001::",
      "2001:1ff:ffff::",
      "2001:db8::",
      "2001:db8:ffff::1",
      "2002::",
    ],
    ...["2002:ffff::1", "3fff::", "3fff:fff::1", "5f00::", "5f00:ffff::", "fc00::", "fdff::1", "fe80::1", "febf::1"],
    ...["fec0::1", "feff::1", "ff00::", "ff02::1", "ffff::"],
    ...["fe80::1%eth0", "::1%lo", "2606:4700::1111%eth0"],
    // These are no addresses at all.
    ...["", "localhost", "127.1", "0x7f.0.0.1", "1.1.1.1.", " 1.1.1.1", "1.1.1.1/32", "[::1]"],
  ])("%s may not", (address) => {
    expect(guard.permits(address)).toBe(false);
  });

  test("may be sent to where its range is allowed, and nowhere else", () => {
    const some = allowing("10.1.0.0/16", "fd00::/8");
    for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "fd12::1", "8.8.8.8", "2606:4700::1111"]) {
      expect([address, some.permits(address)]).toEqual([address, true]);
    }
    for (const address of ["10.2.0.1", "::ffff:10.2.0.1", "127.0.0.1", "fc00::1", "::1", "::10.1.2.3"]) {
      expect([address, some.permits(address)]).toEqual([address, false]);
    }
    // A range of IPv6 says nothing of IPv4, although one of its parts stands for all of it.
    expect(allowing("::/0").permits("127.0.0.1")).toBe(false);
    expect(allowing("::/0").permits("::1")).toBe(true);
    expect(allowing("0.0.0.0/0").permits("::1")).toBe(false);
  });
});
