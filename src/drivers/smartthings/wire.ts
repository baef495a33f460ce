import type { NativeId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import { asObject, field, id, list, text, timeZone, type Untrusted } from "#drivers/kit/untrusted.ts";

/** A device as it is listed. */
export interface ListedDevice {
  readonly id: NativeId;
  readonly kind: "lock" | "hub" | "other";
  readonly name: string;
  readonly model: string;
  readonly manufacturer: string;
  readonly hub: NativeId | undefined;
  readonly location: string | undefined;
  /** By which radio its hub reaches it. */
  readonly radio: "zwave" | "zigbee" | "matter" | "other";
}

/** A page of `GET /devices`; `undefined` where it is none or hides who one of them is. */
export function readDevices(
  body: unknown,
): { readonly devices: readonly ListedDevice[]; readonly next: string | undefined } | undefined {
  const page = asObject(body) ?? {};
  const devices = list(page, "items")?.map(readDevice);
  if (devices === undefined || !devices.every((device) => device !== undefined)) return undefined;
  const next = asObject(field(asObject(field(page, "_links")) ?? {}, "next"));
  return { devices, next: next && text(next, "href", 4_000) };
}

const radios = { ZWAVE: "zwave", ZIGBEE: "zigbee", MATTER: "matter" } as const;

export function readDevice(body: unknown): ListedDevice | undefined {
  const device = asObject(body);
  const native = device && id(device, "deviceId");
  if (device === undefined || native === undefined) return undefined;
  const type = text(device, "type");
  const radio = type !== undefined && Object.hasOwn(radios, type) ? radios[type as keyof typeof radios] : "other";
  const detail = asObject(field(device, radio)) ?? {};
  return {
    id: native as NativeId,
    kind: type === "HUB" ? "hub" : has(device, "lock") ? "lock" : "other",
    name: text(device, "label") ?? text(device, "name") ?? native,
    model: text(device, "name") ?? "unknown",
    manufacturer: text(device, "manufacturerName") ?? "unknown",
    hub: (id(detail, "hubId") ?? id(device, "parentDeviceId")) as NativeId | undefined,
    location: id(device, "locationId"),
    radio,
  };
}

/** Whether the main part of a device has a capability. */
function has(device: Untrusted, capability: string): boolean {
  const components = (list(device, "components") ?? []).map((one) => asObject(one) ?? {});
  const main = components.find((one) => text(one, "id") === "main") ?? {};
  return (list(main, "capabilities") ?? []).some((one) => text(asObject(one) ?? {}, "id") === capability);
}

/** `undefined`: not known. A device without a health of its own counts as connected. */
export function readHealth(body: unknown): "online" | "offline" | undefined {
  const state = text(asObject(body) ?? {}, "state");
  if (state === "OFFLINE") return "offline";
  return state === undefined ? undefined : "online";
}

export function readZone(body: unknown): string | undefined {
  return timeZone(asObject(body) ?? {}, "timeZoneId");
}

/** The capabilities of a device's main part with their attributes; `undefined` where the answer is no status. */
export function readStatus(body: unknown): Untrusted | undefined {
  return asObject(field(asObject(field(asObject(body) ?? {}, "components")) ?? {}, "main"));
}

/** The last value of an attribute, as an object that holds `value` and perhaps `data` and `timestamp`. */
export function attribute(status: Untrusted, capability: string, name: string): Untrusted {
  return asObject(field(asObject(field(status, capability)) ?? {}, name)) ?? {};
}

/** What an event attribute holds changes with each event, were it only in its time. */
export function markOf(of: Untrusted): string {
  return JSON.stringify([field(of, "timestamp"), field(of, "value")]);
}

/** SmartThings' word for what went wrong. Its shape leaves no room for digits: it is shown, and its message is not. */
export function errorCodeOf(body: unknown): string | undefined {
  const code = text(asObject(field(asObject(body) ?? {}, "error")) ?? {}, "code", 64);
  return code !== undefined && /^[A-Za-z]+$/.test(code) ? code : undefined;
}

/** A command for the main part of a device. */
export interface Command {
  readonly component: "main";
  readonly capability: string;
  readonly command: string;
  readonly arguments: readonly (string | number)[];
}

export function command(capability: string, name: string, ...args: readonly (string | number | Pin)[]): Command {
  const plain = args.map((arg) => (typeof arg === "object" ? arg.reveal() : arg));
  return { component: "main", capability, command: name, arguments: plain };
}
