import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireHealth } from "#api/contract/overview.ts";
import type { WireDevice } from "#api/contract/wire.ts";
import { DoorState, inWords } from "#console/ui/door-state.tsx";
import { Complaint, Empty, Loading, type Tone } from "#console/ui/notice.tsx";
import { Sign, type SignName } from "#console/ui/sign.tsx";
import { useAnswer } from "#console/wire/queries.ts";
import "./health.css";

/** What is well and what is not, in numbers, and where to begin. */
export function Page(): ReactNode {
  const { data, error } = useAnswer("/workspaces/get_health", {});
  return (
    <>
      <h1>Health</h1>
      <Complaint error={error} />
      {data === undefined ? error === null && <Loading what="the state of all doors" /> : <Overview {...data.health} />}
    </>
  );
}

function Overview(health: WireHealth): ReactNode {
  const { doors, connected_accounts: accounts, access_codes: codes } = health;
  return (
    <>
      <ul className="figures">
        <Figure
          figure={doors.all - doors.offline}
          of={doors.all}
          what="doors can be reached"
          isBad={doors.offline > 0}
        />
        <Figure figure={doors.low_battery} what="doors with a low battery" isBad={doors.low_battery > 0} />
        <Figure figure={accounts.disconnected} what="accounts signed out" isBad={accounts.disconnected > 0} />
        <Figure figure={accounts.failing} what="accounts that cannot be looked through" isBad={accounts.failing > 0} />
        <Figure
          figure={codes.weakly_proved}
          of={codes.all}
          what="codes sent, and not known to be on their lock"
          isBad={codes.weakly_proved > 0}
        />
        <Figure
          figure={codes.changed_by_others}
          what="codes changed at the lock by others"
          isBad={codes.changed_by_others > 0}
        />
      </ul>
      <Troubles troubles={health.troubles} />
      <Providers providers={health.providers} />
      <DoorsToLookAfter doors={health.doors_to_look_after} />
    </>
  );
}

function Figure({
  figure,
  of,
  what,
  isBad,
}: {
  readonly figure: number;
  readonly of?: number;
  readonly what: string;
  readonly isBad: boolean;
}): ReactNode {
  const tone: Tone = isBad ? "wait" : "good";
  const sign: SignName = isBad ? "triangle" : "tick";
  return (
    <li className={`card figure ${tone}`}>
      <span className="number">
        <Sign name={sign} /> {figure}
        {of !== undefined && <span className="of"> of {of}</span>}
      </span>
      <span>{what}</span>
    </li>
  );
}

function Troubles({ troubles }: Pick<WireHealth, "troubles">): ReactNode {
  return (
    <section className="stack">
      <h2>What goes wrong</h2>
      {troubles.length === 0 ? (
        <p className="soft">Nothing that was tried for a code went wrong last.</p>
      ) : (
        <ul className="stack tight plain-list">
          {troubles.map(({ kind, because, access_codes: codes }) => (
            <li key={`${kind} ${because}`} className="card row apart">
              <span>
                <strong>{inWords(because)}</strong>{" "}
                <span className="soft">
                  {kind === "refused"
                    ? "It is not tried again until something changes."
                    : "It is tried again by itself."}
                </span>
              </span>
              <span>
                {codes} {codes === 1 ? "code" : "codes"}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Providers({ providers }: Pick<WireHealth, "providers">): ReactNode {
  if (providers.length === 0) return null;
  return (
    <section className="stack">
      <h2>By maker</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by the keyboard. */}
      <section className="card scrolls" aria-label="By maker" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Maker</th>
              <th scope="col">Doors</th>
              <th scope="col">Offline</th>
              <th scope="col">Accounts</th>
              <th scope="col">Signed out</th>
            </tr>
          </thead>
          <tbody>
            {providers.map((one) => (
              <tr key={one.provider}>
                <th scope="row">{inWords(one.provider)}</th>
                <td>{one.doors}</td>
                <td>{one.offline}</td>
                <td>{one.connected_accounts}</td>
                <td>{one.disconnected}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function DoorsToLookAfter({ doors }: { readonly doors: readonly WireDevice[] }): ReactNode {
  return (
    <section className="stack">
      <h2>Doors to look after</h2>
      {doors.length === 0 ? (
        <Empty title="Every door is well">
          Doors that cannot be reached, or whose battery is low, stand here, the longest first.
        </Empty>
      ) : (
        <ul className="stack tight plain-list">
          {doors.map((door) => (
            <li key={door.device_id} className="card row apart">
              <Link to="/doors/$deviceId" params={{ deviceId: door.device_id }}>
                {door.display_name}
              </Link>
              <span className="row">
                <DoorState door={door} />
                {door.properties.battery_level !== undefined && (
                  <span className="soft">Battery {Math.round(door.properties.battery_level * 100)} %</span>
                )}
              </span>
              {door.errors[0] !== undefined && <p className="soft whole">{door.errors[0].message}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
