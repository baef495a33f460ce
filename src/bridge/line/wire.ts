import { Pin } from "#domain/pin.ts";

/**
 * Values of the domain as JSON and back, for the line between server and bridge and for the files at the site. A PIN
 * and a set have no JSON of their own; what is `undefined` is left out, and reads as that again.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(outward(value));
}

/** `undefined` where the text is not JSON. Nothing of it is to be trusted but that PINs are PINs. */
export function fromJson(text: string): unknown {
  try {
    return inward(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const pinMark = "$pin";
const setMark = "$set";

function outward(value: unknown): unknown {
  if (value instanceof Pin) return { [pinMark]: value.reveal() };
  if (value instanceof Set) return { [setMark]: [...value].map(outward) };
  if (Array.isArray(value)) return value.map(outward);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, outward(one)]));
}

function inward(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inward);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value);
  const [name, one] = fields[0] ?? [];
  if (fields.length === 1 && name === pinMark && typeof one === "string") return Pin.parse(one);
  if (fields.length === 1 && name === setMark && Array.isArray(one)) return new Set(one.map(inward));
  return Object.fromEntries(fields.map(([key, field]) => [key, inward(field)]));
}
