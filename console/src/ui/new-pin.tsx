import { type ReactNode, useState } from "react";
import { ask } from "#console/wire/ask.ts";
import { Button } from "./button.tsx";
import { TextField } from "./fields.tsx";
import { Complaint } from "./notice.tsx";

/** A PIN that is nobody's yet: typed, or suggested by the server as one that the door would take. */
export function NewPin({
  label = "New PIN",
  value,
  onChange,
  deviceId,
  help,
  complaint,
}: {
  readonly label?: string;
  readonly value: string;
  readonly onChange: (digits: string) => void;
  /** The door that a suggestion has to suit; `undefined`: none is made. */
  readonly deviceId: string | undefined;
  readonly help?: ReactNode;
  readonly complaint?: string | undefined;
}): ReactNode {
  const [error, setError] = useState<Error>();
  const [isPending, setPending] = useState(false);
  const suggest = async (door: string) => {
    setPending(true);
    await ask("/access_codes/generate_code", { device_id: door }).then(
      ({ generated_code: { code } }) => {
        setError(undefined);
        onChange(code ?? "");
      },
      (refusal: unknown) => setError(refusal as Error),
    );
    setPending(false);
  };
  return (
    <div className="stack tight">
      <TextField
        label={label}
        value={value}
        onChange={(text) => onChange(text.replaceAll(/\D/g, ""))}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        complaint={complaint}
        {...(help === undefined ? {} : { help })}
      />
      <Complaint error={error} />
      {deviceId !== undefined && (
        <span>
          <Button isPending={isPending} onPress={() => void suggest(deviceId)}>
            Suggest one
          </Button>
        </span>
      )}
    </div>
  );
}
