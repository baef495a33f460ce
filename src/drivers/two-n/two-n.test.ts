import { describe, expect, test } from "vitest";
import type { AccessCodeId, ActionAttemptId, NativeId, Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { ClearStep, SetStep } from "#domain/step.ts";
import type { Driver } from "#drivers/driver.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { twoNStack } from "#test/makers/two-n.ts";
import { makerBench, type Through } from "#test/support/maker-bench.ts";
import type { TwoNConfig } from "./config.ts";
import { twoN } from "./two-n.ts";

const never = new AbortController().signal;
const code = "11111111-1111-4111-8111-111111111111" as AccessCodeId;
const attempt = "22222222-2222-4222-8222-222222222222" as ActionAttemptId;
const why = "A test wants it.";

function set(digits: string): SetStep {
  const pin = Pin.parse(digits);
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  return { kind: "set", code, pin, label: "Guest", window: undefined, into: undefined, why };
}

function clear(digits: string): ClearStep {
  const expecting = { pin: Pin.parse(digits), label: "Guest" };
  return { kind: "clear", code, place: code as string as Place, expecting, why };
}

async function bench(through: Through["through"] = (fetch) => fetch) {
  const opened = await makerBench(twoNStack, "two_n", { through });
  const [street, garage] = [
    await opened.makeLockLike({ name: "Street" }),
    await opened.makeLockLike({ name: "Garage" }),
  ];
  const connectedBy = (more: Partial<TwoNConfig>): Driver => {
    const [config] = opened.configurations;
    if (config === undefined) throw new Error("The bench has a configuration.");
    const listener = { sighting: () => {}, configChanged: () => {} };
    return twoN.connect({ ...config, ...more }, { runtime: opened.runtime, listener, deliveryUrl: undefined });
  };
  return { ...opened, street, garage, connectedBy };
}

const at = (number: number) => `https://maker.test/${number}`;
const stood = (address: string, id: NativeId) => ({ address, id, name: "An intercom", model: "2N IP Verso" });
const refusal = () => twoNStack.dialect.refusal(new Request(at(1)), "");

describe("addresses", () => {
  test("that were handed around let nobody's code in at another's door", async () => {
    const { street, garage, connectedBy } = await bench();
    const driver = connectedBy({ known: [stood(at(1), garage.id), stood(at(2), street.id)] });
    expect(await driver.apply(street.id, set("529174"), never)).toMatchObject({ kind: "done", place: code });
    expect([await street.wouldOpen("529174"), await garage.wouldOpen("529174")]).toEqual([true, false]);
  });

  test("are remembered with who stands there, so that whoever is switched off is still known", async () => {
    const { configurations, control, driver, street, garage } = await bench();
    await driver.discover(never);
    expect(configurations.at(-1)?.known).toMatchObject([
      { address: at(1), id: street.id, name: "Street" },
      { address: at(2), id: garage.id, name: "Garage" },
    ]);
    await control.setConnection(garage.id, false);
    expect(await driver.discover(never)).toMatchObject({
      devices: [
        { nativeId: street.id, disconnected: undefined },
        { nativeId: garage.id, name: "Garage", disconnected: "device_disconnected" },
      ],
    });
  });

  test("at all of which others stand have lost an intercom", async () => {
    const { street, connectedBy } = await bench();
    const lost = "54-0880-0021" as NativeId;
    const driver = connectedBy({ addresses: [at(1)], known: [stood(at(1), lost)] });
    expect(await driver.observe(lost, never)).toMatchObject({ kind: "gone" });
    expect(await driver.apply(lost, set("529174"), never)).toMatchObject({ kind: "failed", because: "provider" });
    expect(await street.countCodes()).toBe(0);
  });
});

describe("the user at an intercom", () => {
  test("that only one of them refuses is missing there, and the account goes on", async () => {
    const refusing = new Set<string>();
    const { driver, street, garage } = await bench(
      (fetch) => async (request) =>
        [...refusing].some((address) => request.url.startsWith(address)) ? refusal() : fetch(request),
    );
    await driver.discover(never);
    refusing.add(at(2));
    const lacking = { conditions: [{ name: "credentials_missing" }] };
    expect(await driver.observe(garage.id, never)).toMatchObject({ because: "provider", device: lacking });
    expect(await driver.discover(never)).toMatchObject({ devices: [{ nativeId: street.id, conditions: [] }, lacking] });
    refusing.add(at(1));
    expect(await driver.discover(never)).toMatchObject({ kind: "failed", because: "unauthorized" });
  });

  test("without the right to the directory is told of, in a look and in the list", async () => {
    const { control, driver, street } = await bench();
    await control.setCondition(street.id, "credentials_missing", true);
    const lacking = { nativeId: street.id, conditions: [{ name: "credentials_missing" }] };
    expect(await driver.observe(street.id, never)).toMatchObject({ kind: "unreachable", device: lacking });
    expect(await driver.discover(never)).toMatchObject({ devices: [lacking, { conditions: [] }] });
    expect(await driver.apply(street.id, set("529174"), never)).toMatchObject({ kind: "failed" });
    await control.setCondition(street.id, "credentials_missing", false);
    expect(await driver.observe(street.id, never)).toMatchObject({ kind: "seen", device: { conditions: [] } });
  });

  test("proves itself again where its nonce has grown old", async () => {
    const { advance, driver, street } = await bench();
    expect(await driver.observe(street.id, never)).toMatchObject({ kind: "seen" });
    await advance(60 * 60_000);
    expect(await driver.observe(street.id, never)).toMatchObject({ kind: "seen" });
  });

  test("never says its password over a line that anybody can read", async () => {
    const sent: (string | null)[] = [];
    const runtime = testRuntime({
      fetch: async (request) => {
        sent.push(request.headers.get("authorization"));
        return new Response("{}", { status: 401, headers: { "www-authenticate": 'Basic realm="HIP"' } });
      },
    });
    const listener = { sighting: () => {}, configChanged: () => {} };
    const ask = async (address: string) => {
      const config = twoN.parseConfig({ addresses: address, username: "host", password: "secret" });
      if (config === undefined) throw new Error("A test's account is well formed.");
      return twoN.connect(config, { runtime, listener, deliveryUrl: undefined }).discover(never);
    };
    expect(await ask("http://10.0.0.7")).toMatchObject({ kind: "failed", because: "unauthorized" });
    expect(sent).toEqual([null]);
    await ask("https://10.0.0.7");
    expect(sent.slice(1)).toEqual([null, `Basic ${Buffer.from("host:secret").toString("base64")}`]);
  });
});

describe("the directory", () => {
  test("takes a code again whose entry was deleted", async () => {
    const { driver, street } = await bench();
    await driver.apply(street.id, set("529174"), never);
    await driver.apply(street.id, clear("529174"), never);
    expect([await street.countCodes(), await street.wouldOpen("529174")]).toEqual([0, false]);
    expect(await driver.apply(street.id, set("830461"), never)).toMatchObject({ kind: "done", place: code });
    expect([await street.countCodes(), await street.wouldOpen("830461")]).toEqual([1, true]);
  });

  test("keeps somebody who has more in it than a PIN, and loses the PIN", async () => {
    const { calls, driver, street } = await bench((fetch) => async (request) => {
      const response = await fetch(request);
      if (!request.url.endsWith("/dir/get")) return response;
      const text = await response.text();
      return new Response(text.replace('"access":{', '"access":{"card":["0123456789"],'), response);
    });
    await driver.apply(street.id, set("529174"), never);
    expect(await driver.apply(street.id, clear("529174"), never)).toMatchObject({ kind: "done" });
    const writes = calls.filter((call) => call.startsWith("PUT")).map((call) => call.split(" ").slice(1));
    expect(writes.at(-1)).toEqual([
      "/1/api/dir/update",
      JSON.stringify({ users: [{ uuid: code, access: { pin: "" } }] }),
    ]);
    expect(await street.wouldOpen("529174")).toBe(false);
  });

  test("comes with the zone and the clock of its intercom", async () => {
    const { driver, makeLockLike } = await bench();
    const lock = await makeLockLike({ timezone: "America/New_York", clock_error_ms: 120_000 });
    expect(await driver.observe(lock.id, never)).toMatchObject({
      device: { timeZone: "America/New_York", clockErrorMs: 120_000 },
    });
  });
});

describe("the log", () => {
  test("tells of each entry once, by which code, and of each denial", async () => {
    const { advance, control, driver, sightings, street } = await bench();
    await driver.apply(street.id, set("529174"), never);
    await driver.observe(street.id, never);
    await control.typeCode(street.id, "529174");
    await control.typeCode(street.id, "111111");
    await driver.observe(street.id, never);
    await driver.observe(street.id, never);
    expect(sightings).toMatchObject([
      { kind: "turned", device: street.id, to: "unlocked", method: "keycode", place: code },
      { kind: "denied", device: street.id, place: undefined },
    ]);
    // Longer than an unread channel stays open.
    await advance(2 * 60 * 60_000);
    await control.turnByHand(street.id, "unlocked");
    await driver.observe(street.id, never);
    expect(sightings.slice(2)).toMatchObject([{ kind: "turned", method: "manual", place: undefined }]);
  });

  test("tells of a code at the wrong time whose it was", async () => {
    const { control, driver, now, sightings, street } = await bench();
    const startsAt = now() + 60 * 60_000;
    await driver.apply(street.id, { ...set("529174"), window: { startsAt, endsAt: startsAt + 60_000 } }, never);
    await driver.observe(street.id, never);
    await control.typeCode(street.id, "529174");
    await driver.observe(street.id, never);
    expect(sightings).toMatchObject([{ kind: "denied", place: code }]);
  });
});

test("a door is opened from afar, and falls shut by itself", async () => {
  const { driver, settle, sightings, street } = await bench();
  await driver.observe(street.id, never);
  expect(await driver.apply(street.id, { kind: "turn", attempt, to: "unlocked", why }, never)).toMatchObject({
    kind: "done",
    evidence: "acknowledged",
  });
  await settle();
  expect(await driver.observe(street.id, never)).toMatchObject({ device: { locked: undefined } });
  expect(sightings).toMatchObject([{ kind: "turned", method: "remote" }]);
  expect(await driver.apply(street.id, { kind: "turn", attempt, to: "locked", why }, never)).toMatchObject({
    kind: "refused",
    because: "unsupported",
  });
});
