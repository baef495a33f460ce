import { type ReactNode, useState } from "react";
import { Button, type Kind } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Complaint } from "./notice.tsx";

/** A button for what cannot be taken back: it says first what will happen, and does it once that was agreed to. */
export function Confirm({
  label,
  kind = "danger",
  title,
  agree,
  onAgree,
  children,
}: {
  readonly label: string;
  readonly kind?: Kind;
  /** What is asked. */
  readonly title: string;
  /** What whoever agrees presses. */
  readonly agree: string;
  /** Rejects with what went wrong, which is shown. */
  readonly onAgree: () => Promise<unknown>;
  /** What will happen. */
  readonly children: ReactNode;
}): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const act = async () => {
    setPending(true);
    setError(undefined);
    await onAgree().then(() => setAsking(false), setError);
    setPending(false);
  };
  return (
    <>
      <Button kind={kind} onPress={() => setAsking(true)}>
        {label}
      </Button>
      <Dialog title={title} isOpen={isAsking} onClose={() => setAsking(false)}>
        <div>{children}</div>
        <Complaint error={error} />
        <div className="row">
          <Button kind={kind} isPending={isPending} onPress={() => void act()}>
            {agree}
          </Button>
          <Button onPress={() => setAsking(false)}>Cancel</Button>
        </div>
      </Dialog>
    </>
  );
}
