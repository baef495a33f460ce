import type { ReactNode } from "react";
import type { Happening } from "./happenings.ts";

/** Each kind differs in shape. */
const shapes: Readonly<Record<Happening["kind"], ReactNode>> = {
  entry: <path d="M-6 -6H6L0 6z" />,
  turned: <path d="M-6 -6H6L0 6z" />,
  denied: <path d="M-5 -5 5 5M5 -5 -5 5" />,
  battery: <path d="M-4 -6H4V6H-4zM-2 -8H2M-4 3H4" />,
};

export const happeningKinds: Readonly<Record<Happening["kind"], string>> = {
  entry: "Came in with a code",
  turned: "Unlocked otherwise",
  denied: "Keypad refused a code",
  battery: "Battery low",
};

export function HappeningShape({ happening, x }: { readonly happening: Happening; readonly x: number }): ReactNode {
  return (
    <g transform={`translate(${x} 0)`}>
      <KindShape kind={happening.kind} />
      <title>{happening.words}</title>
    </g>
  );
}

export function KindShape({ kind }: { readonly kind: Happening["kind"] }): ReactNode {
  return <g className={`happening ${kind}`}>{shapes[kind]}</g>;
}
