import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { WirePlaces } from "#api/contract/places.ts";
import type { WireDevice } from "#api/contract/wire.ts";
import { LinkButton } from "#console/ui/button.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { MarkTag } from "#console/ui/mark.tsx";
import { Empty, Tag } from "#console/ui/notice.tsx";
import { Pin } from "#console/ui/pin.tsx";
import { Span, Time, useNow } from "#console/ui/time.tsx";
import { VirtualRows } from "#console/ui/virtual-rows.tsx";
import { type Bar, barOf } from "./layout.ts";
import { nameOf, standings } from "./standings.ts";

/** With more codes than these somebody looks for one by its name. */
const fewCodes = 12;

/** Every code of a door in words: where it stands, for when, and how that is known. */
export function CodesHere({ door, places }: { readonly door: WireDevice; readonly places: WirePlaces }): ReactNode {
  const now = useNow();
  const [search, setSearch] = useState("");
  const bars = places.access_codes.map((code) => barOf(code, now)).sort(inOrder);
  const found = bars.filter(({ code }) => nameOf(code).toLowerCase().includes(search.toLowerCase()));
  if (bars.length === 0) {
    return (
      <Empty title="No codes on this door">
        <p>A code for a guest opens this door in its time, and nothing else.</p>
        <LinkButton to="/codes/new" search={{ device_id: door.device_id }}>
          Make the first code
        </LinkButton>
      </Empty>
    );
  }
  return (
    <section className="stack" aria-labelledby="codes-here">
      <h2 id="codes-here">Codes of this door ({bars.filter(({ standing }) => standing !== "gone").length})</h2>
      {bars.length > fewCodes && <TextField label="Find a code" type="search" value={search} onChange={setSearch} />}
      {found.length === 0 && <p className="soft">No code here is called so.</p>}
      <div className="card codes-here">
        <VirtualRows
          items={found}
          keyOf={({ code }) => code.access_code_id}
          rowHeight={64}
          row={(bar) => <Row bar={bar} zone={door.location.time_zone} areNumbered={places.are_numbered} />}
        />
      </div>
    </section>
  );
}

/** What stands on the lock first, then what is to come, and last what went. */
function inOrder(one: Bar, other: Bar): number {
  const rank = ({ standing, code }: Bar) => (standing === "gone" ? 2 : code.on_lock === null ? 1 : 0);
  return rank(one) - rank(other) || one.from - other.from;
}

function Row({
  bar: { code, standing },
  zone,
  areNumbered,
}: {
  readonly bar: Bar;
  readonly zone: string | undefined;
  readonly areNumbered: boolean;
}): ReactNode {
  const { access_code_id: id, readiness } = code;
  const isOurs = code.taken_by === "guest" || code.taken_by === "backup";
  return (
    <div className="code-row">
      <span className="stack names">
        <Link to="/codes/$accessCodeId" params={{ accessCodeId: id }}>
          <strong>{nameOf(code)}</strong>
        </Link>
        <span className="soft">
          <Span from={code.starts_at} to={code.ends_at} zone={zone} />
        </span>
      </span>
      <span className="stack names">
        <span className="row">
          {readiness === null ? (
            <Tag tone="plain">{standings[standing].words}</Tag>
          ) : (
            <>
              <MarkTag mark={readiness.mark} />
              <span className="soft">{standings[standing].words}</span>
            </>
          )}
          {areNumbered && code.on_lock !== null && <span className="soft">Slot {code.on_lock.place}</span>}
        </span>
        {readiness?.message != null && <span className="why">{readiness.message}</span>}
        {code.gone_at !== null && <Went at={code.gone_at} wasThere={code.was_confirmed} zone={zone} />}
      </span>
      {standing !== "gone" &&
        (code.taken_by === "unreadable" ? (
          <span className="soft">The lock hides its digits</span>
        ) : (
          <Pin accessCodeId={id} name={nameOf(code)} />
        ))}
      {!isOurs && standing !== "gone" && <span className="unseen">Adopt, keep or delete it on its page.</span>}
    </div>
  );
}

function Went({
  at,
  wasThere,
  zone,
}: {
  readonly at: string;
  readonly wasThere: boolean;
  readonly zone: string | undefined;
}): ReactNode {
  return (
    <span className="soft">
      {wasThere ? "Off the lock since " : "Never came onto the lock; given up "}
      <Time at={at} zone={zone} short />
    </span>
  );
}
