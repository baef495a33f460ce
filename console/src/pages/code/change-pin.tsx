import { type ReactNode, useState } from "react";
import type { WireAccessCode, WireDevice } from "#api/contract/wire.ts";
import { pinRules } from "#console/pages/code-form/door-rules.ts";
import { Button } from "#console/ui/button.tsx";
import { Dialog } from "#console/ui/dialog.tsx";
import { NewPin } from "#console/ui/new-pin.tsx";
import { Complaint } from "#console/ui/notice.tsx";
import { useDoing } from "#console/wire/queries.ts";

/** Another PIN for the same code. It is in this page until the dialog closes, and nowhere else. */
export function ChangePin({
  code,
  door,
}: {
  readonly code: WireAccessCode;
  readonly door: WireDevice | undefined;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [pin, setPin] = useState("");
  const doing = useDoing("/access_codes/update");
  const close = () => {
    setOpen(false);
    setPin("");
    doing.reset();
  };
  const rules = pinRules(door);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Change PIN</Button>
      <Dialog title={`Change the PIN of ${code.name ?? "this code"}`} isOpen={isOpen} onClose={close}>
        <p>
          The lock is told of the new PIN, and the old one stops working once it has it. Whoever has the old one needs
          the new one from you.
        </p>
        {code.common_code_key !== null && (
          <p>
            <strong>Only at this door.</strong> The other doors keep the PIN that they share, and this code is no longer
            linked to theirs.
          </p>
        )}
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            doing.mutate({ access_code_id: code.access_code_id, code: pin }, { onSuccess: close });
          }}
        >
          <NewPin
            value={pin}
            onChange={setPin}
            deviceId={code.device_id}
            help={rules.length === 0 ? "4 to 9 digits." : rules.join(" ")}
          />
          <Complaint error={doing.error} />
          <div className="row">
            <Button kind="primary" type="submit" isDisabled={pin.length < 4} isPending={doing.isPending}>
              Change it
            </Button>
            <Button onPress={close}>Cancel</Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
