import type { ReactNode } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";

/** One of few, all in sight, each with what it means. */
export function Radios<Id extends string>({
  label,
  choices,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly choices: readonly { readonly id: Id; readonly label: string; readonly help?: string }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}): ReactNode {
  return (
    <RadioGroup className="field" value={chosen} onChange={(id) => onChoose(id as Id)}>
      <Label className="label">{label}</Label>
      {choices.map((choice) => (
        <Radio key={choice.id} value={choice.id} className="radio">
          <span className="dot" aria-hidden="true" />
          <span>
            {choice.label}
            {choice.help !== undefined && <span className="soft"> {choice.help}</span>}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
