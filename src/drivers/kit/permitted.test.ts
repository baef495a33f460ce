import { expect, test } from "vitest";
import { isPermitted } from "./permitted.ts";

test.for([
  ["https://192.168.1.20", true],
  ["https://192.168.2.20", false],
  ["https://10.1.2.3:8443", true],
  ["http://10.9.9.9:8080", true],
  ["http://10.9.9.9", false],
  ["http://10.8.8.8", true],
  ["https://10.8.8.8", false],
  ["https://door.example.com", true],
  ["https://other.example.com", false],
  ["https://door.example.com.other.example", false],
  ["https://[fd00::7]", true],
  ["https://[fe80::7]", false],
  ["https://[::ffff:192.168.1.20]", true],
  ["https://[::ffff:169.254.169.254]", false],
  ["https://169.254.169.254", false],
  ["https://2852039166", false],
  ["https://0xc0a80114", true],
] as const)("what the operator names may be called, and nothing else: %s %s", ([address, permitted]) => {
  const named =
    "192.168.1.0/24, 10.1.2.3 10.9.9.9:8080 10.8.8.8:80 door.example.com,fd00::/8, 0.0.0.0/x 0.0.0.0/ 0.0.0.0/33 ::/";
  expect(isPermitted(named, address)).toBe(permitted);
  expect(isPermitted(undefined, address)).toBe(false);
});
