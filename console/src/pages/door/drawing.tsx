import { scaleUtc } from "d3-scale";
import type { ReactNode } from "react";
import { BarShape, Patterns } from "./bar-shape.tsx";
import { HappeningShape } from "./happening-shape.tsx";
import type { Happening, Spell } from "./happenings.ts";
import type { Lane } from "./layout.ts";
import type { Tick } from "./ticks.ts";
import type { View } from "./view.ts";

const ticksPx = 24;
const happeningsPx = 26;
const lanePx = 44;
const topPx = ticksPx + happeningsPx;
/** For what now and a time without a line are called. */
const footPx = 18;

export function drawingHeight(lanes: number): number {
  return topPx + lanes * lanePx + footPx;
}

interface Drawn {
  readonly width: number;
  readonly view: View;
  readonly now: number;
  readonly lanes: readonly Lane[];
  readonly areNumbered: boolean;
  readonly ticks: readonly Tick[];
  readonly spells: readonly Spell[];
  readonly happenings: readonly Happening[];
}

/** The time axis as a drawing; it is not read out, for the page says the same in words. */
export function Drawing({ width, view, now, lanes, areNumbered, ticks, spells, happenings }: Drawn): ReactNode {
  const height = drawingHeight(lanes.length);
  const scale = scaleUtc([view.from, view.until], [0, width]);
  // What has no end goes on beyond the edge, so that it shows none.
  const beyond = ((view.until - view.from) * 20) / width;
  const x = (at: number) => scale(Math.min(view.until + beyond, Math.max(view.from - beyond, at)));
  const inSight = happenings.filter(({ at }) => at >= view.from && at < view.until);
  return (
    <svg className="drawing" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <Patterns />
      {ticks.map(({ at, label, isMidnight }) => (
        <g key={at} className={isMidnight ? "tick midnight" : "tick"}>
          <path d={`M${x(at)} ${label === "" ? ticksPx : 4}V${height}`} />
          <text x={x(at) + 4} y={16}>
            {label}
          </text>
        </g>
      ))}
      {spells.map((spell) => (
        <OfflineBand key={spell.from} spell={spell} x={x} now={now} height={height} />
      ))}
      {lanes.map((lane, index) => (
        <g key={lane.id} transform={`translate(0 ${topPx + index * lanePx})`}>
          <path className="lane-line" d={`M0 0H${width}`} />
          {lane.bars.map((bar) => (
            <BarShape
              key={bar.code.access_code_id}
              bar={bar}
              x={x}
              width={width}
              slot={areNumbered ? lane.place : undefined}
              uses={inSight.filter(({ accessCodeId }) => accessCodeId === bar.code.access_code_id)}
            />
          ))}
        </g>
      ))}
      <g transform={`translate(0 ${ticksPx + happeningsPx / 2})`}>
        {inSight.map((happening) => (
          <HappeningShape key={happening.id} happening={happening} x={x(happening.at)} />
        ))}
      </g>
      {now > view.from && now < view.until && <NowLine x={x(now)} width={width} height={height} />}
    </svg>
  );
}

function NowLine({
  x,
  width,
  height,
}: {
  readonly x: number;
  readonly width: number;
  readonly height: number;
}): ReactNode {
  const isAtEnd = x > width - 40;
  return (
    <g className="now">
      <path d={`M${x} 2V${height}`} />
      <text x={isAtEnd ? x - 5 : x + 5} y={height - 5} textAnchor={isAtEnd ? "end" : "start"}>
        Now
      </text>
    </g>
  );
}

function OfflineBand({
  spell,
  x,
  now,
  height,
}: {
  readonly spell: Spell;
  readonly x: (at: number) => number;
  readonly now: number;
  readonly height: number;
}): ReactNode {
  const from = x(spell.from);
  const width = Math.max(3, x(spell.until ?? now) - from);
  return (
    <g className="offline">
      <rect x={from} y={ticksPx} width={width} height={height - ticksPx} fill="url(#offline-pattern)" />
      {width > 52 && (
        <text x={from + 4} y={height - 5}>
          Offline
        </text>
      )}
      <title>Nobody reached the door</title>
    </g>
  );
}
