import { type ReactNode, useState } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { Dialog } from "#console/ui/dialog.tsx";
import { TextField } from "#console/ui/fields.tsx";
import { Complaint } from "#console/ui/notice.tsx";
import { useDoing } from "#console/wire/queries.ts";

export function Rename({ door }: { readonly door: WireDevice }): ReactNode {
  const [name, setName] = useState<string>();
  const update = useDoing("/devices/update");
  const close = () => setName(undefined);
  return (
    <>
      <Button onPress={() => setName(door.display_name)}>Rename</Button>
      <Dialog title={`Rename ${door.display_name}`} isOpen={name !== undefined} onClose={close}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            update.mutate({ device_id: door.device_id, name: name ?? null }, { onSuccess: close });
          }}
        >
          <TextField
            label="Name"
            value={name ?? ""}
            onChange={setName}
            autoFocus
            help={`Left empty, it is called as in the maker's app: ${door.properties.name}. The name there stays as it is.`}
          />
          <Complaint error={update.error} />
          <div className="row">
            <Button kind="primary" type="submit" isPending={update.isPending}>
              Save
            </Button>
            <Button onPress={close}>Cancel</Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
