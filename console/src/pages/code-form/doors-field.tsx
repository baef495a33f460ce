import type { ReactNode } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { DoorPicker } from "#console/ui/door-picker.tsx";
import { DoorState } from "#console/ui/door-state.tsx";
import { takesCodes } from "./door-kinds.ts";
import { codeRules, pinRules } from "./door-rules.ts";

/** The doors that a code is for, each with what it has against codes, before it bites. */
export function DoorsField({
  doors,
  onChange,
}: {
  readonly doors: readonly WireDevice[];
  readonly onChange: (doors: readonly WireDevice[]) => void;
}): ReactNode {
  const ids = doors.map(({ device_id }) => device_id);
  return (
    <div className="stack">
      <DoorPicker
        label={doors.length === 0 ? "Door" : "Another door"}
        help={
          doors.length === 0
            ? "Type part of its name, or open the list."
            : "With several doors one PIN opens all of them: the codes are linked."
        }
        except={ids}
        onChoose={(door) => onChange([...doors, door])}
      />
      {doors.length > 0 && (
        <ul className="chosen-doors" aria-label="Chosen doors">
          {doors.map((door) => (
            <li key={door.device_id} className="card">
              <div className="row apart">
                <span className="row">
                  <strong>{door.display_name}</strong>
                  <DoorState door={door} />
                </span>
                <Button
                  kind="quiet"
                  aria-label={`Remove ${door.display_name}`}
                  onPress={() => onChange(doors.filter(({ device_id }) => device_id !== door.device_id))}
                >
                  Remove
                </Button>
              </div>
              <DoorRules door={door} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a door has against codes. */
export function DoorRules({ door }: { readonly door: WireDevice }): ReactNode {
  const kinds = takesCodes(door);
  if (!kinds.online && !kinds.offline) {
    return <p className="refused">No code can be put on this door at present: it has no keypad, or none is reached.</p>;
  }
  const rules = kinds.online ? [...pinRules(door), ...codeRules(door)] : [];
  return (
    <ul className="door-rules soft">
      {kinds.online && (
        <li>
          {door.schedules_natively
            ? "Keeps the times of codes itself, also while nothing reaches it."
            : "Is told of a code just before it begins and to drop it at its end: it has to be reached then."}
        </li>
      )}
      {!kinds.online && (
        <li>Takes offline codes only: the maker computes the PIN, and the lock knows it without being told.</li>
      )}
      {rules.map((rule) => (
        <li key={rule}>{rule}</li>
      ))}
      {!door.properties.online && kinds.online && (
        <li>It cannot be reached now. The code is put on it once it can be.</li>
      )}
    </ul>
  );
}
