import { type ReactNode, useState } from "react";
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import type { WireDevice } from "#api/contract/wire.ts";
import { useAnswer } from "#console/wire/queries.ts";
import { Sign } from "./sign.tsx";

/** So many doors are offered; with more, part of the name finds the one that is meant. */
const mostOffered = 30;

/** Chooses one door among however many there are, by part of its name. */
export function DoorPicker({
  label,
  help,
  placeholder = "Part of a door's name",
  except = [],
  onChoose,
}: {
  readonly label: string;
  readonly help?: ReactNode;
  readonly placeholder?: string;
  /** Ids of doors that are not offered. */
  readonly except?: readonly string[];
  readonly onChoose: (door: WireDevice) => void;
}): ReactNode {
  const [text, setText] = useState("");
  const { data } = useAnswer("/devices/list", { limit: mostOffered, ...(text === "" ? {} : { search: text }) });
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
        if (door === undefined) return;
        setText("");
        onChoose(door);
      }}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <Label>{label}</Label>
      <span className="picker">
        <Input placeholder={placeholder} />
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
