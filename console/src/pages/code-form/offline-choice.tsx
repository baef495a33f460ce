import type { ReactNode } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Checkbox, Select } from "#console/ui/fields.tsx";
import { Radios } from "#console/ui/radios.tsx";
import { offlineTimes, takesCodes } from "./door-kinds.ts";
import { type Draft, isOffline } from "./draft.ts";

/** Whether the code is sent to the lock or computed by its maker, where the door has both, and what the latter means. */
export function OfflineChoice({
  door,
  draft,
  onChange,
}: {
  readonly door: WireDevice;
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
}): ReactNode {
  return (
    <div className="stack">
      {takesCodes(door).online && (
        <Radios
          label="How the lock learns of it"
          choices={[
            { id: "online", label: "It is sent to the lock", help: "It can be changed and deleted at any time." },
            { id: "offline", label: "Its maker computes it", help: "The lock knows it without being reached." },
          ]}
          chosen={draft.wantsOffline ? "offline" : "online"}
          onChoose={(kind) => onChange({ wantsOffline: kind === "offline" })}
        />
      )}
      {isOffline(draft) && (
        <>
          <p className="soft">
            An offline code cannot be changed, and works until its time ends. The maker chooses the PIN, and may round
            the time outwards to what this lock can have:
          </p>
          <ul className="door-rules soft">
            {offlineTimes(door).map((times) => (
              <li key={times}>{times}</li>
            ))}
          </ul>
          <div className="two-fields">
            <Select
              label="It may begin earlier and end later by"
              choices={[
                { id: "1hour", label: "An hour at most" },
                { id: "1day", label: "A day at most" },
              ]}
              chosen={draft.rounding}
              onChoose={(rounding) => onChange({ rounding })}
            />
            <Checkbox isSelected={draft.opensOnce} onChange={(opensOnce) => onChange({ opensOnce })}>
              It opens once only
            </Checkbox>
          </div>
        </>
      )}
    </div>
  );
}
