import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WirePlaces } from "#api/contract/places.ts";
import type { WireDevice } from "#api/contract/wire.ts";
import { Time } from "#console/ui/time.tsx";
import { KindShape } from "./happening-shape.tsx";
import type { Happening, Spell } from "./happenings.ts";
import { nameOf } from "./standings.ts";

const mostShown = 50;

/** What the time axis shows beside the codes, in words, newest first. */
export function Happened({
  door,
  places,
  spells,
  happenings,
  from,
}: {
  readonly door: WireDevice;
  readonly places: WirePlaces;
  readonly spells: readonly Spell[];
  readonly happenings: readonly Happening[];
  /** Since when, epoch milliseconds. */
  readonly from: number;
}): ReactNode {
  const zone = door.location.time_zone;
  const names = new Map(places.access_codes.map((code) => [code.access_code_id, nameOf(code)]));
  const lines = [...spells, ...happenings].sort((one, other) => startOf(other) - startOf(one));
  const shown = lines.slice(0, mostShown);
  return (
    <section className="card stack" aria-labelledby="happened">
      <div className="row apart">
        <h2 id="happened">What happened</h2>
        <Link to="/entries" search={{ device_id: door.device_id }}>
          Who came in
        </Link>
      </div>
      {lines.length === 0 && (
        <p className="soft">
          Nothing was told of since <Time at={new Date(from).toISOString()} zone={zone} />: no entries, and no time out
          of reach.
        </p>
      )}
      <ul className="plain-list stack tight">
        {shown.map((line) => (
          <li key={"kind" in line ? line.id : line.from} className="happened">
            {"kind" in line ? (
              <Moment happening={line} zone={zone} names={names} />
            ) : (
              <Offline spell={line} zone={zone} />
            )}
          </li>
        ))}
      </ul>
      {lines.length > mostShown && <p className="soft">And {lines.length - mostShown} more before.</p>}
    </section>
  );
}

function startOf(line: Happening | Spell): number {
  return "kind" in line ? line.at : line.from;
}

function Moment({
  happening: { at, kind, words, accessCodeId },
  zone,
  names,
}: {
  readonly happening: Happening;
  readonly zone: string | undefined;
  readonly names: ReadonlyMap<string, string>;
}): ReactNode {
  return (
    <>
      <svg className="drawing" width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">
        <KindShape kind={kind} />
      </svg>
      <span>
        <Time at={new Date(at).toISOString()} zone={zone} />: {words}{" "}
        {accessCodeId !== undefined && (
          <Link to="/codes/$accessCodeId" params={{ accessCodeId }}>
            {names.get(accessCodeId) ?? "A code that is gone"}
          </Link>
        )}
      </span>
    </>
  );
}

function Offline({ spell, zone }: { readonly spell: Spell; readonly zone: string | undefined }): ReactNode {
  return (
    <>
      <svg className="drawing offline" width="18" height="18" aria-hidden="true">
        <rect width="18" height="18" fill="url(#offline-pattern)" />
      </svg>
      <span>
        <strong>Offline</strong> from <Time at={new Date(spell.from).toISOString()} zone={zone} />
        {spell.until === undefined ? (
          ", and still is"
        ) : (
          <>
            {" until "}
            <Time at={new Date(spell.until).toISOString()} zone={zone} />
          </>
        )}
      </span>
    </>
  );
}
