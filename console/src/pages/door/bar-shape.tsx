import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Happening } from "./happenings.ts";
import type { Bar, Standing } from "./layout.ts";
import { nameOf, standings } from "./standings.ts";

const barTop = 20;
const barPx = 16;
const namePx = 150;

/** What fills a bar: each kind differs in shape, and not in colour alone. */
const fills: Readonly<Record<Standing, string>> = {
  on_lock: "currentColor",
  scheduled: "url(#scheduled-pattern)",
  wanted: "none",
  moving: "url(#moving-pattern)",
  backup: "url(#backup-pattern)",
  unmanaged: "url(#unmanaged-pattern)",
  gone: "none",
};

export function BarShape({
  bar,
  x,
  width,
  slot,
  uses,
}: {
  readonly bar: Bar;
  readonly x: (at: number) => number;
  readonly width: number;
  /** The number of its place, where places have numbers. */
  readonly slot: string | undefined;
  /** When it opened the door. */
  readonly uses: readonly Happening[];
}): ReactNode {
  const { code, standing, due } = bar;
  const from = x(bar.from);
  const until = x(bar.until);
  const middle = barTop + barPx / 2;
  const { words } = standings[standing];
  const label = [
    slot === undefined ? undefined : `Slot ${slot}`,
    nameOf(code),
    standing === "on_lock" ? undefined : words,
  ];
  const isAhead = from > width - namePx;
  return (
    <Link
      to="/codes/$accessCodeId"
      params={{ accessCodeId: code.access_code_id }}
      tabIndex={-1}
      className={`bar ${standing}`}
    >
      {due !== undefined && <path className="lead" d={`M${x(due)} ${middle - 4}v8M${x(due)} ${middle}H${from}`} />}
      <Ribbon standing={standing} x={from} y={barTop} width={Math.max(3, until - from)} />
      {uses.map(({ id, at }) => (
        <circle key={id} className="use" cx={x(at)} cy={middle} r={4} />
      ))}
      {from > width && <path className="lead" d={`M${width - 14} ${middle}h10m-4 -4 4 4 -4 4`} />}
      <text x={isAhead ? width - 4 : Math.max(4, from)} y={14} textAnchor={isAhead ? "end" : "start"}>
        {label.filter((part) => part !== undefined).join(" · ")}
      </text>
      <title>{`${nameOf(code)}: ${words}`}</title>
    </Link>
  );
}

/** A piece of bar, also for the legend. */
export function Ribbon({
  standing,
  x,
  y,
  width,
}: {
  readonly standing: Standing;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}): ReactNode {
  return <rect className="ribbon" x={x} y={y} width={width} height={barPx} rx={3} fill={fills[standing]} />;
}

/** Once a page: what is filled with them finds them by their ids. */
export function Patterns(): ReactNode {
  return (
    <defs>
      <pattern id="scheduled-pattern" className="pattern scheduled" width="7" height="7" patternUnits="userSpaceOnUse">
        <path d="M-1 8 8 -1M-1 1 1 -1M6 8 8 6" />
      </pattern>
      <pattern id="moving-pattern" className="pattern moving" width="6" height="6" patternUnits="userSpaceOnUse">
        <circle cx="3" cy="3" r="1.3" />
      </pattern>
      <pattern id="backup-pattern" className="pattern backup" width="5" height="5" patternUnits="userSpaceOnUse">
        <path d="M2 0V5" />
      </pattern>
      <pattern id="unmanaged-pattern" className="pattern unmanaged" width="6" height="6" patternUnits="userSpaceOnUse">
        <path d="M0 0 6 6M6 0 0 6" />
      </pattern>
      <pattern id="offline-pattern" className="pattern offline" width="10" height="10" patternUnits="userSpaceOnUse">
        <path d="M-1 -1 11 11" />
      </pattern>
    </defs>
  );
}
