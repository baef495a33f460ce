import type { ReactNode } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { TextField } from "#console/ui/fields.tsx";
import { Notice } from "#console/ui/notice.tsx";
import { Radios } from "#console/ui/radios.tsx";
import { Span } from "#console/ui/time.tsx";
import { instantOf, type WallTime, wallTimeOf } from "./zoned-time.ts";

/** When a code opens, as it is typed: by the clock on the wall of the door's place. */
export interface When {
  readonly kind: "time_bound" | "ongoing";
  readonly from: WallTime;
  readonly to: WallTime;
}

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone in which times are typed: the first door's own, or the browser's where no door says. */
export function zoneOf(doors: readonly WireDevice[]): string {
  return doors.find(({ location }) => location.time_zone !== undefined)?.location.time_zone ?? browserZone;
}

/** From the next full hour, for two days. */
export function whenToBegin(zone: string): When {
  const hourMs = 3_600_000;
  const next = Math.ceil(Date.now() / hourMs) * hourMs;
  const wall = (at: number) => wallTimeOf(zone, new Date(at).toISOString());
  return { kind: "time_bound", from: wall(next), to: wall(next + 48 * hourMs) };
}

export interface Window {
  readonly starts_at: string;
  readonly ends_at: string;
}

/** The two instants, UTC; `undefined`: one of them is missing. */
export function windowOf({ from, to }: When, zone: string): Window | undefined {
  // Who is promised a time that comes twice is let in from the first to the last of it.
  const [start, end] = [instantOf(zone, from, "first"), instantOf(zone, to, "last")];
  return start === undefined || end === undefined ? undefined : { starts_at: start.at, ends_at: end.at };
}

export function WhenFields({
  when,
  onChange,
  doors,
  complaints,
}: {
  readonly when: When;
  readonly onChange: (when: When) => void;
  readonly doors: readonly WireDevice[];
  readonly complaints: Readonly<Record<string, string>>;
}): ReactNode {
  const zone = zoneOf(doors);
  return (
    <div className="stack">
      <Radios
        label="When"
        choices={[
          { id: "time_bound", label: "For a time", help: "It opens from its start to its end." },
          { id: "ongoing", label: "Ongoing", help: "It opens until you delete it." },
        ]}
        chosen={when.kind}
        onChoose={(kind) => onChange({ ...when, kind })}
      />
      {when.kind === "time_bound" && (
        <>
          <div className="two-fields">
            <WallField
              label="Opens from"
              value={when.from}
              onChange={(from) => onChange({ ...when, from })}
              note={noteOn(zone, when.from, "first")}
              complaint={complaints.starts_at}
            />
            <WallField
              label="Until"
              value={when.to}
              onChange={(to) => onChange({ ...when, to })}
              note={noteOn(zone, when.to, "last")}
              complaint={complaints.ends_at}
            />
          </div>
          <Zones when={when} zone={zone} doors={doors} />
        </>
      )}
    </div>
  );
}

function WallField({
  label,
  value,
  onChange,
  note,
  complaint,
}: {
  readonly label: string;
  readonly value: WallTime;
  readonly onChange: (value: WallTime) => void;
  readonly note: string | undefined;
  readonly complaint: string | undefined;
}): ReactNode {
  return (
    <TextField
      label={label}
      type="datetime-local"
      validationBehavior="aria"
      value={value}
      // Some browsers add seconds.
      onChange={(text) => onChange(text.slice(0, 16))}
      complaint={complaint}
      {...(note === undefined ? {} : { help: note })}
    />
  );
}

/** What has to be known of a time at which clocks change. */
function noteOn(zone: string, wall: WallTime, which: "first" | "last"): string | undefined {
  const meant = instantOf(zone, wall, which);
  switch (meant?.shown) {
    case "never":
      return `Clocks go forward past this time on that day: ${wallTimeOf(zone, meant.at).slice(11)} is taken.`;
    case "twice":
      return `Clocks go back on that day and show this time twice: the ${which} is taken.`;
    default:
      return undefined;
  }
}

/** In which zone the times are, and what they are elsewhere. */
function Zones({
  when,
  zone,
  doors,
}: {
  readonly when: When;
  readonly zone: string;
  readonly doors: readonly WireDevice[];
}): ReactNode {
  const window = windowOf(when, zone);
  const elsewhere = doors.filter(({ location }) => (location.time_zone ?? zone) !== zone);
  const isKnown = doors.some(({ location }) => location.time_zone === zone);
  return (
    <>
      <p className="soft">
        Times are those of <strong>{zone}</strong>
        {isKnown ? ", where the door is" : ", this browser's zone, for no chosen door says where it is"}.
        {window !== undefined && ` In UTC: ${utc(window.starts_at)} to ${utc(window.ends_at)}.`}
      </p>
      {window !== undefined && Date.parse(window.ends_at) <= Date.parse(window.starts_at) && (
        <Notice tone="bad">It would end before it begins.</Notice>
      )}
      {window !== undefined &&
        elsewhere.map((door) => (
          <Notice key={door.device_id} tone="wait">
            {door.display_name} is in another zone. There it opens{" "}
            <Span from={window.starts_at} to={window.ends_at} zone={door.location.time_zone} />.
          </Notice>
        ))}
    </>
  );
}

function utc(at: string): string {
  return at.slice(0, 16).replace("T", " ");
}
