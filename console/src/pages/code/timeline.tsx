import { type ReactNode, useState } from "react";
import type { WireTimelineEvent } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { Complaint, Loading } from "#console/ui/notice.tsx";
import { Time } from "#console/ui/time.tsx";
import { useAnswer } from "#console/wire/queries.ts";
import { WebhooksOf } from "./webhooks-of.tsx";

const pageSize = 25;

/** What happened to the code and what was tried for it, newest first, with whom was told of it. */
export function Timeline({
  accessCodeId,
  zone,
}: {
  readonly accessCodeId: string;
  readonly zone: string | undefined;
}): ReactNode {
  // The ends of the pages that were left behind, so that one can go back through them.
  const [before, setBefore] = useState<readonly string[]>([]);
  const end = before.at(-1);
  const { data, error } = useAnswer("/access_codes/get_timeline", {
    access_code_id: accessCodeId,
    limit: pageSize,
    ...(end === undefined ? {} : { before: end }),
  });
  const next = data?.pagination.next_cursor ?? undefined;
  return (
    <section className="card stack" aria-labelledby="timeline">
      <h2 id="timeline">Everything that happened</h2>
      <Complaint error={error} />
      {data === undefined && error === null && <Loading what="the timeline" />}
      <ol className="timeline">
        {data?.timeline_events.map((event) => (
          <Moment key={event.timeline_event_id} event={event} zone={zone} />
        ))}
      </ol>
      <div className="row">
        {before.length > 0 && <Button onPress={() => setBefore(before.slice(0, -1))}>Newer</Button>}
        {data?.pagination.has_more === true && next !== undefined && (
          <Button onPress={() => setBefore([...before, next])}>Older</Button>
        )}
      </div>
    </section>
  );
}

function Moment({ event, zone }: { readonly event: WireTimelineEvent; readonly zone: string | undefined }): ReactNode {
  const { event_id: eventId } = event.related_resource_ids;
  return (
    <li id={event.timeline_event_id}>
      <a href={`#${event.timeline_event_id}`} className="soft">
        <Time at={event.occurred_at} zone={zone} />
      </a>
      <div className="stack tight">
        <span>{event.description}</span>
        {eventId !== undefined && <WebhooksOf eventId={eventId} eventType={event.event_type} zone={zone} />}
      </div>
    </li>
  );
}
