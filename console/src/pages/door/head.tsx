import type { ReactNode } from "react";
import type { WirePlaces } from "#api/contract/places.ts";
import type { WireDevice } from "#api/contract/wire.ts";
import { LinkButton } from "#console/ui/button.tsx";
import { DoorState } from "#console/ui/door-state.tsx";
import { Tag } from "#console/ui/notice.tsx";
import { Time, Until, useNow } from "#console/ui/time.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { Rename } from "./rename.tsx";
import { Turn } from "./turn.tsx";

/** What door this is, how it stands, and what one can do to it. */
export function Head({
  door,
  places,
}: {
  readonly door: WireDevice;
  readonly places: WirePlaces | undefined;
}): ReactNode {
  return (
    <>
      <div className="row apart">
        <h1>{door.display_name}</h1>
        <LinkButton kind="primary" to="/codes/new" search={{ device_id: door.device_id }}>
          New code
        </LinkButton>
      </div>
      <div className="row">
        <DoorState door={door} />
        <Bolt door={door} />
        <Battery door={door} />
        <span className="soft">
          {[door.device_manufacturer.display_name, door.location.time_zone ?? "Time zone not known"].join(" · ")}
          {places?.looked_at != null && (
            <>
              {" · looked at "}
              <Time at={places.looked_at} zone={door.location.time_zone} short />
            </>
          )}
        </span>
      </div>
      <Horizon door={door} />
      <Turn door={door}>
        <Rename door={door} />
        <BackupCodes door={door} />
      </Turn>
    </>
  );
}

function Bolt({ door }: { readonly door: WireDevice }): ReactNode {
  const { locked, door_open: isOpen } = door.properties;
  return (
    <>
      {locked !== undefined && <Tag tone="plain">{locked ? "Locked" : "Unlocked"}</Tag>}
      {isOpen !== undefined && <Tag tone="plain">{isOpen ? "Door open" : "Door shut"}</Tag>}
    </>
  );
}

function Battery({ door }: { readonly door: WireDevice }): ReactNode {
  const { battery } = door.properties;
  if (battery === undefined) return null;
  const isLow = battery.status === "low" || battery.status === "critical";
  return (
    <Tag tone={battery.status === "critical" ? "bad" : isLow ? "wait" : "plain"} {...(isLow && { sign: "triangle" })}>
      Battery {Math.round(battery.level * 100)} % · {battery.status}
    </Tag>
  );
}

/** Up to when the codes on this lock stay right by themselves. */
function Horizon({ door }: { readonly door: WireDevice }): ReactNode {
  const now = useNow();
  const { autonomy_horizon: horizon } = door;
  if (horizon === null) return <p className="soft">For how long it stays right without the server is not known yet.</p>;
  const { ends_at: end } = horizon;
  if (end === null) return <p>Right without the server for good, as things are wanted now.</p>;
  if (Date.parse(end) <= now) {
    return (
      <p>
        <strong>Not right already</strong>, since <Time at={end} zone={door.location.time_zone} />: something on this
        lock is not as it is wanted. The codes below say what.
      </p>
    );
  }
  return (
    <p>
      Right without the server until <Time at={end} zone={door.location.time_zone} /> (<Until at={end} />
      ): then a code is due on this lock, or off it.
    </p>
  );
}
