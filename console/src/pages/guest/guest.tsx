import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireAccessCode, WireDoor } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { MarkTag } from "#console/ui/mark.tsx";
import { Complaint, Empty, Loading } from "#console/ui/notice.tsx";
import { Span } from "#console/ui/time.tsx";
import { useAnswer } from "#console/wire/queries.ts";
import { GuestAtDoor } from "./guest-at-door.tsx";
import "./guest.css";

const route = getRouteApi("/guest");

/** For whoever is on the phone with a guest in front of a door: find the guest, see why, get them in. */
export function Page(): ReactNode {
  const { search = "", access_code_id: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  if (chosen !== undefined) {
    return (
      <>
        <h1>Get a guest in</h1>
        <GuestAtDoor accessCodeId={chosen} onBack={() => void navigate({ search: {} })} />
      </>
    );
  }
  return (
    <>
      <h1>Get a guest in</h1>
      <TextField
        label="Who is at the door?"
        type="search"
        value={search}
        onChange={(text) => void navigate({ search: text === "" ? {} : { search: text }, replace: true })}
        help="Their name, or as much of it as you have"
        autoFocus
      />
      {search === "" ? <WhoeverComes /> : <Found search={search} />}
    </>
  );
}

/** Nobody looks through more: they look for a name. */
const mostShown = 40;

/** Whoever is most likely to stand there: the arrivals of today. */
function WhoeverComes(): ReactNode {
  const { data, error } = useAnswer("/arrivals/list", { hours: 24, limit: mostShown });
  if (data === undefined) return error === null ? <Loading what="today's guests" /> : <Complaint error={error} />;
  const codes = data.arrivals.flatMap(({ access_codes }) => access_codes);
  if (codes.length === 0) return <Empty title="Nobody is expected today">Look for their name.</Empty>;
  const left = data.summary.arrivals - data.arrivals.length;
  return (
    <>
      <Choices title="Expected about now" codes={codes} doors={data.doors} />
      {left > 0 && <p className="soft">{left} more are expected later. Look for their name.</p>}
    </>
  );
}

function Found({ search }: { readonly search: string }): ReactNode {
  const { data, error } = useAnswer("/access_codes/search", { search, is_managed: true, limit: 30 });
  if (data === undefined) return error === null ? <Loading what="codes" /> : <Complaint error={error} />;
  if (data.access_codes.length === 0) return <Empty title="Nobody is called so">Try fewer letters.</Empty>;
  return <Choices title="Found" codes={data.access_codes} doors={data.doors} />;
}

function Choices({
  title,
  codes,
  doors,
}: {
  readonly title: string;
  readonly codes: readonly WireAccessCode[];
  readonly doors: readonly WireDoor[];
}): ReactNode {
  const navigate = route.useNavigate();
  const byId = new Map(doors.map((door) => [door.device_id, door]));
  return (
    <section className="stack">
      <h2>{title}</h2>
      <ul className="stack tight plain-list">
        {codes.map((code) => {
          const door = byId.get(code.device_id);
          return (
            <li key={code.access_code_id} className="card row apart">
              <span className="stack tight">
                <strong>{code.name ?? "A guest without a name"}</strong>
                <span>{door?.display_name ?? "A door"}</span>
                <span className="soft">
                  {code.type === "time_bound" ? (
                    <Span from={code.starts_at} to={code.ends_at} zone={door?.time_zone ?? undefined} />
                  ) : (
                    "Ongoing"
                  )}
                </span>
                <MarkTag mark={code.readiness.mark} />
              </span>
              <Button
                kind="primary big"
                aria-label={`That one: ${code.name ?? "a guest"} at ${door?.display_name ?? "a door"}`}
                onPress={() => void navigate({ search: { access_code_id: code.access_code_id } })}
              >
                That one
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
