import { describe, expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { listed, ok, scriptedCloud, url } from "#test/support/scripted-smartthings.ts";

const never = new AbortController().signal;
const lock = "lock-1" as NativeId;

const online = () => ok({ state: "ONLINE" });
const bare = () => ok({ components: { main: { lock: { lock: { value: "locked" } } } } });

describe("listing devices", () => {
  test("goes on from page to page, and brings locks and hubs alone", async () => {
    const { driver } = scriptedCloud({
      "/v1/devices": () =>
        ok({
          items: [listed("hub-1", "HUB"), listed("tv", "OCF", { components: [] })],
          _links: { next: { href: `${url}/v1/devices?page=1` } },
        }),
      "/v1/devices?page=1": () => ok({ items: [listed(lock, "ZWAVE")], _links: {} }),
      "/v1/devices/hub-1/health": online,
      [`/v1/devices/${lock}/health`]: online,
      [`/v1/devices/${lock}/status`]: bare,
    });
    const found = await driver.discover(never);
    expect(found.kind === "found" && found.devices.map(({ nativeId, kind }) => [nativeId, kind])).toEqual([
      ["hub-1", "hub"],
      [lock, "lock"],
    ]);
  });

  test("carries our token to no other host", async () => {
    const next = { href: "https://elsewhere.test/v1/devices?page=1" };
    const { asked, driver } = scriptedCloud({ "/v1/devices": () => ok({ items: [], _links: { next } }) });
    expect(await driver.discover(never)).toMatchObject({ kind: "failed", because: "provider" });
    expect(asked).toEqual(["GET /v1/devices"]);
  });

  test("that has no end is given up", async () => {
    const next = { href: `${url}/v1/devices` };
    const { driver } = scriptedCloud({ "/v1/devices": () => ok({ items: [], _links: { next } }) });
    expect(await driver.discover(never)).toMatchObject({ kind: "failed", because: "provider" });
  });
});

describe("one device", () => {
  const around = (more: Parameters<typeof scriptedCloud>[0]) =>
    scriptedCloud({
      [`/v1/devices/${lock}`]: () => ok(listed(lock, "ZWAVE", { zwave: { hubId: "hub-1" } })),
      [`/v1/devices/${lock}/health`]: online,
      [`/v1/devices/${lock}/status`]: bare,
      ...more,
    });

  test("without keypad codes is a lock that turns and takes none", async () => {
    const seen = await around({}).driver.observe(lock, never);
    expect(seen).toMatchObject({ kind: "seen", residents: [], device: { hasKeypad: false, locked: true } });
    expect(seen.kind === "seen" && seen.device.capabilities.programsOnlineCodes).toBeUndefined();
  });

  test("without a health of its own counts as connected", async () => {
    const { driver } = around({
      [`/v1/devices/${lock}/health`]: () => Response.json({ error: { code: "NotFoundError" } }, { status: 404 }),
    });
    expect(await driver.observe(lock, never)).toMatchObject({ kind: "seen" });
  });

  test.each([
    ["its hub's trouble where the hub is offline too", "OFFLINE", "hub_disconnected"],
    ["its own where the hub is not", "ONLINE", "device_disconnected"],
  ])("that is offline is %s", async (_, state, disconnected) => {
    const { driver } = around({
      [`/v1/devices/${lock}/health`]: () => ok({ state: "OFFLINE" }),
      "/v1/devices/hub-1/health": () => ok({ state }),
    });
    expect(await driver.observe(lock, never)).toMatchObject({ because: "unreachable", device: { disconnected } });
  });

  test("is not taken for gone because a proxy has no page there", async () => {
    const { driver } = around({ [`/v1/devices/${lock}`]: () => new Response("<html>", { status: 404 }) });
    expect((await driver.observe(lock, never)).kind).toBe("unreachable");
    const body = JSON.stringify({ error: { code: "NotFoundError" } });
    const { driver: other } = around({ [`/v1/devices/${lock}`]: () => new Response(body, { status: 404 }) });
    expect((await other.observe(lock, never)).kind).toBe("gone");
  });

  test("is not another that SmartThings answers with", async () => {
    const { driver } = around({
      [`/v1/devices/${lock}`]: () => ok(listed("lock-2", "ZWAVE")),
      "/v1/devices/lock-2/health": online,
      "/v1/devices/lock-2/status": bare,
    });
    expect(await driver.observe(lock, never)).toMatchObject({ kind: "unreachable", because: "provider" });
  });

  test("that is throttled is left alone for the seconds that SmartThings says, and no longer than a quarter of an hour", async () => {
    for (const [seconds, expectedMs] of [
      ["60", 60_000],
      ["60000", 900_000],
    ] as const) {
      const headers = { "x-ratelimit-reset": seconds };
      const { driver, world } = around({ [`/v1/devices/${lock}`]: () => new Response("{}", { status: 429, headers }) });
      const seen = await driver.observe(lock, never);
      expect(seen).toMatchObject({ because: "throttled", notBefore: world.now() + expectedMs });
    }
  });
});
