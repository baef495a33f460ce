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
  const day = Math.floor(ms / dayMs);
  const ofDay = Math.floor(ms) - day * dayMs;
  const second = Math.floor(ofDay / 1000);
  const clock = `${twoDigits(Math.floor(second / 3600))}:${twoDigits(Math.floor(second / 60) % 60)}:${twoDigits(second % 60)}`;
  return `${dayInWords(day)}T${clock}.${String(ofDay % 1000).padStart(3, "0")}Z`;
}

const dayMs = 86_400_000;
/** Stays begin and end on few days, and a page of codes holds hundreds of instants: `toISOString` took a tenth of its time. */
const days = new Map<number, string>();
const daysAtMost = 10_000;

function dayInWords(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const [words = ""] = new Date(day * dayMs).toISOString().split("T");
  if (days.size >= daysAtMost) days.clear();
  days.set(day, words);
  return words;
}

const sixty = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

function twoDigits(number: number): string {
  return sixty[number] ?? "";
}
