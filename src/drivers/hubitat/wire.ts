import type { NativeId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import { asObject, field, id, list, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** One device of the instance. */
export interface HubDevice {
  readonly id: NativeId;
  readonly name: string;
  /** The hub's driver for it, such as "Generic Z-Wave Lock". */
  readonly type: string;
  readonly isLock: boolean;
  readonly takesCodes: boolean;
  /** The last value of each attribute, by name. */
  readonly attributes: Untrusted;
}

/** Every device of a listing; `undefined` where it is none or hides who one of them is. */
export function readDevices(body: unknown): readonly HubDevice[] | undefined {
  const devices = Array.isArray(body) ? body.map(readDevice) : undefined;
  return devices?.every((device) => device !== undefined) ? devices : undefined;
}

export function readDevice(body: unknown): HubDevice | undefined {
  const device = asObject(body) ?? {};
  const native = id(device, "id");
  const capabilities = list(device, "capabilities");
  const attributes = attributesOf(field(device, "attributes"));
  if (native === undefined || capabilities === undefined || attributes === undefined) return undefined;
  return {
    id: native as NativeId,
    name: text(device, "label") ?? text(device, "name") ?? native,
    type: text(device, "type") ?? "unknown",
    isLock: capabilities.includes("Lock"),
    takesCodes: capabilities.includes("LockCodes"),
    attributes,
  };
}

/** The names of a short listing. */
export function readIds(body: unknown): readonly string[] | undefined {
  const ids = Array.isArray(body) ? body.map((one) => id(asObject(one) ?? {}, "id")) : undefined;
  return ids?.every((one) => one !== undefined) ? ids : undefined;
}

/** A listing of all devices has them by name, and one device has a list of them. */
function attributesOf(value: unknown): Untrusted | undefined {
  if (!Array.isArray(value)) return asObject(value);
  const named = value.flatMap((one: unknown): readonly (readonly [string, unknown])[] => {
    const attribute = asObject(one) ?? {};
    const name = text(attribute, "name");
    return name === undefined ? [] : [[name, field(attribute, "currentValue")]];
  });
  return Object.fromEntries(named);
}

/** Numbers come as numbers from one device, and as text where all are listed. */
export function numberIn(attributes: Untrusted, name: string): number | undefined {
  const value = field(attributes, name);
  const number = typeof value === "string" && /^\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A command and its values, in the order of the capability. */
export interface Command {
  readonly name: "setCode" | "deleteCode" | "getCodes" | "lock" | "unlock";
  readonly values: readonly (string | number | Pin)[];
}

export function command(name: Command["name"], ...values: Command["values"]): Command {
  return { name, values };
}

/** The Maker API takes several values with commas between them (hacs-hubitat, 4f39538, June 2026). */
export function pathOf({ name, values }: Command): readonly string[] {
  const plain = values.map((value) => (typeof value === "object" ? value.reveal() : `${value}`));
  return plain.length === 0 ? [name] : [name, plain.join(",")];
}
