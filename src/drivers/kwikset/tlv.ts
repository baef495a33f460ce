import type { WallTime } from "#domain/local-time.ts";

/** A code as the lock is to store it. Times are what the clock on the lock's wall shows, to the minute. */
export interface StoreOrder {
  /** 4 to 8. */
  readonly digits: string;
  readonly name: string;
  readonly window: { readonly from: WallTime; readonly to: WallTime } | undefined;
}

/** Records of a type, a length and so many bytes, as jgonzalez007/kwikset-mcp-node found them in Kwikset's app (2026). */
const recordType = { code: 0, schedule: 1, name: 2, remove: 5 } as const;
const schedule = { always: 1, dateRange: 3 } as const;
/** The lock takes the lowest place that is free; the app asks for nothing else over the cloud. */
const anyPlace = 0;
const switchedOn = 1;

export function storeMessage({ digits, name, window }: StoreOrder): Buffer {
  const kind = window === undefined ? schedule.always : schedule.dateRange;
  const code = Buffer.concat([Buffer.from([anyPlace, switchedOn | (kind << 4)]), packed(digits)]);
  return Buffer.concat([
    record(recordType.code, code),
    ...(window === undefined ? [] : [record(recordType.schedule, dateRange(window.from, window.to))]),
    record(recordType.name, Buffer.from(name, "utf8")),
  ]);
}

/** An order to empty a place, whatever stands there. */
export function removeMessage(slot: number): Buffer {
  return record(recordType.remove, Buffer.from([slot]));
}

/** The place in which a lock says that it has stored a code; `undefined`: it says nothing of the kind. */
export function storedSlot(message: string): number | undefined {
  const slot = /^0301([0-9a-f]{2})$/i.exec(message)?.[1];
  return slot === undefined ? undefined : Number.parseInt(slot, 16);
}

function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, data.length]), data]);
}

/** Two digits a byte, and F in the last half where their number is odd. */
function packed(digits: string): Buffer {
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}f`, "hex");
}

/** Three bytes of hours and minutes, then months, days and years in 32 bits, the lowest byte first. */
function dateRange(from: WallTime, to: WallTime): Buffer {
  const [start, end] = [new Date(from), new Date(to)];
  const [startHour, endHour] = [start.getUTCHours(), end.getUTCHours()];
  const bytes = Buffer.alloc(7);
  bytes.writeUInt8(start.getUTCMinutes() << 2, 0);
  bytes.writeUInt8(end.getUTCMinutes() | ((startHour & 3) << 6), 1);
  bytes.writeUInt8((startHour >> 2) | (endHour << 3), 2);
  const days =
    (start.getUTCMonth() + 1) |
    ((end.getUTCMonth() + 1) << 4) |
    (start.getUTCDate() << 8) |
    (end.getUTCDate() << 13) |
    ((start.getUTCFullYear() - 2000) << 18) |
    ((end.getUTCFullYear() - 2000) << 25);
  bytes.writeUInt32LE(days >>> 0, 3);
  return bytes;
}
