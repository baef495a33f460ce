const shape =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/;

/** Dates outside these years are typing mistakes; both ends are inclusive. */
const firstYear = 2000;
const lastYear = 2099;
/** The widest offset of any place is +14:00. */
const widestOffsetMinutes = 14 * 60;

export const howToWriteAnInstant =
  "Expected a date and time in ISO 8601 with an offset or Z, such as 2030-01-31T15:00:00Z or 2030-01-31T15:00:00-07:00";

/** Reads an ISO 8601 date and time with its offset as epoch milliseconds; answers with a sentence where it is none. */
export function readInstant(text: string): number | string {
  const parts = shape.exec(text);
  if (parts === null) return howToWriteAnInstant;
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "",
    minute = "",
    second = "0",
    fraction = "",
    sign,
    offsetHours = "0",
    offsetMinutes = "0",
  ] = parts;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const exists =
    new Date(date).getUTCMonth() === Number(month) - 1 &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    Number(offsetMinutes) < 60;
  const offset = (sign === "-" ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  if (!exists || Math.abs(offset) > widestOffsetMinutes) return "No such date and time";
  if (Number(year) < firstYear || Number(year) > lastYear) return `Expected a year from ${firstYear} to ${lastYear}`;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return date + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1000 + milliseconds;
}

/** Epoch milliseconds as the contract writes instants: ISO 8601, UTC, with milliseconds. */
export function writeInstant(ms: number): string {
  return new Date(ms).toISOString();
}
