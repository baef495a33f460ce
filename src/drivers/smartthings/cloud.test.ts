import { describe, expect, test } from "vitest";
import type { AccessCodeId, NativeId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { Step } from "#domain/step.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { passingTime } from "#test/support/passing-time.ts";
import { smartthings } from "./smartthings.ts";

const never = new AbortController().signal;
const url = "https://smartthings.test";
const lock = "lock-1" as NativeId;
const ok = (body: object) => Response.json(body);

const listed = (deviceId: string, type: string, more: object = {}) => ({
  deviceId,
  label: deviceId,
  type,
  components: [{ id: "main", capabilities: type === "HUB" ? [] : [{ id: "lock" }] }],
  ...more,
});

/** A driver before a SmartThings that answers by path; a path that is not there is answered as SmartThings does. */
function connected(answers: Readonly<Record<string, (request: Request, body: unknown) => Response>>) {
  const asked: string[] = [];
  const world = testRuntime({
    fetch: async (request) => {
      const { origin, pathname, search } = new URL(request.url);
      const text = await request.clone().text();
      asked.push(`${request.method} ${origin === url ? "" : origin}${pathname}${search}`);
      const answer = answers[`${pathname}${search}`] ?? answers[pathname];
      return (
        answer?.(request, text === "" ? undefined : JSON.parse(text)) ??
        Response.json({ requestId: "1", error: { code: "NotFoundError" } }, { status: 404 })
      );
    },
  });
  const driver = smartthings.connect(
    { refreshToken: "r", accessToken: "a" },
    {
      runtime: passingTime(world),
      listener: { sighting: () => {}, configChanged: () => {} },
      deliveryUrl: undefined,
      settings: { clientId: "us", clientSecret: "hush", url },
    },
  );
  return { asked, driver, world };
}

const online = () => ok({ state: "ONLINE" });
const bare = () => ok({ components: { main: { lock: { lock: { value: "locked" } } } } });

describe("listing devices", () => {
  test("goes on from page to page, and brings locks and hubs alone", async () => {
    const { driver } = connected({
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
    const { asked, driver } = connected({ "/v1/devices": () => ok({ items: [], _links: { next } }) });
    expect(await driver.discover(never)).toMatchObject({ kind: "failed", because: "provider" });
    expect(asked).toEqual(["GET /v1/devices"]);
  });

  test("that has no end is given up", async () => {
    const next = { href: `${url}/v1/devices` };
    const { driver } = connected({ "/v1/devices": () => ok({ items: [], _links: { next } }) });
    expect(await driver.discover(never)).toMatchObject({ kind: "failed", because: "provider" });
  });
});

describe("one device", () => {
  const around = (more: Parameters<typeof connected>[0]) =>
    connected({
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
    const { driver } = around({ [`/v1/devices/${lock}`]: () => ok(listed("lock-2", "ZWAVE")) });
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

/** A Matter lock numbers its users itself. */
test("a code of a Matter lock is a user of its name first, who may come in at any time, and then that user's PIN", async () => {
  const users: { userIndex: number; userName: string }[] = [{ userIndex: 1, userName: "Owner" }];
  const credentials: object[] = [{ userIndex: 1, credentialIndex: 7, credentialType: "pin" }];
  const ordered: unknown[] = [];
  const { driver } = connected({
    [`/v1/devices/${lock}`]: () => ok(listed(lock, "MATTER")),
    [`/v1/devices/${lock}/health`]: online,
    [`/v1/devices/${lock}/status`]: () =>
      ok({
        components: {
          main: {
            lock: {},
            lockUsers: { users: { value: users } },
            lockCredentials: { credentials: { value: credentials } },
          },
        },
      }),
    [`/v1/devices/${lock}/commands`]: (_, body) => {
      const { commands } = body as { commands: readonly [{ command: string; arguments: readonly string[] }] };
      const [{ command, arguments: args }] = commands;
      ordered.push([command, ...args]);
      if (command === "addUser") users.push({ userIndex: 5, userName: args[0] ?? "" });
      else credentials.push({ userIndex: 5, credentialIndex: 9, credentialType: "pin" });
      return ok({ results: [{ id: "1", status: "ACCEPTED" }] });
    },
  });
  const pin = Pin.parse("529174");
  const code = "11111111-1111-4111-8111-111111111111" as AccessCodeId;
  const step = { kind: "set", code, pin, label: "Guest", window: undefined, into: undefined, why: "A test." } as Step;
  expect(await driver.apply(lock, step, never)).toMatchObject({ kind: "done", place: "9" });
  expect(ordered).toEqual([
    ["addUser", "Guest", "adminMember"],
    ["addCredential", 5, "adminMember", "pin", "529174", "Guest"],
  ]);
});
