import { expect, test } from "vitest";
import { readAddress } from "./address.ts";

test.each([
  ["a cloud address of one device", "https://cloud.hubitat.com/api/6f9a-11/apps/7/devices/3?access_token=t-1"],
  ["a cloud address in the page's spaces", "  https://cloud.hubitat.com/api/6f9a-11/apps/7?access_token=t-1\n"],
])("%s is where the app's paths begin, with its token", (_, typed) => {
  const read = { url: "https://cloud.hubitat.com/api/6f9a-11/apps/7", accessToken: "t-1" };
  expect(readAddress(typed, "")).toEqual(read);
});

test("a token that is filled in by itself is the one that counts", () => {
  const typed = "https://cloud.hubitat.com/api/6f9a-11/apps/7/devices?access_token=old";
  expect(readAddress(typed, " t-2 ")?.accessToken).toBe("t-2");
});

test("a hub at home is asked by plain HTTP", () => {
  const hosts = ["192.168.1.20", "10.0.0.5:8080", "172.20.3.4", "127.0.0.1:9", "[fd00::1]", "hubitat.local", "hubitat"];
  const read = hosts.map((host) => readAddress(`http://${host}/apps/api/7/devices?access_token=t`, undefined)?.url);
  expect(read).toEqual(hosts.map((host) => `http://${host}/apps/api/7`));
});

test.each([
  [
    "plain HTTP to the world, which would read token and PINs along",
    "http://hub.example.com/apps/api/7?access_token=t",
  ],
  ["plain HTTP to where clouds keep their machines' secrets", "http://169.254.169.254/apps/api/7?access_token=t"],
  ["an address with a password in it", "https://me:pass@cloud.hubitat.com/api/6f9a/apps/7?access_token=t"],
  ["the page of another app", "https://cloud.hubitat.com/dashboard/7?access_token=t"],
  ["an address that only begins like one", "https://cloud.hubitat.com/api/6f9a/apps/7x?access_token=t"],
  ["an address without a token", "https://cloud.hubitat.com/api/6f9a/apps/7/devices"],
  ["a token of more than one word", "https://cloud.hubitat.com/api/6f9a/apps/7?access_token=a%20b"],
  ["something that is no web address", "file:///apps/api/7?access_token=t"],
  ["no address", "hubitat"],
])("%s is not taken", (_, typed) => {
  expect(readAddress(typed, undefined)).toBeUndefined();
});
