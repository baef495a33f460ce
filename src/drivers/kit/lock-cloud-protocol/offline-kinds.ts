import type { OfflineKind } from "#domain/offline-codes.ts";
import { asObject, field, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";

const hourMs = 3_600_000;
const clock = /^([01]\d|2[0-3]):[0-5]\d$/;

/** One kind of offline PIN, as the cloud's `offline_codes` says; `undefined` where it is not one that we could ask for. */
export function readOfflineKind(value: unknown): OfflineKind | undefined {
  const entry = asObject(value);
  const key = entry && text(entry, "kind", 40);
  const lasts = entry && known(text(entry, "lasts"), ["time_bound", "once", "ongoing"] as const);
  const unit = entry && known(text(entry, "unit"), ["hour", "day"] as const);
  if (entry === undefined || key === undefined || lasts === undefined || unit === undefined) return undefined;
  const [shortest, longest] = [whole(entry, "shortest"), whole(entry, "longest")];
  if (shortest === undefined || longest === undefined || longest < shortest) return undefined;
  const hours = whole(entry, "first_use_within_hours");
  const stay = readStay(entry);
  if (stay === "unreadable") return undefined;
  return {
    key,
    name: text(entry, "name") ?? key,
    lasts,
    unit,
    shortest,
    longest,
    firstUseWithinMs: hours === undefined ? undefined : hours * hourMs,
    stay,
    userLevel: readUserLevel(entry),
  };
}

function readStay(entry: Untrusted): OfflineKind["stay"] | "unreadable" {
  if (field(entry, "check_in_time") === undefined && field(entry, "check_out_time") === undefined) return undefined;
  const [checkIn, checkOut] = [text(entry, "check_in_time"), text(entry, "check_out_time")];
  if (checkIn === undefined || checkOut === undefined || !clock.test(checkIn) || !clock.test(checkOut)) {
    return "unreadable";
  }
  return { checkIn, checkOut };
}

function readUserLevel(entry: Untrusted): OfflineKind["userLevel"] {
  const id = text(entry, "user_level_id");
  return id === undefined ? undefined : { id, prefix: number(entry, "user_level_prefix") ?? 0 };
}

function whole(entry: Untrusted, name: string): number | undefined {
  const value = number(entry, name);
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= 10_000 ? value : undefined;
}

function known<Word extends string>(word: string | undefined, words: readonly Word[]): Word | undefined {
  return words.find((one) => one === word);
}
