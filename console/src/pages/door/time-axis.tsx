import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { WirePlaces } from "#api/contract/places.ts";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { useNow } from "#console/ui/time.tsx";
import { Drawing, drawingHeight } from "./drawing.tsx";
import type { Happening, Spell } from "./happenings.ts";
import { lanesOf } from "./layout.ts";
import { Legend } from "./legend.tsx";
import { ticksOf } from "./ticks.ts";
import { useWidth } from "./use-width.ts";
import { type Move, moved, usualView, type View } from "./view.ts";
import "./time-axis.css";

/** With more lanes than these the rest of the page would be far away. */
const fewLanes = 16;
/** So wide a name is at most. */
const labelPx = 190;

const moves: readonly { readonly move: Move; readonly label: string }[] = [
  { move: "earlier", label: "Earlier" },
  { move: "later", label: "Later" },
  { move: "closer", label: "Closer" },
  { move: "wider", label: "Wider" },
];
const keys: Readonly<Record<string, Move>> = {
  ArrowLeft: "earlier",
  ArrowRight: "later",
  "+": "closer",
  "=": "closer",
  "-": "wider",
};

interface Shown {
  readonly door: WireDevice;
  readonly places: WirePlaces;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly spells: readonly Spell[];
  readonly happenings: readonly Happening[];
}

/** The codes of a door over time, one line for each place on its lock, and what happened there. */
export function TimeAxis(shown: Shown): ReactNode {
  const { door, view, onView } = shown;
  const now = useNow();
  return (
    <section className="card stack" aria-labelledby="over-time">
      <div className="row apart">
        <h2 id="over-time">Codes over time</h2>
        <div className="row">
          {moves.map(({ move, label }) => (
            <Button key={move} onPress={() => onView(moved(view, move, now))}>
              {label}
            </Button>
          ))}
          <Button onPress={() => onView(usualView(now))}>Now</Button>
        </div>
      </div>
      <p className="unseen">
        A drawing of the codes and of what happened. The same is in words below, under “Codes of this door” and “What
        happened”.
      </p>
      <Lanes {...shown} now={now} />
      <p className="soft">
        Days begin at midnight at the door ({door.location.time_zone ?? "its zone is not known: UTC"}).
      </p>
      <Legend />
    </section>
  );
}

function Lanes({ door, places, view, onView, now, ...happened }: Shown & { readonly now: number }): ReactNode {
  const [element, width] = useWidth<HTMLDivElement>();
  const [isWhole, setWhole] = useState(false);
  const labelMs = width === 0 ? 0 : ((view.until - view.from) * labelPx) / width;
  const lanes = lanesOf(places, view, now, labelMs);
  const shown = isWhole ? lanes : lanes.slice(0, fewLanes);
  const press = (event: KeyboardEvent) => {
    const move = keys[event.key];
    if (move === undefined && event.key !== "Home") return;
    event.preventDefault();
    onView(move === undefined ? usualView(now) : moved(view, move, now));
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form. */}
      <div
        ref={element}
        role="group"
        aria-label="Time axis. Arrow keys move it, plus and minus bring it closer or wider, Home goes back to now."
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move what is drawn here.
        tabIndex={0}
        onKeyDown={press}
        className="axis"
        style={{ minHeight: drawingHeight(shown.length) }}
      >
        {width > 0 && (
          <Drawing
            {...happened}
            width={width}
            view={view}
            now={now}
            lanes={shown}
            areNumbered={places.are_numbered}
            ticks={ticksOf(view, door.location.time_zone ?? "UTC", width)}
          />
        )}
      </div>
      {lanes.length === 0 && <p className="soft">No code has a place here in this time.</p>}
      {lanes.length > fewLanes && (
        <div>
          <Button onPress={() => setWhole(!isWhole)}>
            {isWhole ? "Show fewer lines" : `Show all ${lanes.length} lines`}
          </Button>
        </div>
      )}
    </>
  );
}
