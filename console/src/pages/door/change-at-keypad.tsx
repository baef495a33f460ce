import { type ReactNode, useState } from "react";
import type { WirePlaces } from "#api/contract/places.ts";
import { Button } from "#console/ui/button.tsx";
import { Select, TextField } from "#console/ui/fields.tsx";
import { Complaint, Notice } from "#console/ui/notice.tsx";
import { ask } from "#console/wire/ask.ts";
import { queryClient } from "#console/wire/queries.ts";
import { nameOf } from "./standings.ts";

/** Somebody changes or removes a code at the keypad, behind our back. */
export function ChangeAtKeypad({ places }: { readonly places: WirePlaces }): ReactNode {
  const codes = places.access_codes.filter((code) => code.on_lock?.state === "on_lock" && !code.is_offline);
  const [chosen, choose] = useState<string>();
  const [pin, setPin] = useState("");
  const [error, setError] = useState<Error>();
  const [isDone, setDone] = useState(false);
  const code = codes.find(({ access_code_id: id }) => id === chosen) ?? codes[0];
  if (code === undefined) return null;
  const tamper = async (digits: string | undefined) => {
    setError(undefined);
    setDone(false);
    setPin("");
    const asked = { access_code_id: code.access_code_id, ...(digits !== undefined && { code: digits }) };
    await ask("/access_codes/simulate/tamper", asked).then(() => setDone(true), setError);
    void queryClient.invalidateQueries();
  };
  return (
    <form
      className="stack tight"
      aria-labelledby="change-at-keypad"
      onSubmit={(event) => {
        event.preventDefault();
        void tamper(pin);
      }}
    >
      <h3 id="change-at-keypad">Somebody changes a code at the keypad</h3>
      <Select
        label="Code"
        choices={codes.map((one) => ({ id: one.access_code_id, label: nameOf(one) }))}
        chosen={code.access_code_id}
        onChoose={choose}
      />
      <div className="row field-row">
        <TextField
          label="New PIN"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          value={pin}
          onChange={setPin}
          isRequired
        />
        <Button type="submit">They change its PIN</Button>
        <Button onPress={() => void tamper(undefined)}>They remove it</Button>
      </div>
      <Complaint error={error} />
      {isDone && (
        <Notice tone="plain">
          Done at the lock. The server sees it at its next look, says so at the code, and puts one that is ours back as
          it was, unless people at the lock may change it.
        </Notice>
      )}
    </form>
  );
}
