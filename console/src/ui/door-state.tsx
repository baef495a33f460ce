import type { ReactNode } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Tag } from "./notice.tsx";

/** Whether a door can be reached, and what is wrong with it, worst first. */
export function DoorState({ door }: { readonly door: WireDevice }): ReactNode {
  const [error] = door.errors;
  const [warning] = door.warnings;
  return (
    <span className="row">
      {door.properties.online ? (
        <Tag tone="good" sign="tick">
          Online
        </Tag>
      ) : (
        <Tag tone="bad" sign="cross">
          Offline
        </Tag>
      )}
      {error !== undefined && door.properties.online && (
        <Tag tone="bad" sign="triangle">
          {inWords(error.error_code)}
        </Tag>
      )}
      {error === undefined && warning !== undefined && (
        <Tag tone="wait" sign="triangle">
          {inWords(warning.warning_code)}
        </Tag>
      )}
    </span>
  );
}

/** A code of the contract's as words: `low_battery` is “Low battery”. */
export function inWords(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
