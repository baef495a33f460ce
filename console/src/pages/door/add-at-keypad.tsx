import { type ReactNode, useState } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { Complaint, Notice } from "#console/ui/notice.tsx";
import { ask } from "#console/wire/ask.ts";
import { queryClient } from "#console/wire/queries.ts";

/** Somebody programs a code at the keypad, without us. */
export function AddAtKeypad({ door }: { readonly door: WireDevice }): ReactNode {
  const [name, setName] = useState("Neighbour");
  const [pin, setPin] = useState("");
  const [error, setError] = useState<Error>();
  const [isDone, setDone] = useState(false);
  const [isPending, setPending] = useState(false);
  const add = async () => {
    setPending(true);
    setError(undefined);
    setDone(false);
    const asked = { device_id: door.device_id, name, code: pin };
    setPin("");
    await ask("/access_codes/simulate/create_unmanaged_access_code", asked).then(() => setDone(true), setError);
    setPending(false);
    void queryClient.invalidateQueries();
  };
  return (
    <form
      className="stack tight"
      aria-labelledby="add-at-keypad"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <h3 id="add-at-keypad">Somebody adds a code at the keypad</h3>
      <div className="row field-row">
        <TextField label="Name" value={name} onChange={setName} isRequired />
        <TextField
          label="Their PIN"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          value={pin}
          onChange={setPin}
          isRequired
        />
        <Button type="submit" isPending={isPending}>
          Add it
        </Button>
      </div>
      <Complaint error={error} />
      {isDone && <Notice tone="plain">It is on the lock, and was found there: it is listed above as not ours.</Notice>}
    </form>
  );
}
