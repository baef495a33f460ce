import type { ReactNode } from "react";
import {
  Checkbox as AriaCheckbox,
  Select as AriaSelect,
  TextField as AriaTextField,
  Button,
  type CheckboxProps,
  FieldError,
  Input,
  type Key,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
  type TextFieldProps,
} from "react-aria-components";
import { Sign } from "./sign.tsx";

interface Said {
  readonly label: string;
  /** What helps to fill it in, before anything is wrong. */
  readonly help?: ReactNode;
  /** What is wrong with what was filled in. */
  readonly complaint?: string | undefined;
}

export function TextField({
  label,
  help,
  complaint,
  inputMode,
  placeholder,
  ...props
}: Omit<TextFieldProps, "className" | "children"> & Said & { readonly placeholder?: string }): ReactNode {
  return (
    <AriaTextField {...props} isInvalid={complaint !== undefined} className="field">
      <Label>{label}</Label>
      <Input
        {...(inputMode === undefined ? {} : { inputMode })}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="complaint">{complaint}</FieldError>
    </AriaTextField>
  );
}

export interface Choice<Id extends Key> {
  readonly id: Id;
  readonly label: string;
}

export function Select<Id extends Key>({
  label,
  choices,
  chosen,
  onChoose,
  placeholder,
}: Said & {
  readonly choices: readonly Choice<Id>[];
  readonly chosen: Id | undefined;
  readonly onChoose: (id: Id) => void;
  readonly placeholder?: string;
}): ReactNode {
  return (
    <AriaSelect
      className="field"
      selectedKey={chosen ?? null}
      onSelectionChange={(key) => onChoose(key as Id)}
      {...(placeholder === undefined ? {} : { placeholder })}
    >
      <Label>{label}</Label>
      <Button className="select-button">
        <SelectValue />
        <Sign name="down" />
      </Button>
      <Popover className="popover">
        <ListBox items={choices}>{(choice) => <ListBoxItem className="list-item">{choice.label}</ListBoxItem>}</ListBox>
      </Popover>
    </AriaSelect>
  );
}

export function Checkbox({
  children,
  ...props
}: Omit<CheckboxProps, "className" | "children"> & { readonly children: ReactNode }): ReactNode {
  return (
    <AriaCheckbox {...props} className="checkbox">
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className="box" aria-hidden="true">
            {isIndeterminate ? "–" : isSelected && <Sign name="tick" />}
          </span>
          <span>{children}</span>
        </>
      )}
    </AriaCheckbox>
  );
}
