import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WireDelivery, WireWebhook } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { Confirm } from "#console/ui/confirm.tsx";
import { Select } from "#console/ui/fields.tsx";
import { Complaint, Empty, Loading } from "#console/ui/notice.tsx";
import { SecretOnce } from "#console/ui/secret-once.tsx";
import { VirtualRows } from "#console/ui/virtual-rows.tsx";
import { useAnswer, useDoing, useList } from "#console/wire/queries.ts";
import { Delivery } from "./delivery.tsx";
import { WebhookState } from "./webhook-state.tsx";
import "./webhooks.css";

const route = getRouteApi("/webhooks/$webhookId");
const states = [
  { id: "all", label: "All deliveries" },
  { id: "waiting", label: "Waiting" },
  { id: "delivered", label: "Delivered" },
  { id: "failed", label: "Failed" },
  { id: "stopped", label: "Stopped" },
] as const;

/** One endpoint, and what became of everything that was sent to it. */
export function Page(): ReactNode {
  const { webhookId } = route.useParams();
  const { data, error } = useAnswer("/webhooks/list", {});
  const webhook = data?.webhooks.find(({ webhook_id }) => webhook_id === webhookId);
  if (data === undefined) return error === null ? <Loading what="the webhook" /> : <Complaint error={error} />;
  if (webhook === undefined) return <Empty title="There is no such webhook">It may have been deleted.</Empty>;
  return (
    <>
      <p>
        <Link to="/webhooks">Webhooks</Link>
      </p>
      <div className="row apart">
        <h1 className="address">{webhook.url}</h1>
        <WebhookState webhook={webhook} />
      </div>
      <Actions webhook={webhook} />
      <Deliveries webhookId={webhookId} />
    </>
  );
}

function Actions({ webhook }: { readonly webhook: WireWebhook }): ReactNode {
  const navigate = route.useNavigate();
  const id = { webhook_id: webhook.webhook_id };
  const change = useDoing("/webhooks/update");
  const forget = useDoing("/webhooks/delete");
  const rotate = useDoing("/webhooks/rotate_secret");
  const isOn = webhook.disabled_at === null;
  const secret = rotate.data?.webhook.secret;
  return (
    <div className="stack">
      <div className="row">
        <Button
          isPending={change.isPending}
          onPress={() => change.mutate({ ...id, event_types: webhook.event_types ?? ["*"], is_enabled: !isOn })}
        >
          {isOn ? "Turn off" : "Turn on"}
        </Button>
        <Confirm
          kind="primary"
          label="New secret"
          title="Sign with a new secret?"
          agree="Make a new secret"
          onAgree={() => rotate.mutateAsync(id)}
        >
          Events are signed with both for 24 hours; after that with the new one alone.
        </Confirm>
        <Confirm
          label="Delete"
          title="Send nothing there any more?"
          agree="Delete the webhook"
          onAgree={() => forget.mutateAsync(id).then(() => navigate({ to: "/webhooks" }))}
        >
          What waits to be delivered is not sent any more, and what was sent cannot be looked at here.
        </Confirm>
      </div>
      <Complaint error={change.error} />
      {secret !== undefined && <SecretOnce what="The new secret" secret={secret} onAway={rotate.reset} />}
    </div>
  );
}

function Deliveries({ webhookId }: { readonly webhookId: string }): ReactNode {
  const { status = "all" } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useList("/webhooks/list_deliveries", {
    webhook_id: webhookId,
    limit: 100,
    ...(status === "all" ? {} : { status: status as WireDelivery["status"] }),
  });
  const deliveries = data?.pages.flatMap((page) => page.deliveries);
  return (
    <section className="stack" aria-label="Deliveries">
      <Select
        label="Show"
        choices={states}
        chosen={states.find(({ id }) => id === status)?.id ?? "all"}
        onChoose={(chosen) => void navigate({ search: chosen === "all" ? {} : { status: chosen }, replace: true })}
      />
      <Complaint error={error} />
      {deliveries === undefined ? (
        error === null && <Loading what="deliveries" />
      ) : deliveries.length === 0 ? (
        <Empty title="Nothing was sent there">Whatever happens from now on is.</Empty>
      ) : (
        <div className="card deliveries">
          <VirtualRows
            items={deliveries}
            keyOf={({ event_id }) => event_id}
            rowHeight={64}
            row={(delivery) => <Delivery delivery={delivery} />}
            onEnd={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined}
          />
        </div>
      )}
    </section>
  );
}
