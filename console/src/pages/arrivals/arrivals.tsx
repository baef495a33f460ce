import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireArrival, WireDoor } from "#api/contract/wire.ts";
import { LinkButton } from "#console/ui/button.tsx";
import { Checkbox, Select } from "#console/ui/fields.tsx";
import { MarkLegend } from "#console/ui/mark.tsx";
import { Complaint, Empty, Loading } from "#console/ui/notice.tsx";
import type { Answers } from "#console/wire/answers.ts";
import { useAnswer } from "#console/wire/queries.ts";
import { ArrivalsTable } from "./arrivals-table.tsx";
import "./arrivals.css";

const spans = [
  { id: 24, label: "The next 24 hours" },
  { id: 72, label: "The next 3 days" },
  { id: 168, label: "The next week" },
] as const;
const usual = 72;

const route = getRouteApi("/");

/** What a host looks at the evening before: who comes, through which doors, and whether their codes are there. */
export function Page(): ReactNode {
  const { hours: said, only } = route.useSearch();
  const navigate = route.useNavigate();
  const hours = spans.find(({ id }) => `${id}` === said)?.id ?? usual;
  const isAtRisk = only === "at_risk";
  const { data, error } = useAnswer("/arrivals/list", { hours, only_at_risk: isAtRisk });
  const show = (next: number, atRisk: boolean) =>
    void navigate({
      search: { ...(next !== usual && { hours: `${next}` }), ...(atRisk && { only: "at_risk" }) },
      replace: true,
    });
  return (
    <>
      <div className="row apart">
        <h1>Arrivals</h1>
        <div className="row">
          <Checkbox isSelected={isAtRisk} onChange={(atRisk) => show(hours, atRisk)}>
            Only those at risk
          </Checkbox>
          <Select label="Show" choices={spans} chosen={hours} onChoose={(next) => show(next, isAtRisk)} />
          <LinkButton kind="primary" to="/codes/new">
            New code
          </LinkButton>
        </div>
      </div>
      <Complaint error={error} />
      {data === undefined ? (
        error === null && <Loading what="arrivals" />
      ) : (
        <>
          <Headline {...data} />
          <Board {...data} isAtRisk={isAtRisk} />
          <MarkLegend />
        </>
      )}
    </>
  );
}

function Board({
  arrivals,
  doors,
  summary,
  isAtRisk,
}: Answers<"/arrivals/list"> & { readonly isAtRisk: boolean }): ReactNode {
  if (arrivals.length === 0) return isAtRisk && summary.access_codes > 0 ? <NothingAtRisk /> : <NobodyComes />;
  const left = summary.arrivals - arrivals.length;
  return (
    <>
      <ArrivalsTable arrivals={arrivals} doors={doors} />
      {left > 0 && <p className="soft">{left} more stays begin after these.</p>}
    </>
  );
}

function NothingAtRisk(): ReactNode {
  return <Empty title="Nothing is at risk">Every code of this time is at its door, or is not due there yet.</Empty>;
}

/** The one sentence that a host needs: how many are ready, and which are not and why. */
function Headline({ summary, arrivals, doors }: Answers<"/arrivals/list">): ReactNode {
  const { access_codes: all, ready, at_risk: atRisk, is_complete: isComplete } = summary;
  if (all === 0) return null;
  const worst = firstAtRisk(arrivals, doors);
  const later = all - ready - atRisk;
  return (
    <p className="headline" role="status">
      <strong>
        {ready} of {isComplete ? all : `the first ${all}`} codes {ready === 1 ? "is" : "are"} on their doors
      </strong>
      {later > 0 && `; ${later} ${later === 1 ? "is" : "are"} not due yet or on the way`}
      {atRisk === 0 ? ". Nothing is at risk." : `; ${atRisk} at risk${worst === undefined ? "" : `: ${worst}`}`}
    </p>
  );
}

function firstAtRisk(arrivals: readonly WireArrival[], doors: readonly WireDoor[]): string | undefined {
  const [code] = arrivals
    .flatMap(({ access_codes }) => access_codes)
    .filter(({ readiness }) => readiness.mark === "failed" || readiness.mark === "at_risk");
  if (code === undefined) return undefined;
  const door = doors.find(({ device_id }) => device_id === code.device_id)?.display_name ?? "a door";
  return `${code.name ?? "a code"} at ${door}. ${code.readiness.message ?? ""}`;
}

function NobodyComes(): ReactNode {
  return (
    <Empty title="Nobody arrives in this time">
      <p>
        Each code with a time of its own stands here from three days before it begins, with what is known of it at each
        door. Make one to see it become ready.
      </p>
    </Empty>
  );
}
