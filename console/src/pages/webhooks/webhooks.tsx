import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Button } from "#console/ui/button.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { Complaint, Empty, Loading } from "#console/ui/notice.tsx";
import { SecretOnce } from "#console/ui/secret-once.tsx";
import { useAnswer, useDoing } from "#console/wire/queries.ts";
import { WebhookState } from "./webhook-state.tsx";

/** Where events are sent, and whether they arrive. */
export function Page(): ReactNode {
  const { data, error } = useAnswer("/webhooks/list", {});
  return (
    <>
      <h1>Webhooks</h1>
      <NewWebhook />
      <Complaint error={error} />
      {data === undefined ? (
        error === null && <Loading what="webhooks" />
      ) : data.webhooks.length === 0 ? (
        <Empty title="No events are sent anywhere yet">
          Name an address of your program: what happens at doors is posted there within moments, signed so that you can
          tell that it comes from here, and again until it was received.
        </Empty>
      ) : (
        <ul className="stack plain-list">
          {data.webhooks.map((webhook) => (
            <li key={webhook.webhook_id} className="card row apart">
              <span className="stack tight">
                <Link to="/webhooks/$webhookId" params={{ webhookId: webhook.webhook_id }}>
                  {webhook.url}
                </Link>
                <span className="soft">{eventsInWords(webhook.event_types)}</span>
              </span>
              <WebhookState webhook={webhook} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function eventsInWords(types: readonly string[] | undefined): string {
  if (types === undefined || types.includes("*")) return "All events";
  return types.length <= 3 ? types.join(", ") : `${types.slice(0, 3).join(", ")} and ${types.length - 3} more`;
}

function NewWebhook(): ReactNode {
  const [url, setUrl] = useState("");
  const [types, setTypes] = useState("");
  const create = useDoing("/webhooks/create");
  const made = create.data?.webhook;
  const submit = () => {
    const named = types.split(/[\s,]+/).filter((type) => type !== "");
    create.mutate(
      { url, ...(named.length === 0 ? {} : { event_types: named as ["*"] }) },
      { onSuccess: () => setUrl("") },
    );
  };
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="row field-row">
        <TextField
          label="Address"
          type="url"
          value={url}
          onChange={setUrl}
          isRequired
          placeholder="https://example.com/hooks"
        />
        <TextField
          label="Event types"
          value={types}
          onChange={setTypes}
          help="Empty: all. Else their names, with commas between."
          placeholder="access_code.set_on_device, lock.unlocked"
        />
        <Button kind="primary" type="submit" isPending={create.isPending}>
          Send events there
        </Button>
      </div>
      <Complaint error={create.error} />
      {made?.secret !== undefined && (
        <SecretOnce what="The secret that events are signed with" secret={made.secret} onAway={create.reset} />
      )}
    </form>
  );
}
