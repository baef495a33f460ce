import type { ReactNode } from "react";
import { Ribbon } from "./bar-shape.tsx";
import { happeningKinds, KindShape } from "./happening-shape.tsx";
import type { Happening } from "./happenings.ts";
import type { Standing } from "./layout.ts";
import { standings } from "./standings.ts";

/** What the shapes of the time axis mean. */
export function Legend(): ReactNode {
  return (
    <details>
      <summary>What the shapes mean</summary>
      <ul className="plain-list legend">
        {Object.entries(standings).map(([standing, { words, means }]) => (
          <li key={standing}>
            <svg className={`drawing bar ${standing}`} width="44" height="20" aria-hidden="true">
              <Ribbon standing={standing as Standing} x={2} y={2} width={40} />
            </svg>
            <span>
              {words} <span className="soft">{means}</span>
            </span>
          </li>
        ))}
        {Object.entries(happeningKinds).map(([kind, words]) => (
          <li key={kind}>
            <svg className="drawing" width="44" height="20" aria-hidden="true">
              <g transform="translate(22 10)">
                <KindShape kind={kind as Happening["kind"]} />
              </g>
            </svg>
            <span>{words}</span>
          </li>
        ))}
        <li>
          <svg className="drawing offline" width="44" height="20" aria-hidden="true">
            <rect x="2" y="2" width="40" height="16" fill="url(#offline-pattern)" />
          </svg>
          <span>Nobody reached the door</span>
        </li>
      </ul>
    </details>
  );
}
