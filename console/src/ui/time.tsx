import { type ReactNode, useSyncExternalStore } from "react";

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, withZone: boolean): Intl.DateTimeFormat {
  const key = `${zone} ${withZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(undefined, {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(withZone ? { timeZoneName: "short" } : {}),
  });
  formats.set(key, made);
  return made;
}

/** An instant as text in a place's own time; `zone` is an IANA zone, by default the browser's. */
export function timeText(at: string, zone: string | undefined, withZone = true): string {
  return format(zone ?? browserZone, withZone).format(new Date(at));
}

/** An instant in its place's own time and zone; UTC is a hover away. */
export function Time({
  at,
  zone,
  short,
}: {
  readonly at: string;
  readonly zone?: string | undefined;
  readonly short?: boolean;
}): ReactNode {
  return (
    <time dateTime={at} title={`${at} (UTC)`}>
      {timeText(at, zone, short !== true)}
    </time>
  );
}

/** From a start to an end; without an end it is ongoing. */
export function Span({
  from,
  to,
  zone,
}: {
  readonly from: string | null | undefined;
  readonly to: string | null | undefined;
  readonly zone?: string | undefined;
}): ReactNode {
  if (from == null || to == null) return <>Ongoing</>;
  return (
    <>
      <Time at={from} zone={zone} short /> – <Time at={to} zone={zone} />
    </>
  );
}

/** How far an instant is from now, in words that change as time goes on. */
export function Until({ at }: { readonly at: string }): ReactNode {
  const now = useNow();
  return <span title={at}>{distance(Date.parse(at) - now)}</span>;
}

export function distance(ms: number): string {
  const size = Math.abs(ms);
  const said =
    size < 60_000
      ? "less than a minute"
      : size < 90 * 60_000
        ? count(size / 60_000, "min")
        : size < 48 * 3_600_000
          ? count(size / 3_600_000, "h")
          : count(size / 86_400_000, "days");
  return ms >= 0 ? `in ${said}` : `${said} ago`;
}

function count(size: number, unit: string): string {
  return `${Math.round(size)} ${unit}`;
}

let now = Date.now();
const listeners = new Set<() => void>();
setInterval(() => {
  now = Date.now();
  for (const listener of listeners) listener();
}, 15_000);

/** Epoch milliseconds, as new as a page needs it. */
export function useNow(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
}
