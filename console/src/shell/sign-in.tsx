import { type ReactNode, useState } from "react";
import { Button } from "#console/ui/button.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { Complaint } from "#console/ui/notice.tsx";
import { signIn } from "#console/wire/ask.ts";

/** What whoever is not signed in sees. What they show is sent to the server once, and kept by neither side. */
export function SignIn({
  complaint,
  onSignedIn,
}: {
  readonly complaint: Error | undefined;
  readonly onSignedIn: () => void;
}): ReactNode {
  const [token, setToken] = useState("");
  const [error, setError] = useState<Error>();
  const [isPending, setPending] = useState(false);
  const submit = async () => {
    setPending(true);
    await signIn({ token }).then(onSignedIn, setError);
    setPending(false);
  };
  return (
    <main className="sign-in stack">
      <h1>Pintumbler</h1>
      <form
        className="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label="API key or access token"
          type="password"
          value={token}
          onChange={setToken}
          isRequired
          autoFocus
          autoComplete="off"
          help="An API key opens its workspace; a personal access token opens those that it was made for."
        />
        <Complaint error={error ?? complaint} />
        <Button kind="primary" type="submit" isPending={isPending}>
          Sign in
        </Button>
      </form>
      <p className="soft">
        The server prints a link that signs you in when it starts. Where it runs, <code>pintumbler console</code> prints
        another.
      </p>
    </main>
  );
}
