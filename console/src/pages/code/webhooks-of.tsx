import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { eventTypes } from "#api/contract/event-types.ts";
import type { WireDelivery, WireWebhook } from "#api/contract/wire.ts";
import { inWords } from "#console/ui/door-state.tsx";
import { Tag, type Tone } from "#console/ui/notice.tsx";
import type { SignName } from "#console/ui/sign.tsx";
import { Time } from "#console/ui/time.tsx";
import { useAnswer } from "#console/wire/queries.ts";

/** So many endpoints are asked for one event. */
const mostWebhooks = 10;

const offered: ReadonlySet<string> = new Set(eventTypes);

/** Who was told of an event, asked for once somebody wants to know; nothing where it is told to nobody. */
export function WebhooksOf({
  eventId,
  eventType,
  zone,
}: {
  readonly eventId: string;
  readonly eventType: string;
  readonly zone: string | undefined;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { data } = useAnswer("/webhooks/list", {});
  const webhooks = data?.webhooks ?? [];
  if (!offered.has(eventType) || webhooks.length === 0) return null;
  return (
    <details className="told" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        Webhooks sent for <code>{eventType}</code>
      </summary>
      {isOpen && (
        <ul className="plain-list stack tight">
          {webhooks.slice(0, mostWebhooks).map((webhook) => (
            <Told key={webhook.webhook_id} webhook={webhook} eventId={eventId} zone={zone} />
          ))}
          {webhooks.length > mostWebhooks && (
            <li className="soft">
              And {webhooks.length - mostWebhooks} more: see <Link to="/webhooks">Webhooks</Link>.
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

const states: Readonly<
  Record<WireDelivery["status"], { readonly tone: Tone; readonly sign: SignName; readonly words: string }>
> = {
  delivered: { tone: "good", sign: "tick", words: "Delivered" },
  waiting: { tone: "wait", sign: "dots", words: "To be tried again" },
  failed: { tone: "bad", sign: "cross", words: "Given up" },
  stopped: { tone: "plain", sign: "leaving", words: "Stopped" },
};

function Told({
  webhook,
  eventId,
  zone,
}: {
  readonly webhook: WireWebhook;
  readonly eventId: string;
  readonly zone: string | undefined;
}): ReactNode {
  const { data } = useAnswer("/webhooks/list_deliveries", { webhook_id: webhook.webhook_id, event_id: eventId });
  const delivery = data?.deliveries[0];
  const last = delivery?.attempts.at(-1);
  return (
    <li className="row">
      <Link to="/webhooks/$webhookId" params={{ webhookId: webhook.webhook_id }}>
        {webhook.url}
      </Link>
      {data !== undefined && delivery === undefined && <span className="soft">not told of this</span>}
      {delivery !== undefined && <Tag {...states[delivery.status]}>{states[delivery.status].words}</Tag>}
      {last !== undefined && (
        <span className="soft">
          <Time at={last.started_at} zone={zone} /> ·{" "}
          {last.response_status === null
            ? `No answer: ${inWords(last.failure ?? "unknown")}`
            : `Answered ${last.response_status}`}
        </span>
      )}
    </li>
  );
}
