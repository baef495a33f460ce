import type { ReactNode } from "react";
import type { WireDelivery } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { Complaint, Tag, type Tone } from "#console/ui/notice.tsx";
import type { SignName } from "#console/ui/sign.tsx";
import { Time, Until } from "#console/ui/time.tsx";
import { useDoing } from "#console/wire/queries.ts";

const states: Readonly<
  Record<WireDelivery["status"], { readonly tone: Tone; readonly sign: SignName; readonly words: string }>
> = {
  waiting: { tone: "wait", sign: "dots", words: "Waiting" },
  delivered: { tone: "good", sign: "tick", words: "Delivered" },
  failed: { tone: "bad", sign: "cross", words: "Failed" },
  stopped: { tone: "plain", sign: "cross", words: "Stopped" },
};

/** One event on its way to an endpoint, every try of it, and the button that sends it again. */
export function Delivery({ delivery }: { readonly delivery: WireDelivery }): ReactNode {
  const redeliver = useDoing("/webhooks/redeliver");
  const { tone, sign, words } = states[delivery.status];
  const { webhook_id, event_id } = delivery;
  return (
    <div className="delivery">
      <div className="row apart">
        <span className="stack tight">
          <strong>{delivery.event_type}</strong>
          <span className="soft">
            <Time at={delivery.created_at} />
          </span>
        </span>
        <span className="row">
          <Tag tone={tone} sign={sign}>
            {words}
          </Tag>
          <Button
            aria-label={`Send again: ${delivery.event_type}`}
            isPending={redeliver.isPending}
            onPress={() => redeliver.mutate({ webhook_id, event_id })}
          >
            Send again
          </Button>
        </span>
      </div>
      <Complaint error={redeliver.error} />
      {delivery.next_attempt_at !== null && (
        <p className="soft">
          The next try is <Until at={delivery.next_attempt_at} />.
        </p>
      )}
      {delivery.attempts.length > 0 && (
        <details>
          <summary>
            {delivery.attempts.length} {delivery.attempts.length === 1 ? "try" : "tries"}
          </summary>
          <ol className="stack tight">
            {delivery.attempts.map((attempt) => (
              <li key={attempt.attempt_number}>
                <Time at={attempt.started_at} />: {attempt.failure ?? `answered ${attempt.response_status}`} in{" "}
                {attempt.duration_ms} ms
                {attempt.response_body !== null && <pre>{attempt.response_body}</pre>}
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}
