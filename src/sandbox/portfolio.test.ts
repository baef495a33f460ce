import { expect, test } from "vitest";
import { testCloud } from "#virtual-locks/test-cloud.ts";
import { sandboxPortfolio } from "./portfolio.ts";

interface Shown {
  readonly lock_id: string;
  readonly device_type: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

test("the sandbox's locks stand in the virtual lock cloud, twice over for two workspaces", async () => {
  const cloud = testCloud();
  for (const tag of ["one", "two"]) {
    for (const { provider, ...account } of sandboxPortfolio(tag)) {
      const made = await cloud.control.createAccount(account);
      expect(made.locks).toHaveLength(account.locks.length);
      const { body } = await cloud.call(made.access_token, "GET", "/locks");
      for (const lock of body.locks as Shown[]) expect(lock.capabilities.provider).toBe(provider);
    }
  }
});

test("a newcomer meets about ten locks of many kinds", async () => {
  const cloud = testCloud();
  const shown: Shown[] = [];
  for (const { provider: _, ...account } of sandboxPortfolio("one")) {
    const made = await cloud.control.createAccount(account);
    shown.push(...((await cloud.call(made.access_token, "GET", "/locks")).body.locks as Shown[]));
  }
  const locks = shown.filter((device) => device.device_type === "smart_lock");
  const having = (flag: string, value: unknown) => locks.filter((lock) => lock.capabilities[flag] === value).length;
  expect(locks.length).toBeGreaterThanOrEqual(10);
  expect(shown.length).toBeGreaterThan(locks.length);
  for (const [flag, value] of [
    ["native_scheduling", true],
    ["native_scheduling", false],
    ["codes_readable", false],
    ["has_keypad", false],
    ["device_type", "august_lock"],
  ] as const) {
    expect([flag, value, having(flag, value)]).not.toEqual([flag, value, 0]);
  }
});
