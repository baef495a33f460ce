import { expect, test } from "vitest";
import { addressAt, readServerAddress } from "./server-address.ts";

const strict = { allowsPlainHttp: false };

test("PINs go over plain http to this machine only, unless somebody says that the way is theirs", () => {
  expect(readServerAddress("http://locks.example.com", strict)).toHaveProperty("refused");
  expect(readServerAddress("http://127.0.0.1.example.com", strict)).toHaveProperty("refused");
  expect(readServerAddress("http://locks.example.com", { allowsPlainHttp: true })).toBeInstanceOf(URL);
  for (const near of [
    "http://127.0.0.1:4800",
    "http://localhost:4800",
    "http://[::1]:4800",
    "https://locks.example.com",
  ]) {
    expect(readServerAddress(near, strict)).toBeInstanceOf(URL);
  }
});

test("what is no address of a server is refused in words", () => {
  for (const wrong of [
    "locks.example.com",
    "ws://locks.example.com",
    "https://a:b@locks.example.com",
    "https://x.example/?a",
  ]) {
    expect(readServerAddress(wrong, strict)).toHaveProperty("refused");
  }
});

test("a server may live under a path", () => {
  expect(addressAt(new URL("https://example.com/locks"), "/bridge_line").href).toBe(
    "https://example.com/locks/bridge_line",
  );
});
