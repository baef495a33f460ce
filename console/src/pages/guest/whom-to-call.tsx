import { type ReactNode, useState } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { Complaint } from "#console/ui/notice.tsx";
import { useDoing } from "#console/wire/queries.ts";

/** Where the number stands in what is noted of a door. */
const note = "whom_to_call";

/** Who can come with a key, as somebody noted it at this door. */
export function WhomToCall({ door }: { readonly door: WireDevice }): ReactNode {
  const noted = door.custom_metadata[note];
  const known = typeof noted === "string" ? noted : "";
  const [isWriting, setWriting] = useState(false);
  const [text, setText] = useState(known);
  const update = useDoing("/devices/update");
  const number = /\+?[\d][\d\s()/-]{4,}/.exec(known)?.[0].replaceAll(/[^\d+]/g, "");
  return (
    <li className="card stack tight">
      <h3>4. Call somebody with a key</h3>
      {known !== "" && !isWriting && <p>{known}</p>}
      {known === "" && !isWriting && <p className="soft">Nobody is noted at this door yet.</p>}
      {isWriting ? (
        <form
          className="row field-row"
          onSubmit={(event) => {
            event.preventDefault();
            update.mutate(
              { device_id: door.device_id, custom_metadata: { [note]: text.trim() === "" ? null : text.trim() } },
              { onSuccess: () => setWriting(false) },
            );
          }}
        >
          <TextField
            label="Who, and the number"
            value={text}
            onChange={setText}
            autoFocus
            placeholder="Maria, +1 207 555 0134"
          />
          <Button kind="primary" type="submit" isPending={update.isPending}>
            Note it
          </Button>
        </form>
      ) : (
        <div className="row">
          {number !== undefined && (
            <a className="button primary big" href={`tel:${number}`}>
              Call {number}
            </a>
          )}
          <Button onPress={() => setWriting(true)}>{known === "" ? "Note somebody" : "Change"}</Button>
        </div>
      )}
      <Complaint error={update.error} />
    </li>
  );
}
