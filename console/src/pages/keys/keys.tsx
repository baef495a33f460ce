import { type ReactNode, useState } from "react";
import type { WireApiKey } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { Confirm } from "#console/ui/confirm.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { Complaint, Loading, Tag } from "#console/ui/notice.tsx";
import { SecretOnce } from "#console/ui/secret-once.tsx";
import { Time, useNow } from "#console/ui/time.tsx";
import { useAnswer, useDoing } from "#console/wire/queries.ts";

/** The keys that programs sign in with. Of each the server keeps only what proves it. */
export function Page(): ReactNode {
  const { data, error } = useAnswer("/api_keys/list", {});
  return (
    <>
      <h1>API keys</h1>
      <NewKey />
      <Complaint error={error} />
      {data === undefined ? (
        error === null && <Loading what="keys" />
      ) : (
        <ul className="stack plain-list">
          {data.api_keys.map((key) => (
            <Row key={key.api_key_id} apiKey={key} />
          ))}
        </ul>
      )}
    </>
  );
}

function NewKey(): ReactNode {
  const [name, setName] = useState("");
  const create = useDoing("/api_keys/create");
  const made = create.data?.api_key;
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name }, { onSuccess: () => setName("") });
      }}
    >
      <div className="row field-row">
        <TextField
          label="Name of a new key"
          value={name}
          onChange={setName}
          isRequired
          help="What will use it, so that you know it again."
        />
        <Button kind="primary" type="submit" isPending={create.isPending}>
          Make a key
        </Button>
      </div>
      <Complaint error={create.error} />
      {made !== undefined && <SecretOnce what={`The key “${made.name}”`} secret={made.token} onAway={create.reset} />}
    </form>
  );
}

function Row({ apiKey }: { readonly apiKey: WireApiKey }): ReactNode {
  const revoke = useDoing("/api_keys/revoke");
  const now = useNow();
  const isOver = apiKey.expires_at !== null && Date.parse(apiKey.expires_at) <= now;
  const opens = apiKey.revoked_at === null && !isOver;
  return (
    <li className="card row apart">
      <span className="stack tight">
        <strong>{apiKey.name}</strong>
        <span className="soft">
          <span className="mono">seam_{apiKey.short_token}_…</span> · made <Time at={apiKey.created_at} />
        </span>
      </span>
      <span className="row">
        {opens ? (
          <Tag tone="good" sign="tick">
            In use
          </Tag>
        ) : (
          <Tag tone="plain" sign="cross">
            {apiKey.revoked_at === null ? "Expired" : "Revoked"}
          </Tag>
        )}
        {opens && (
          <Confirm
            label="Revoke"
            title={`Revoke the key “${apiKey.name}”?`}
            agree="Revoke it"
            onAgree={() => revoke.mutateAsync({ api_key_id: apiKey.api_key_id })}
          >
            Whatever signs in with it is shut out within a second, this console too where you signed in with it. It
            cannot be taken back; a new key can be made.
          </Confirm>
        )}
      </span>
    </li>
  );
}
