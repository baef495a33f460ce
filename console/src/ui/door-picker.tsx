import { type ReactNode, useState } from "react";
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import type { WireDevice } from "#api/contract/wire.ts";
import { useAnswer } from "#console/wire/queries.ts";
import { Sign } from "./sign.tsx";
import { useSettled } from "./use-settled.ts";

/** So many doors are offered; with more, part of the name finds the one that is meant. */
const mostOffered = 30;

interface Picking {
  readonly label: string;
  readonly help?: ReactNode;
  /** Ids of doors that are not offered. */
  readonly except?: readonly string[];
  readonly onChoose: (door: WireDevice) => void;
}

/** Chooses one door among however many there are, by part of its name; and then, maybe, another. */
export function DoorPicker({ onChoose, ...picking }: Picking): ReactNode {
  const [chosen, setChosen] = useState(0);
  // Each choice begins anew: with nothing typed, and the list shut.
  return (
    <OneDoor
      key={chosen}
      {...picking}
      isNext={chosen > 0}
      onChoose={(door) => {
        setChosen(chosen + 1);
        onChoose(door);
      }}
    />
  );
}

function OneDoor({ label, help, except = [], isNext, onChoose }: Picking & { readonly isNext: boolean }): ReactNode {
  const [text, setText] = useState("");
  const sought = useSettled(text);
  const { data } = useAnswer("/devices/list", { limit: mostOffered, ...(sought === "" ? {} : { search: sought }) });
  const doors = data?.devices.filter(({ device_id }) => !except.includes(device_id)) ?? [];
  return (
    <ComboBox
      className="field"
      items={doors}
      inputValue={text}
      onInputChange={setText}
      selectedKey={null}
      onSelectionChange={(key) => {
        const door = doors.find(({ device_id }) => device_id === key);
        if (door !== undefined) onChoose(door);
      }}
      autoFocus={isNext}
      allowsEmptyCollection
    >
      <Label>{label}</Label>
      <span className="picker">
        <Input placeholder="Part of a door's name" />
        <Button className="select-button" aria-label="Show doors">
          <Sign name="down" />
        </Button>
      </span>
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <Popover className="popover">
        <ListBox renderEmptyState={() => <p className="list-item soft">No door is called so.</p>}>
          {(door: WireDevice) => (
            <ListBoxItem id={door.device_id} textValue={door.display_name} className="list-item">
              {door.display_name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
