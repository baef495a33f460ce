/** Reading what came from outside: every look says what it hopes for and gets `undefined` where that is not there. */
export type Untrusted = Readonly<Record<string, unknown>>;

/** An object and not a list. */
export function asObject(value: unknown): Untrusted | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Untrusted) : undefined;
}

/** An object that is written as JSON in a text. */
export function objectInText(value: unknown): Untrusted | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return asObject(JSON.parse(value));
  } catch {
    return undefined;
  }
}

/** Own fields only, so that a payload naming `__proto__` or `constructor` reads as an unknown field. */
export function field(of: Untrusted, name: string): unknown {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

export function text(of: Untrusted, name: string, longest = 200): string | undefined {
  const value = field(of, name);
  return typeof value === "string" && value.length > 0 && value.length <= longest ? value : undefined;
}

export function number(of: Untrusted, name: string): number | undefined {
  const value = field(of, name);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function flag(of: Untrusted, name: string): boolean | undefined {
  const value = field(of, name);
  return typeof value === "boolean" ? value : undefined;
}

export function list(of: Untrusted, name: string): readonly unknown[] | undefined {
  const value = field(of, name);
  return Array.isArray(value) ? value : undefined;
}

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** An ISO 8601 instant as epoch milliseconds. A time without a zone is no instant. */
export function instant(of: Untrusted, name: string): number | undefined {
  const value = text(of, name, 40);
  if (value === undefined || !isoInstant.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

/** An id that is safe as one segment of an address: `.` and `..` would climb out of it. */
export function id(of: Untrusted, name: string): string | undefined {
  const value = text(of, name);
  return value !== undefined && /^[\x21-\x7e]+$/.test(value) && value !== "." && value !== ".." ? value : undefined;
}

/** An id of a maker whose ids are numbers. A text will do, as long as it is safe. */
export function numbered(of: Untrusted, name: string): string | undefined {
  const value = number(of, name);
  return value !== undefined && Number.isSafeInteger(value) ? `${value}` : id(of, name);
}

/** A name of an IANA time zone that this machine knows. */
export function timeZone(of: Untrusted, name: string): string | undefined {
  const value = text(of, name);
  if (value === undefined) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return value;
  } catch {
    return undefined;
  }
}
