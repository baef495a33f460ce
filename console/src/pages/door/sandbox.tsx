import type { ReactNode } from "react";
import type { WirePlaces } from "#api/contract/places.ts";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { Complaint } from "#console/ui/notice.tsx";
import { useDoing } from "#console/wire/queries.ts";
import { AddAtKeypad } from "./add-at-keypad.tsx";
import { ChangeAtKeypad } from "./change-at-keypad.tsx";
import { Keypad } from "./keypad.tsx";
import "./sandbox.css";

/** What a virtual door has and a real one has not: its keypad, and the weather. */
export function Sandbox({
  door,
  places,
}: {
  readonly door: WireDevice;
  readonly places: WirePlaces | undefined;
}): ReactNode {
  return (
    <section className="card stack sandbox" aria-labelledby="at-the-door">
      <h2 id="at-the-door">At the virtual door</h2>
      <p className="soft">
        Only in a sandbox: what people at the door would do, and what could go wrong. Everything above learns of it as
        it would of a real lock.
      </p>
      <div className="at-the-door">
        <Keypad door={door} />
        <div className="stack">
          <Connection door={door} />
          <AddAtKeypad door={door} />
          {places !== undefined && <ChangeAtKeypad places={places} />}
        </div>
      </div>
    </section>
  );
}

function Connection({ door }: { readonly door: WireDevice }): ReactNode {
  const cut = useDoing("/devices/simulate/disconnect");
  const bring = useDoing("/devices/simulate/connect");
  const { device_id } = door;
  return (
    <div className="stack tight">
      <h3>Connection</h3>
      {door.properties.online ? (
        <>
          <p className="soft">Nobody reaches the lock then; its keypad goes on with the codes that are on it.</p>
          <div>
            <Button isPending={cut.isPending} onPress={() => cut.mutate({ device_id })}>
              Take it offline
            </Button>
          </div>
        </>
      ) : (
        <>
          <p className="soft">What was wanted meanwhile is put on the lock as soon as it is back.</p>
          <div>
            <Button isPending={bring.isPending} onPress={() => bring.mutate({ device_id })}>
              Bring it back
            </Button>
          </div>
        </>
      )}
      <Complaint error={cut.error ?? bring.error} />
    </div>
  );
}
