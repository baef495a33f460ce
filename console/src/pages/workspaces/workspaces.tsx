import { type ReactNode, useState } from "react";
import { useSignedIn } from "#console/shell/session.tsx";
import { Button } from "#console/ui/button.tsx";
import { Confirm } from "#console/ui/confirm.tsx";
import { Checkbox, TextField } from "#console/ui/fields.tsx";
import { Complaint, Tag } from "#console/ui/notice.tsx";
import { ask, chooseWorkspace, currentWorkspace } from "#console/wire/ask.ts";
import { useDoing } from "#console/wire/queries.ts";

/** The workspaces that whoever is signed in can work in. */
export function Page(): ReactNode {
  const { session, workspace, workspaces, change } = useSignedIn();
  return (
    <>
      <h1>Workspaces</h1>
      <ul className="stack plain-list">
        {workspaces.map(({ workspace_id, name, is_sandbox }) => (
          <li key={workspace_id} className="card row apart">
            <span className="row">
              <strong>{name}</strong>
              {is_sandbox && <Tag tone="wait">Sandbox</Tag>}
              {workspace_id === workspace.workspace_id && <Tag tone="plain">You are here</Tag>}
            </span>
            <span className="row">
              {workspace_id !== workspace.workspace_id && (
                <Button onPress={() => change(workspace_id)}>Work here</Button>
              )}
              {is_sandbox && workspace_id === workspace.workspace_id && <Reset />}
            </span>
          </li>
        ))}
      </ul>
      {session.signed_in_with === "access_token" ? (
        <NewWorkspace />
      ) : (
        <p className="soft">
          You signed in with an API key, which opens one workspace. Whoever signs in with a personal access token sees
          all that it opens and can make new ones: <code>pintumbler tokens create</code> makes one,{" "}
          <code>pintumbler console</code> prints a link.
        </p>
      )}
    </>
  );
}

function NewWorkspace(): ReactNode {
  const { change } = useSignedIn();
  const [name, setName] = useState("");
  const [isSandbox, setSandbox] = useState(false);
  const [error, setError] = useState<Error>();
  const create = async () => {
    const before = currentWorkspace();
    // A workspace is made from outside any.
    chooseWorkspace(undefined);
    try {
      const { workspace } = await ask("/workspaces/create", { name, is_sandbox: isSandbox });
      change(workspace.workspace_id);
    } catch (refusal) {
      chooseWorkspace(before);
      setError(refusal as Error);
    }
  };
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <h2>A new workspace</h2>
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        isRequired
        help="Doors, codes and keys of one workspace are seen in no other."
      />
      <Checkbox isSelected={isSandbox} onChange={setSandbox}>
        A sandbox: its doors are virtual ones
      </Checkbox>
      <Complaint error={error} />
      <div>
        <Button kind="primary" type="submit">
          Make it
        </Button>
      </div>
    </form>
  );
}

function Reset(): ReactNode {
  const reset = useDoing("/workspaces/reset_sandbox");
  return (
    <Confirm label="Reset" title="Reset the sandbox?" agree="Reset it" onAgree={() => reset.mutateAsync({})}>
      Its accounts, doors, codes, webhooks and what happened are forgotten, and it begins anew with the doors that it
      had at first. Its keys stay.
    </Confirm>
  );
}
