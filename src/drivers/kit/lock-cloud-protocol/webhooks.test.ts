import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Pin } from "#domain/pin.ts";
import { receive } from "./webhooks.ts";

const trust = { webhookSecret: "shared" };

const at = Date.UTC(2026, 5, 1, 12);
const common = { event_id: "e1", timestamp: "2026-06-01T12:00:00Z", lock_id: "front", device_id: "front" };
const attempt = "3f2b8a52-0d5e-4a9b-8c11-7d3e5f6a7b8c";

function told(event: Record<string, unknown>) {
  const body = JSON.stringify({ ...common, ...event });
  return receive(trust, { headers: signed(body, "shared"), body });
}

function signed(body: string, secret: string): Headers {
  return new Headers({ "x-lock-cloud-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` });
}

describe("an event", () => {
  test("of a code that was used is the door opened with that code", () => {
    expect(told({ event_type: "access_code.used", access_code_id: "c1" })).toEqual([
      { kind: "turned", at, device: "front", to: "unlocked", method: "keycode", place: "c1", attempt: undefined },
    ]);
  });

  test("of the bolt that the same code moved does not open the door a second time", () => {
    const sightings = told({
      event_type: "lock.action_completed",
      action: "unlock",
      status: "success",
      performed_via: "pin_code",
    });
    expect(sightings).toEqual([{ kind: "changed", at, device: "front" }]);
  });

  test("of a turn that we asked for tells of the door and of our attempt", () => {
    const event = {
      event_type: "lock.action_completed",
      action: "lock",
      performed_via: "remote_api",
      custom_id: attempt,
    };
    expect(told({ ...event, status: "success" })).toEqual([
      { kind: "turned", at, device: "front", to: "locked", method: "remote", place: undefined, attempt },
      { kind: "turn_finished", at, device: "front", attempt, succeeded: true, detail: undefined },
    ]);
    expect(told({ ...event, status: "failed", error_code: "BOLT_OBSTRUCTED", message: "PIN 4711" })).toEqual([
      {
        kind: "turn_finished",
        at,
        device: "front",
        attempt,
        succeeded: false,
        detail: "The lock did not turn (BOLT_OBSTRUCTED).",
      },
    ]);
  });

  test("of a turn by somebody else carries none of our attempts", () => {
    const ways = [
      ["pin_code", "lock", "keycode"],
      ["mobile_app", "unlock", "remote"],
      ["fob_card", "unlock", "card"],
      ["manual_turn", "unlock", "manual"],
      ["bluetooth_key", "unlock", "unknown"],
      ["telepathy", "unlock", "unknown"],
    ];
    for (const [performed_via, action, method] of ways) {
      const event = {
        event_type: "lock.action_completed",
        action,
        status: "success",
        performed_via,
        custom_id: "door-7",
      };
      expect(told(event)).toMatchObject([{ kind: "turned", method, attempt: undefined }]);
    }
  });

  test("of a wrong PIN is a denied entry, and its digits stay dots", () => {
    const sightings = told({ event_type: "access_code.incorrect_attempt", pin: "4711" });
    expect(sightings).toMatchObject([{ kind: "denied", device: "front" }]);
    const [denied] = sightings ?? [];
    expect(denied?.kind === "denied" && denied.pin?.equals(Pin.parse("4711"))).toBe(true);
    expect(JSON.stringify(sightings)).not.toContain("4711");
  });

  test("of a code, a battery or a connection is a reason to look at the lock", () => {
    const types = [
      "access_code.created",
      "access_code.deleted",
      "device.offline",
      "device.low_battery",
      "battery.replaced",
      "a.kind.of.tomorrow",
    ];
    for (const event_type of types) expect(told({ event_type })).toEqual([{ kind: "changed", at, device: "front" }]);
  });

  test("of devices or bridges that came or went is a reason to look through the account", () => {
    for (const event_type of ["device.added", "device.removed", "bridge.offline"]) {
      expect(told({ event_type, lock_id: undefined, device_id: undefined })).toEqual([{ kind: "devices_changed", at }]);
    }
  });

  test("without a time, a kind or a device to speak of is not understood", () => {
    expect(told({ event_type: "device.offline", timestamp: "noon" })).toBeUndefined();
    expect(told({})).toBeUndefined();
    expect(told({ event_type: "access_code.used", lock_id: "..", device_id: 4 })).toBeUndefined();
  });
});

describe("a delivery", () => {
  const body = JSON.stringify({ ...common, event_type: "access_code.used", access_code_id: "c1" });

  test("is believed only with the account's own signature over exactly this body", () => {
    expect(receive(trust, { headers: signed(body, "shared"), body })).toHaveLength(1);
    const forgeries = [
      new Headers(),
      signed(body, "guessed"),
      signed(`${body} `, "shared"),
      new Headers({ "x-lock-cloud-signature": "sha256=" }),
      new Headers({ "x-lock-cloud-signature": `sha256=${"0".repeat(64)}` }),
    ];
    for (const headers of forgeries) expect(receive(trust, { headers, body })).toBeUndefined();
  });

  test("from a cloud that cannot sign is a hint to look, and opens no door in our books", () => {
    expect(receive({ ...trust, unsignedWebhooks: true }, { headers: new Headers(), body })).toEqual([
      { kind: "changed", at, device: "front" },
    ]);
  });

  test("that is no JSON object, or far too long, is not understood", () => {
    for (const text of ["", "[]", "null", "{", `{"event_type":"${"x".repeat(70_000)}"}`]) {
      expect(receive(trust, { headers: signed(text, "shared"), body: text })).toBeUndefined();
    }
  });
});
