import type { ReactNode } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { NewPin } from "#console/ui/new-pin.tsx";
import { Radios } from "#console/ui/radios.tsx";
import { pinRules } from "./door-rules.ts";

/** Who chooses the PIN. */
export function PinChoice({
  pin,
  onChange,
  doors,
  complaint,
}: {
  /** `undefined`: not a person. */
  readonly pin: string | undefined;
  readonly onChange: (pin: string | undefined) => void;
  readonly doors: readonly WireDevice[];
  readonly complaint: string | undefined;
}): ReactNode {
  // What suits one door need not suit another.
  const suggestFor = doors.length === 1 ? doors[0]?.device_id : undefined;
  return (
    <div className="stack">
      <Radios
        label="PIN"
        choices={[
          {
            id: "ours",
            label: "Chosen for you",
            help: "By chance, not easily guessed, and free at every chosen door.",
          },
          { id: "own", label: "One that you choose" },
        ]}
        chosen={pin === undefined ? "ours" : "own"}
        onChoose={(who) => onChange(who === "ours" ? undefined : "")}
      />
      {pin !== undefined && (
        <>
          <NewPin
            label="PIN of your choice"
            value={pin}
            onChange={onChange}
            deviceId={suggestFor}
            help={
              doors.length > 1 ? "It has to suit every door." : doors.flatMap(pinRules).join(" ") || "4 to 9 digits."
            }
            complaint={complaint}
          />
          {doors.length > 1 && (
            <p className="soft">
              With a PIN of your choice the codes are not linked: each is changed on its own later. One that is chosen
              for you links them.
            </p>
          )}
        </>
      )}
    </div>
  );
}
