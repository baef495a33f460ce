import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireAccessCode, WireArrival, WireDoor } from "#api/contract/wire.ts";
import { MarkTag } from "#console/ui/mark.tsx";
import { Time, Until } from "#console/ui/time.tsx";
import { VirtualRows } from "#console/ui/virtual-rows.tsx";

/** With so few doors each has a column of its own; with more, each cell names its door. */
const mostColumns = 5;

export function ArrivalsTable({
  arrivals,
  doors,
}: {
  readonly arrivals: readonly WireArrival[];
  readonly doors: readonly WireDoor[];
}): ReactNode {
  const columns = doors.length <= mostColumns ? doors : [];
  const byId = new Map(doors.map((door) => [door.device_id, door]));
  return (
    <section aria-label="Arrivals" className="card scrolls arrivals" data-grid={columns.length > 0}>
      <VirtualRows
        items={arrivals}
        keyOf={({ arrival_id }) => arrival_id}
        rowHeight={72}
        row={(arrival) => <Row arrival={arrival} columns={columns} doors={byId} />}
      />
    </section>
  );
}

function Row({
  arrival,
  columns,
  doors,
}: {
  readonly arrival: WireArrival;
  readonly columns: readonly WireDoor[];
  readonly doors: ReadonlyMap<string, WireDoor>;
}): ReactNode {
  const [first] = arrival.access_codes;
  const zone = doors.get(first?.device_id ?? "")?.time_zone ?? undefined;
  const cells: readonly { readonly door: WireDoor | undefined; readonly code: WireAccessCode | undefined }[] =
    columns.length > 0
      ? columns.map((door) => ({
          door,
          code: arrival.access_codes.find(({ device_id }) => device_id === door.device_id),
        }))
      : arrival.access_codes.map((code) => ({ door: doors.get(code.device_id), code }));
  return (
    <div className="arrival">
      <div className="who">
        <strong>{arrival.name ?? "A guest without a name"}</strong>
        <span className="soft">
          <Time at={arrival.starts_at} zone={zone} /> · <Until at={arrival.starts_at} />
        </span>
      </div>
      <ul className="cells" aria-label={`Doors of ${arrival.name ?? "this guest"}`}>
        {cells.map(({ door, code }, index) => (
          <li key={door?.device_id ?? index}>{code !== undefined && <Cell code={code} door={door} />}</li>
        ))}
      </ul>
    </div>
  );
}

function Cell({ code, door }: { readonly code: WireAccessCode; readonly door: WireDoor | undefined }): ReactNode {
  return (
    <Link to="/codes/$accessCodeId" params={{ accessCodeId: code.access_code_id }} className="cell">
      <span className="door">{door?.display_name ?? "A door"}</span>
      <MarkTag mark={code.readiness.mark} />
      {code.readiness.message !== null && <span className="why">{code.readiness.message}</span>}
    </Link>
  );
}
