import type { ReactNode } from "react";
import type { WirePlaces } from "#api/contract/places.ts";
import type { WireDevice } from "#api/contract/wire.ts";
import { Notice } from "#console/ui/notice.tsx";
import { Time } from "#console/ui/time.tsx";

const kinds = [
  { kind: "guest", words: "Guests" },
  { kind: "backup", words: "Spare" },
  { kind: "unmanaged", words: "Not ours" },
  { kind: "unreadable", words: "Not ours, digits hidden" },
  { kind: "free", words: "Free" },
] as const;

/** More squares than these nobody counts. */
const mostSquares = 300;

/** How many places the lock has, who has them, and when there will be none left. */
export function SlotMap({ door, places }: { readonly door: WireDevice; readonly places: WirePlaces }): ReactNode {
  const { capacity, free, taken } = places;
  const counts = { ...taken, free: free ?? 0 };
  const used = taken.guest + taken.backup + taken.unmanaged + taken.unreadable;
  const shown = kinds.filter(({ kind }) => kind !== "free" || free !== null);
  return (
    <section className="card stack" aria-labelledby="places">
      <h2 id="places">Places on the lock</h2>
      <p>
        <strong>
          {capacity === null ? `${used} taken` : `${used} of ${capacity} taken`}
          {free !== null && `, ${free} free`}
        </strong>
        {capacity === null && ". This lock does not say how many places it has: it is full once it refuses a code."}
      </p>
      {used + counts.free <= mostSquares && (
        <div className="squares" aria-hidden="true">
          {shown.flatMap(({ kind }) =>
            Array.from({ length: counts[kind] }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: squares of one kind are all the same.
              <span key={`${kind} ${index}`} className={`square ${kind}`} />
            )),
          )}
        </div>
      )}
      <ul className="plain-list row counts">
        {shown.map(({ kind, words }) => (
          <li key={kind}>
            <span className={`square ${kind}`} aria-hidden="true" /> {words}: <strong>{counts[kind]}</strong>
          </li>
        ))}
      </ul>
      <Forecast door={door} places={places} />
    </section>
  );
}

function Forecast({ door, places }: { readonly door: WireDevice; readonly places: WirePlaces }): ReactNode {
  const { capacity, full, most } = places;
  const zone = door.location.time_zone;
  if (capacity === null) return null;
  if (full === null) {
    return (
      <p className="soft">
        By what is wanted it does not fill up: at most {most.codes} of {capacity} are on it together, from{" "}
        <Time at={most.at} zone={zone} />.
      </p>
    );
  }
  return (
    <Notice tone="wait">
      By what is wanted it is full from <Time at={full.starts_at} zone={zone} />{" "}
      {full.ends_at === null ? (
        "for good"
      ) : (
        <>
          until <Time at={full.ends_at} zone={zone} />
        </>
      )}
      : a further code for that time is refused. Delete codes that nobody needs, or adopt or delete those that are not
      ours.
    </Notice>
  );
}
