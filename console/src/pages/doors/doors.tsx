import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { LinkButton } from "#console/ui/button.tsx";
import { DoorState } from "#console/ui/door-state.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { Complaint, Empty, Loading } from "#console/ui/notice.tsx";
import { VirtualRows } from "#console/ui/virtual-rows.tsx";
import { useList } from "#console/wire/queries.ts";
import "./doors.css";

const route = getRouteApi("/doors");

/** Every door of the workspace, each with what has to be known before one counts on it. */
export function Page(): ReactNode {
  const { search = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useList("/devices/list", {
    limit: 200,
    ...(search === "" ? {} : { search }),
  });
  const doors = data?.pages.flatMap(({ devices }) => devices);
  return (
    <>
      <div className="row apart">
        <h1>Doors</h1>
        <LinkButton to="/accounts">Connect more locks</LinkButton>
      </div>
      <TextField
        label="Find a door"
        type="search"
        value={search}
        onChange={(text) => void navigate({ search: text === "" ? {} : { search: text }, replace: true })}
      />
      <Complaint error={error} />
      {doors === undefined ? (
        error === null && <Loading what="doors" />
      ) : doors.length === 0 ? (
        <NoDoors search={search} />
      ) : (
        <section aria-label="Doors" className="card doors">
          <VirtualRows
            items={doors}
            keyOf={({ device_id }) => device_id}
            rowHeight={64}
            row={(door) => <Row door={door} />}
            onEnd={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined}
          />
        </section>
      )}
      {isFetchingNextPage && <Loading what="more doors" />}
    </>
  );
}

function Row({ door }: { readonly door: WireDevice }): ReactNode {
  const { battery_level: battery } = door.properties;
  return (
    <Link to="/doors/$deviceId" params={{ deviceId: door.device_id }} className="door-row">
      <span className="stack names">
        <strong>{door.display_name}</strong>
        <span className="soft">
          {door.device_manufacturer.display_name}
          {door.location.time_zone !== undefined && ` · ${door.location.time_zone}`}
        </span>
      </span>
      <DoorState door={door} />
      <span className="soft battery">{battery === undefined ? "" : `Battery ${Math.round(battery * 100)} %`}</span>
    </Link>
  );
}

function NoDoors({ search }: { readonly search: string }): ReactNode {
  if (search !== "") return <Empty title="No door is called so">Part of a name or an id finds a door.</Empty>;
  return (
    <Empty title="There are no doors yet">
      Sign in with the account of a lock's maker under <Link to="/accounts">Connected accounts</Link>: its locks come in
      within seconds, with all codes that are on them.
    </Empty>
  );
}
