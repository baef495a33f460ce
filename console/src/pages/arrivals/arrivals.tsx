import { type ReactNode, useState } from "react";
import type { WireArrival, WireDoor } from "#api/contract/wire.ts";
import { LinkButton } from "#console/ui/button.tsx";
import { Select } from "#console/ui/fields.tsx";
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

/** What a host looks at the evening before: who comes, through which doors, and whether their codes are there. */
export function Page(): ReactNode {
  const [hours, setHours] = useState<(typeof spans)[number]["id"]>(72);
  const { data, error } = useAnswer("/arrivals/list", { hours });
  return (
    <>
      <div className="row apart">
        <h1>Arrivals</h1>
        <div className="row">
          <Select label="Show" choices={spans} chosen={hours} onChoose={setHours} />
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
          {data.arrivals.length === 0 ? <NobodyComes /> : <ArrivalsTable arrivals={data.arrivals} doors={data.doors} />}
          <MarkLegend />
        </>
      )}
    </>
  );
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
