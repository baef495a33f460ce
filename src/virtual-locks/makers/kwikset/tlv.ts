import type { WallTime } from "#domain/local-time.ts";

// What a lock reads of the bytes that its cloud passes on: records of a type, a length and so many bytes.

/** What an order to store a code says. Times are what the clock on the lock's wall shows. */
export interface StoreOrder {
  readonly digits: string;
  readonly name: string;
  readonly window: { readonly from: WallTime; readonly to: WallTime } | undefined;
}

const recordType = { code: 0, schedule: 1, name: 2, remove: 5 } as const;
const schedule = { always: 1, dateRange: 3 } as const;

/** `undefined`: the lock cannot read it, or it is of a kind that is not modelled. */
export function readStoreOrder(bytes: Buffer): StoreOrder | undefined {
  const records = recordsIn(bytes);
  const code = records?.get(recordType.code);
  const name = records?.get(recordType.name);
  if (code === undefined || name === undefined || code.length < 4) return undefined;
  const flags = code.readUInt8(1);
  const digits = digitsIn(code.subarray(2));
  // A place of the caller's choosing has not been seen over the cloud.
  if (code.readUInt8(0) !== 0 || (flags & 1) === 0 || digits === undefined) return undefined;
  const order = { digits, name: name.toString("utf8") };
  const range = records?.get(recordType.schedule);
  if (flags >> 4 === schedule.always) return range === undefined ? { ...order, window: undefined } : undefined;
  if (flags >> 4 !== schedule.dateRange || range?.length !== 7) return undefined;
  return { ...order, window: windowIn(range) };
}

/** The place that is to be emptied. */
export function readRemoveOrder(bytes: Buffer): number | undefined {
  const slot = recordsIn(bytes)?.get(recordType.remove);
  return slot?.length === 1 ? slot.readUInt8(0) : undefined;
}

function recordsIn(bytes: Buffer): ReadonlyMap<number, Buffer> | undefined {
  const records = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const [type, length] = [bytes[at], bytes[at + 1]];
    if (type === undefined || length === undefined || at + 2 + length > bytes.length) return undefined;
    records.set(type, bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return records;
}

/** Two digits a byte; the last half is filled up with F where their number is odd. */
function digitsIn(packed: Buffer): string | undefined {
  const digits = packed.toString("hex").replace(/f$/, "");
  return /^\d{4,8}$/.test(digits) ? digits : undefined;
}

function windowIn(range: Buffer): NonNullable<StoreOrder["window"]> {
  const [b0, b1, b2] = [range.readUInt8(0), range.readUInt8(1), range.readUInt8(2)];
  const days = range.readUInt32LE(3);
  const bits = (from: number, count: number) => (days >>> from) & ((1 << count) - 1);
  const [startHour, endHour] = [(b1 >> 6) | ((b2 & 7) << 2), b2 >> 3];
  return {
    from: Date.UTC(2000 + bits(18, 7), bits(0, 4) - 1, bits(8, 5), startHour, b0 >> 2),
    to: Date.UTC(2000 + bits(25, 7), bits(4, 4) - 1, bits(13, 5), endHour, b1 & 0x3f),
  };
}
