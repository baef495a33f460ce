const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Each gap follows the failure before it; the first try is at once. Source: the contract's webhook guide, July 2026. */
const gapsMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour] as const;

/** Longer gaps are spread by up to a tenth, so that what failed together does not come back together. */
const spreadFromMs = 5 * minute;
const spread = 0.1;

/** An endpoint that asks for more patience is asked again after this, in milliseconds. */
const longestPatienceMs = 24 * hour;

/** When a delivery is due after its `tries`-th try in a row has failed, epoch milliseconds; `undefined`: no more. */
export function nextTryAt(
  { tries, failedAt, retryAfterMs = 0 }: { tries: number; failedAt: number; retryAfterMs?: number | undefined },
  random: () => number,
): number | undefined {
  const gap = gapsMs[tries - 1];
  if (gap === undefined) return undefined;
  const later = gap >= spreadFromMs ? Math.floor(gap * spread * random()) : 0;
  return failedAt + Math.max(gap + later, retryAfterMs);
}

/** The header of that name, as milliseconds from now: seconds, or a date. Source: RFC 9110, section 10.2.3. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? "";
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * second : /[a-z]/i.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestPatienceMs);
}
