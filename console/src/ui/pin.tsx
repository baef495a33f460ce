import { type ReactNode, useEffect, useState } from "react";
import { ask } from "#console/wire/ask.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./fields.tsx";
import { Complaint } from "./notice.tsx";

/** A PIN that is shown hides itself again after so many seconds. */
const shownForSeconds = 20;

/**
 * A PIN as dots. Whoever wants to read it says so and is written down; then it is in this page for some seconds, in no
 * store and no address.
 */
export function Pin({ accessCodeId, name }: { readonly accessCodeId: string; readonly name: string }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const [shown, setShown] = useState<{ readonly pin: string | null; readonly left: number }>();

  useEffect(() => {
    if (shown === undefined) return;
    const next = setTimeout(
      () => setShown(shown.left > 1 ? { pin: shown.pin, left: shown.left - 1 } : undefined),
      1_000,
    );
    return () => clearTimeout(next);
  }, [shown]);

  if (shown !== undefined) {
    return (
      <span className="row">
        <output className="pin">{shown.pin ?? "not known"}</output>
        <Button kind="quiet" onPress={() => setShown(undefined)}>
          Hide ({shown.left})
        </Button>
      </span>
    );
  }
  return (
    <span className="row">
      <span className="pin" role="img" aria-label="PIN, hidden">
        ••••
      </span>
      <Button kind="quiet" aria-label={`Show the PIN of ${name}`} onPress={() => setAsking(true)}>
        Show
      </Button>
      <AskToShow
        isOpen={isAsking}
        accessCodeId={accessCodeId}
        name={name}
        onClose={() => setAsking(false)}
        onShown={(pin) => {
          setAsking(false);
          setShown({ pin, left: shownForSeconds });
        }}
      />
    </span>
  );
}

function AskToShow({
  isOpen,
  accessCodeId,
  name,
  onClose,
  onShown,
}: {
  readonly isOpen: boolean;
  readonly accessCodeId: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly onShown: (pin: string | null) => void;
}): ReactNode {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<Error>();
  const [isPending, setPending] = useState(false);
  const show = async () => {
    setPending(true);
    try {
      const { revealed_code } = await ask("/access_codes/reveal", { access_code_id: accessCodeId, reason });
      setReason("");
      setError(undefined);
      onShown(revealed_code.pin);
    } catch (refusal) {
      setError(refusal as Error);
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog title={`Show the PIN of ${name}?`} isOpen={isOpen} onClose={onClose}>
      <p className="soft">
        That you read it is written down, with your reason. It hides itself after {shownForSeconds} seconds.
      </p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void show();
        }}
      >
        <TextField
          label="Reason (may stay empty)"
          value={reason}
          onChange={setReason}
          autoFocus
          placeholder="The guest asks on the phone"
        />
        <Complaint error={error} />
        <div className="row">
          <Button kind="primary" type="submit" isPending={isPending}>
            Show the PIN
          </Button>
          <Button onPress={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
