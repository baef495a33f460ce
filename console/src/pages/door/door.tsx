import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Complaint, Loading } from "#console/ui/notice.tsx";
import { useNow } from "#console/ui/time.tsx";
import { useAnswer } from "#console/wire/queries.ts";
import { CodesHere } from "./codes-here.tsx";
import { Happened } from "./happened.tsx";
import { happeningsOf, offlineSpells, toldTypes } from "./happenings.ts";
import { Head } from "./head.tsx";
import { Sandbox } from "./sandbox.tsx";
import { SlotMap } from "./slot-map.tsx";
import { TimeAxis } from "./time-axis.tsx";
import { Troubles } from "./troubles.tsx";
import { inAddress, usualView, type View, viewIn } from "./view.ts";
import "./door.css";

const route = getRouteApi("/doors/$deviceId");

/** One door: what is on its lock and what is to come, whether it will do, and what can be done at it. */
export function Page(): ReactNode {
  const { deviceId } = route.useParams();
  const { data, error } = useAnswer("/devices/get", { device_id: deviceId });
  return (
    <>
      {data === undefined && <h1>Door</h1>}
      <Complaint error={error} />
      {data === undefined ? (
        error === null && <Loading what="the door" />
      ) : (
        <Door key={data.device.device_id} door={data.device} />
      )}
    </>
  );
}

/** More did not happen at any door in the time that can be shown. */
const mostEvents = 5_000;

function Door({ door }: { readonly door: WireDevice }): ReactNode {
  const now = useNow();
  const navigate = route.useNavigate();
  const asked = viewIn(route.useSearch());
  const [usual] = useState(() => usualView(now));
  const view = asked ?? usual;
  const setView = (next: View) => void navigate({ search: inAddress(next), replace: true, resetScroll: false });
  const { device_id } = door;
  const since = new Date(view.from - (view.from % hourMs)).toISOString();
  const { data, error } = useAnswer("/devices/get_places", { device_id, gone_since: since });
  const told = useAnswer("/events/list", { device_id, event_types: [...toldTypes], since, limit: mostEvents });
  const events = told.data?.events ?? [];
  const spells = offlineSpells(events, view, {
    createdAt: Date.parse(door.created_at),
    offlineSince: offlineSince(door, now),
  });
  const happenings = happeningsOf(events);
  const places = data?.places;
  return (
    <>
      <Head door={door} places={places} />
      <Troubles door={door} />
      <Complaint error={error ?? told.error} />
      {places === undefined ? (
        error === null && <Loading what="the codes of this door" />
      ) : (
        <>
          <TimeAxis door={door} places={places} view={view} onView={setView} spells={spells} happenings={happenings} />
          <SlotMap door={door} places={places} />
          <CodesHere door={door} places={places} />
          <Happened door={door} places={places} spells={spells} happenings={happenings} from={view.from} />
        </>
      )}
      {door.can_simulate_connection === true && <Sandbox door={door} places={places} />}
    </>
  );
}

const hourMs = 3_600_000;

/** Since when a door is offline, as its error says; epoch milliseconds. */
function offlineSince({ properties, errors }: WireDevice, now: number): number | undefined {
  if (properties.online) return undefined;
  return Math.min(now, ...errors.map(({ created_at }) => Date.parse(created_at)));
}
